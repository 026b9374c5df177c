// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * What flows that last cost lane and beat, in CPU time of the one thread that plays both. Arguments: hosts, flows in a beat of 100 ms,
 * seconds of such beats, length of a flow in milliseconds (0: of the moment), and how much longer it may be. The first third warms up.
 */
public final class LongFlows {
    private static final Address FROM = Address.parse("192.0.2.1");
    private static final long ARRIVED = 1_000_000_000_000L;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Pulse pulse = new Pulse();
    private final int hosts;
    private final int perBeat;
    private final int length;
    private final int more;
    private final HostTable table;
    private final LaneMeter lane;
    private final FlowBatch counted;
    private final FlowBatch discarded = new FlowBatch(128, flows -> {});
    private int seed = 1;
    private long laneNanos;
    private long beatNanos;
    private long longestBeat;

    private LongFlows(String[] arguments) {
        hosts = Integer.parseInt(arguments[0]);
        perBeat = Integer.parseInt(arguments[1]);
        length = Integer.parseInt(arguments[3]);
        more = Integer.parseInt(arguments[4]);
        Scheme scheme = scheme();
        table = new HostTable(1_000_000, scheme);
        lane = new LaneMeter(() -> scheme, pulse, 1_000_000);
        counted = new FlowBatch(128, lane::accept);
        PacketBatch packets =
                new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, ARRIVED);
        counted.of(packets);
        discarded.of(packets);
    }

    private static Scheme scheme() {
        return new Scheme(
                Map.of(Prefix.parse("10.0.0.0/8"), "cfg"), false, new GroupBook().groups(List.of(), Instant.EPOCH));
    }

    public static void main(String[] arguments) {
        LongFlows run = new LongFlows(arguments);
        int beats = Integer.parseInt(arguments[2]) * 10;
        for (int beat = 0; beat < beats; beat++) {
            if (beat == beats / 3) {
                run.laneNanos = 0;
                run.beatNanos = 0;
                run.longestBeat = 0;
            }
            run.beat();
        }
        run.print((double) run.perBeat * (beats - beats / 3));
    }

    private void print(double flows) {
        System.out.printf(
                "lane %.1f ns, beat %.1f ns, both %.1f ns a flow: %.1f M flows/CPU-s; longest beat %.1f ms; %d packets/s; %d changes%n",
                laneNanos / flows,
                beatNanos / flows,
                (laneNanos + beatNanos) / flows,
                1e3 * flows / (laneNanos + beatNanos),
                longestBeat / 1e6,
                table.networks.sum(0, Metric.IN_PACKETS),
                table.spreading().size());
    }

    private void beat() {
        int kept = seed;
        long begin = threads.getCurrentThreadCpuTime();
        fill(discarded);
        laneNanos += begin - threads.getCurrentThreadCpuTime();
        seed = kept;
        begin = threads.getCurrentThreadCpuTime();
        fill(counted);
        pulse.beat(1);
        counted.drain();
        laneNanos += threads.getCurrentThreadCpuTime() - begin;
        begin = threads.getCurrentThreadCpuTime();
        table.begin(0.1, 5);
        Handed taken = lane.take();
        if (taken != null) {
            table.merge(taken);
            taken.clear();
            lane.giveBack(taken);
        }
        table.end(60);
        long took = threads.getCurrentThreadCpuTime() - begin;
        beatNanos += took;
        longestBeat = Math.max(longestBeat, took);
    }

    private void fill(FlowBatch batch) {
        for (int i = 0; i < perBeat; i++) {
            seed ^= seed << 13;
            seed ^= seed >>> 17;
            seed ^= seed << 5;
            int host = 0x0a000000 + (int) (Integer.toUnsignedLong(seed) % hosts);
            long lasted = length + (more == 0 ? 0 : (seed >>> 3) % more);
            batch.next(0)
                    .between(FROM.high(), FROM.low(), FROM.high(), Address.low4(host))
                    .kind((seed & 0x100000) == 0 ? 6 : 17, 0, false)
                    .volume(100, 50_000)
                    .lasted(ARRIVED - lasted * 1_000_000, ARRIVED);
        }
        batch.drain();
    }
}
