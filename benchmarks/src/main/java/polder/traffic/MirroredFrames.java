// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.decode.packet.PacketDecoder;

/**
 * What a mirrored frame costs lane and beat, in CPU time of the one thread that plays both: frames of 60 bytes, as far from each other as
 * in a capture ring. Arguments: hosts, frames in a beat of 100 ms, seconds of such beats, flows (0: every frame is a new one). The
 * first third warms up. Of each part the quicker half of the beats is averaged, as others may be busy on the machine.
 */
public final class MirroredFrames {
    private static final int STRIDE = 144;
    private static final int FRAME = 60;
    private static final int RING = 1 << 18;
    private static final int BATCH = 256;
    private static final long START = 1_700_000_000_000_000_000L;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ByteBuffer ring = ByteBuffer.allocateDirect(RING * STRIDE);
    private final PacketBatch packets = new PacketBatch(BATCH).in(ring);
    private final DecoderLane decoder = new PacketDecoder().open(0);
    private final TrafficMeter meter;
    private final FlowBatch counted;
    private final FlowBatch discarded = new FlowBatch(128, flows -> {});
    private final int hosts;
    private final int flows;
    private int seed = 1;
    private long frame;

    private MirroredFrames(int hosts, int flows) {
        this.hosts = hosts;
        this.flows = flows;
        meter = new TrafficMeter(
                TrafficSettings.of(Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8")),
                Path.of("/nonexistent"));
        FlowTapLane lane = meter.open(0);
        counted = new FlowBatch(128, lane::accept);
    }

    public static void main(String[] arguments) {
        int perBeat = Integer.parseInt(arguments[1]);
        int beats = Integer.parseInt(arguments[2]) * 10;
        MirroredFrames run = new MirroredFrames(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[3]));
        long[][] took = new long[3][beats];
        for (int beat = 0; beat < beats; beat++) {
            run.fill(perBeat);
            took[0][beat] = run.decode(perBeat, run.discarded);
            took[1][beat] = run.decode(perBeat, run.counted);
            took[2][beat] = run.beat();
            run.frame += perBeat;
        }
        double decode = quick(took[0], beats / 3) / perBeat;
        double lane = quick(took[1], beats / 3) / perBeat;
        double beat = quick(took[2], beats / 3) / perBeat;
        System.out.printf(
                "decode %.1f, count %.1f, beat %.1f, all %.1f ns a frame: %.2f M frames/CPU-s%n",
                decode, lane - decode, beat, lane + beat, 1e3 / (lane + beat));
    }

    private static double quick(long[] nanos, int from) {
        long[] sorted = Arrays.copyOfRange(nanos, from, nanos.length);
        Arrays.sort(sorted);
        return Arrays.stream(sorted).limit(sorted.length / 2).average().orElseThrow();
    }

    /** Writes frames as a card would: Ethernet, IPv4, UDP, the source and its port of one of the flows. */
    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            seed ^= seed << 13;
            seed ^= seed >>> 17;
            seed ^= seed << 5;
            int flow = flows == 0 ? seed : (int) (Integer.toUnsignedLong(seed) % flows);
            int mixed = flow * 0x9e3779b1;
            int at = at(i);
            ring.putInt(at, 0x02000000)
                    .putInt(at + 4, 0x00010200)
                    .putInt(at + 8, 2)
                    .putInt(at + 12, 0x08004500);
            ring.putInt(at + 16, 0x002e0000).putInt(at + 20, 0x00004011).putShort(at + 24, (short) 0);
            ring.putInt(at + 26, 0xc0000000 | (mixed >>> 4));
            ring.putInt(at + 30, 0x0a0a0000 + (int) (Integer.toUnsignedLong(mixed) % hosts));
            ring.putInt(at + 34, flow << 16 | 53).putInt(at + 38, 26 << 16);
        }
    }

    private int at(int i) {
        return (int) ((frame + i) % RING) * STRIDE;
    }

    private long decode(int count, FlowBatch batch) {
        long begin = threads.getCurrentThreadCpuTime();
        for (int from = 0; from < count; from += BATCH) {
            packets.clear();
            for (int i = from; i < Math.min(count, from + BATCH); i++) {
                packets.add(at(i), FRAME, FRAME, START + (frame + i) * 100_000_000 / count);
            }
            batch.of(packets);
            decoder.decode(packets, batch);
            batch.drain();
        }
        return threads.getCurrentThreadCpuTime() - begin;
    }

    private long beat() {
        long begin = threads.getCurrentThreadCpuTime();
        meter.beat(0.1);
        return threads.getCurrentThreadCpuTime() - begin;
    }
}
