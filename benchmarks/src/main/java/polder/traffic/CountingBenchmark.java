// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.decode.netflow.NetflowDecoder;
import polder.wire.Address;

/**
 * What a NetFlow 5 record costs a lane over memory: decoded only, and decoded and counted while the beat takes the tables five
 * times a second. Datagrams of 30 records to {@code hosts} hosts of 10.10.0.0/15.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CountingBenchmark {
    private static final int DATAGRAMS = 256;
    private static final int RECORDS = 30;
    private static final int SIZE = 24 + RECORDS * 48;
    private static final int BATCHES = 64;
    private static final int PER_CALL = DATAGRAMS * RECORDS;

    @Param({"1000", "65536", "1048576"})
    public int hosts;

    @Param("128")
    public int rows;

    private final PacketBatch[] batches = new PacketBatch[BATCHES];
    private int next;
    private DecoderLane decoder;
    private FlowBatch dropped;
    private FlowBatch counted;
    private TrafficMeter meter;
    private Beat beat;

    @Setup
    public void prepare() {
        decoder = new NetflowDecoder(Map.of("service.pid", "polder.decode.netflow")).open(0);
        Map<String, Object> settings =
                Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8", "hosts.max", "2000000");
        meter = new TrafficMeter(TrafficSettings.of(settings), Path.of("/nonexistent"));
        FlowTapLane lane = meter.open(0);
        dropped = new FlowBatch(rows, flows -> {});
        counted = new FlowBatch(rows, lane::accept);
        int seed = 1;
        for (int b = 0; b < BATCHES; b++) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(DATAGRAMS * SIZE);
            batches[b] = new PacketBatch(DATAGRAMS).in(bytes);
            for (int d = 0; d < DATAGRAMS; d++) {
                int at = d * SIZE;
                bytes.putShort(at, (short) 5).putShort(at + 2, (short) RECORDS).putInt(at + 4, 1_000_000);
                for (int r = 0; r < RECORDS; r++) {
                    seed = seed * 1103515245 + 12345;
                    int record = at + 24 + r * 48;
                    bytes.putInt(record, 0xc6120000 | (seed >>> 16));
                    seed = seed * 1103515245 + 12345;
                    bytes.putInt(record + 4, 0x0a0a0000 + (int) (Integer.toUnsignedLong(seed) % hosts));
                    bytes.putInt(record + 16, 10).putInt(record + 20, 5000);
                    bytes.putInt(record + 24, 1_000_000).putInt(record + 28, 1_000_000);
                    bytes.putInt(record + 32, seed).put(record + 38, (byte) ((seed & 0x10000) == 0 ? 6 : 17));
                }
                batches[b].add(at, SIZE, SIZE, 1_000_000_000L).from(0, Address.low4(0x7f000001), 4000);
            }
        }
        beat = new Beat(meter::beat, java.time.Duration.ofMillis(200));
        beat.start();
    }

    @TearDown
    public void stop() {
        beat.stop();
    }

    private PacketBatch batch() {
        next = (next + 1) % BATCHES;
        return batches[next];
    }

    @Benchmark
    @OperationsPerInvocation(PER_CALL)
    public void decode() {
        PacketBatch packets = batch();
        dropped.of(packets);
        decoder.decode(packets, dropped);
        dropped.drain();
    }

    @Benchmark
    @OperationsPerInvocation(PER_CALL)
    public void decodeAndCount() {
        PacketBatch packets = batch();
        counted.of(packets);
        decoder.decode(packets, counted);
        counted.drain();
    }
}
