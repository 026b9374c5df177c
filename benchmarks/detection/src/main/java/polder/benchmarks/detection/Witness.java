// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;
import polder.wire.Address;

/**
 * What a source has told of each attack, whoever reads it: its samples, or its flow records, each spread evenly over the time it says the
 * flow lasted. Says whether that shows a rate over a limit at all, in any stretch of a second or more, of sampled traffic by its lower
 * bound of 95 %. Packets and bytes are scaled by the sampling, flows are not: of how many flows no packet was sampled is not told.
 */
final class Witness {
    /** One-sided, 95 %. */
    private static final double ERRORS = 1.645;

    /** The shortest stretch, in slots. */
    private static final int SECOND = (int) (Scenario.SECOND / Scenario.SLOT);

    /** Of one attack, slot by slot. */
    private static final class Told {
        final double[] packets;
        final double[] bytes;
        final double[] flows;
        /** Empty when nothing is sampled. */
        final double[] samples;

        Told(Event event, boolean isSampled) {
            int slots = slot(event, event.end() - 1) + 1;
            packets = new double[slots];
            bytes = new double[slots];
            flows = new double[slots];
            samples = new double[isSampled ? slots : 0];
        }
    }

    private final Map<Event, Told> attacks = new HashMap<>();
    private final boolean isSampled;

    Witness(List<Event> events, boolean isSampled) {
        this.isSampled = isSampled;
        events.stream().filter(Event::isToBeFound).forEach(event -> attacks.put(event, new Told(event, isSampled)));
    }

    private static int slot(Event event, long nanos) {
        return (int) Math.max(0, (nanos - event.start()) / Scenario.SLOT);
    }

    /** A packet was sampled, one of so many. */
    void sample(@Nullable Event of, long nanos, int length, int oneIn) {
        Told told = attacks.get(of);
        if (of != null && told != null) {
            int slot = Math.min(told.packets.length - 1, slot(of, nanos));
            told.samples[slot]++;
            told.packets[slot] += oneIn;
            told.bytes[slot] += (double) oneIn * length;
            told.flows[slot]++;
        }
    }

    /** A flow was told of. */
    void flow(@Nullable Event of, long first, long last, long packets, long bytes) {
        Told told = attacks.get(of);
        if (of != null && told != null) {
            int most = told.packets.length - 1;
            int from = Math.min(most, slot(of, first));
            int to = Math.min(most, slot(of, last));
            told.flows[from]++;
            for (int slot = from; slot <= to; slot++) {
                double part = part(first, last, of.start() + slot * Scenario.SLOT, from == to);
                told.packets[slot] += packets * part;
                told.bytes[slot] += bytes * part;
            }
        }
    }

    /** How much of a time lies in a slot. */
    private static double part(long first, long last, long slot, boolean isAll) {
        long inside = Math.min(last, slot + Scenario.SLOT) - Math.max(first, slot);
        return isAll ? 1 : Math.max(0, inside) / (double) (last - first);
    }

    /** Whether anybody could know from what the source has told that a host has more than it may. */
    boolean tells(Event event, Scenario.Limits limits) {
        Told told = attacks.get(event);
        if (told == null) {
            return true;
        }
        // a carpet's multiple is that of the limit of one host
        Address host = event.target().base();
        for (Unit unit : Unit.values()) {
            long limit = limits.of(host, Metric.of(event.direction(), TrafficClass.TOTAL, unit));
            double[] counted = unit == Unit.PACKETS ? told.packets : unit == Unit.BITS ? told.bytes : told.flows;
            double scale = unit == Unit.BITS ? 8 : 1;
            if (limit != Long.MAX_VALUE && isOver(counted, scale, (double) limit, told.samples)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOver(double[] counted, double scale, double limit, double[] samples) {
        for (int from = 0; from < counted.length; from++) {
            double sum = 0;
            double seen = 0;
            for (int to = from; to < counted.length; to++) {
                sum += counted[to] * scale;
                seen += isSampled ? samples[to] : 0;
                double least = isSampled ? sum * (1 - ERRORS / Math.sqrt(Math.max(1, seen))) : sum;
                int slots = to - from + 1;
                if (slots >= SECOND && least * SECOND / slots > limit) {
                    return true;
                }
            }
        }
        return false;
    }
}
