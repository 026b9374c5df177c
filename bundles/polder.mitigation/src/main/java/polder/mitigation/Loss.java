// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import polder.api.capture.LaneStatus;
import polder.api.flow.Exporter;

/**
 * Which part of the telemetry was lost in the last half minute: packets in the kernel or the card, and what exporters' sequence numbers
 * say never came. The worst kind counts. Used by one thread, but for {@link #percent}.
 */
final class Loss {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_BACK = TimeUnit.SECONDS.toNanos(30);
    /** Of fewer nothing can be said. */
    private static final long LEAST = 100;

    private static final double HUNDRED = 100;
    private static final String PACKETS = "packets";
    private static final String DATAGRAMS = "datagrams";

    private final Deque<Sample> samples = new ArrayDeque<>();
    private volatile double percent;

    /** What had come and what was lost by then, of a lane or exporter. */
    private record Count(String kind, long came, long lost) {}

    private record Sample(long nanos, Map<Object, Count> counts) {}

    private record Sender(Object address, String protocol, long domain) {}

    private record Lane(String capture, int number) {}

    boolean isDue(long nanos) {
        Sample last = samples.peekLast();
        return last == null || nanos - last.nanos >= EVERY;
    }

    void sample(long nanos, Collection<LaneStatus> lanes, Collection<Exporter> exporters) {
        Map<Object, Count> counts = new HashMap<>();
        for (LaneStatus lane : lanes) {
            counts.put(new Lane(lane.capture(), lane.lane()), new Count(PACKETS, lane.packets(), lane.dropped()));
        }
        for (Exporter exporter : exporters) {
            boolean datagrams = exporter.lostUnit().equals(DATAGRAMS);
            counts.put(
                    new Sender(exporter.address(), exporter.protocol(), exporter.domain()),
                    new Count(
                            exporter.lostUnit() + " of exporters",
                            datagrams ? exporter.datagrams() : exporter.flows(),
                            exporter.lost()));
        }
        samples.add(new Sample(nanos, counts));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > LOOK_BACK) {
            samples.removeFirst();
        }
        percent = worst(samples.getFirst().counts, counts);
    }

    private static double worst(Map<Object, Count> before, Map<Object, Count> now) {
        Map<String, long[]> sums = new HashMap<>();
        now.forEach((key, count) -> {
            Count old = before.get(key);
            if (old != null && count.came >= old.came && count.lost >= old.lost) {
                long[] sum = sums.computeIfAbsent(count.kind, unknown -> new long[2]);
                sum[0] += count.came - old.came;
                sum[1] += count.lost - old.lost;
            }
        });
        return sums.values().stream()
                .filter(sum -> sum[0] + sum[1] >= LEAST)
                .mapToDouble(sum -> HUNDRED * sum[1] / (sum[0] + sum[1]))
                .max()
                .orElse(0);
    }

    /** Any thread. */
    double percent() {
        return percent;
    }
}
