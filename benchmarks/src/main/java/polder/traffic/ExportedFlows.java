// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowExport;
import polder.api.flow.FlowTapLane;
import polder.decode.netflow.NetflowDecoder;
import polder.notify.kafka.KafkaFlows;
import polder.wire.Address;

/**
 * What writing flows to Kafka costs a lane, in CPU time of its thread beside decoding and counting, and how many flows a second arrive.
 * Arguments: brokers, seconds, then keys of the cfg as {@code key=value}. NetFlow 5 to 65,536 hosts. Rounds of half a ring, one
 * with the tap and one without, each when the ring is empty again; the quickest tenth is averaged, as others may be busy on the machine.
 */
public final class ExportedFlows {
    private static final int DATAGRAMS = 64;
    private static final int RECORDS = 30;
    private static final int SIZE = 24 + RECORDS * 48;
    private static final int FLOWS = DATAGRAMS * RECORDS;
    private static final int BATCHES = 16;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final PacketBatch[] batches = new PacketBatch[BATCHES];
    private final DecoderLane decoder = new NetflowDecoder(Map.of("service.pid", "polder.decode.netflow")).open(0);
    private final KafkaFlows kafka;
    private final FlowBatch plain;
    private final FlowBatch tapped;

    private ExportedFlows(Map<String, Object> cfg) {
        Map<String, Object> settings = Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8");
        TrafficMeter meter = new TrafficMeter(TrafficSettings.of(settings), Path.of("/nonexistent"));
        kafka = new KafkaFlows(null, cfg);
        FlowTapLane counter = meter.open(0);
        FlowTapLane exporter = kafka.open(0);
        plain = new FlowBatch(128, counter::accept);
        tapped = new FlowBatch(128, flows -> {
            counter.accept(flows);
            exporter.accept(flows);
        });
        tapped.decoder("netflow");
        tapped.detailed(exporter.wantsDetails());
        int seed = 1;
        for (int b = 0; b < BATCHES; b++) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(DATAGRAMS * SIZE);
            batches[b] = new PacketBatch(DATAGRAMS).in(bytes);
            for (int d = 0; d < DATAGRAMS; d++) {
                int at = d * SIZE;
                bytes.putShort(at, (short) 5).putShort(at + 2, (short) RECORDS).putInt(at + 4, 1_000_000);
                for (int r = 0; r < RECORDS; r++) {
                    seed = seed * 1103515245 + 12345;
                    record(bytes, at + 24 + r * 48, seed);
                }
                batches[b].add(at, SIZE, SIZE, 1_700_000_000_000_000_000L).from(0, Address.low4(0x7f000001), 4000);
            }
        }
    }

    private static void record(ByteBuffer bytes, int record, int seed) {
        int mixed = seed * 0x9e3779b1;
        bytes.putInt(record, 0xc6120000 | (seed >>> 16)).putInt(record + 4, 0x0a0a0000 | (mixed >>> 16));
        bytes.putInt(record + 16, 10).putInt(record + 20, 5000);
        bytes.putInt(record + 24, 1_000_000).putInt(record + 28, 1_000_000);
        bytes.putInt(record + 32, seed).put(record + 38, (byte) ((seed & 0x10000) == 0 ? 6 : 17));
    }

    public static void main(String[] arguments) {
        Map<String, Object> cfg = new HashMap<>(Map.of("service.pid", "polder.notify.kafka.flows~bench"));
        cfg.put("brokers", arguments[0]);
        Arrays.stream(arguments).skip(2).forEach(word -> cfg.put(word.split("=", 2)[0], word.split("=", 2)[1]));
        ExportedFlows run = new ExportedFlows(cfg);
        int seconds = Integer.parseInt(arguments[1]);
        run.lane(seconds);
        run.broker(seconds);
    }

    private FlowExport status() {
        return kafka.exports().get(0);
    }

    private void lane(int seconds) {
        int batchesEach = 16_384 / FLOWS;
        long[][] took = new long[2][1 << 20];
        int rounds = 0;
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end && rounds < took[0].length) {
            took[0][rounds] = decode(plain, batchesEach);
            took[1][rounds] = decode(tapped, batchesEach);
            rounds++;
            await(0);
        }
        double without = quick(took[0], rounds) / (batchesEach * FLOWS);
        double with = quick(took[1], rounds) / (batchesEach * FLOWS);
        System.out.printf(
                "lane: decode and count %.1f ns, with the tap %.1f ns a flow: %.1f ns more, %.1f %% of the lane's time%n",
                without, with, with - without, 100 * (with - without) / with);
    }

    private static double quick(long[] nanos, int rounds) {
        long[] sorted = Arrays.copyOfRange(nanos, rounds / 3, rounds);
        Arrays.sort(sorted);
        return Arrays.stream(sorted)
                .limit(Math.max(1, sorted.length / 10))
                .average()
                .orElseThrow();
    }

    private long decode(FlowBatch flows, int count) {
        long begin = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            PacketBatch packets = batches[i % BATCHES];
            flows.of(packets);
            decoder.decode(packets, flows);
            flows.drain();
        }
        return threads.getCurrentThreadCpuTime() - begin;
    }

    /** Waits until no more than so many flows are under way. */
    private void await(long most) {
        FlowExport now = status();
        while (now.taken() - now.sent() - now.lost() > most) {
            LockSupport.parkNanos(200_000);
            now = status();
        }
    }

    private void broker(int seconds) {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        FlowExport first = status();
        long cpu = process.getProcessCpuTime();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < seconds * 1_000_000_000L) {
            decode(tapped, 1);
            await(24_000);
        }
        await(0);
        FlowExport last = status();
        double sent = last.sent() - first.sent();
        System.out.printf(
                "broker: %.0f flows a second, %d lost, %d dropped; %.2f us of CPU of this process a flow, load %.1f%n",
                sent * 1e9 / (System.nanoTime() - begin),
                last.lost(),
                last.dropped(),
                (process.getProcessCpuTime() - cpu) / 1e3 / sent,
                process.getSystemLoadAverage());
    }
}
