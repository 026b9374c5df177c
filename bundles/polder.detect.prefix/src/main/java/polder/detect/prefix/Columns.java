// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.List;
import polder.api.traffic.Metric;
import polder.api.traffic.Unit;

/** What is summed for each prefix. Whole numbers that fit into 32 bits for a host: packets, kilobits or flows a second. */
final class Columns {
    static final List<Metric> METRICS = List.of(
            Metric.IN_PACKETS,
            Metric.IN_BITS,
            Metric.IN_FLOWS,
            Metric.IN_SYN_PACKETS,
            Metric.IN_UDP_PACKETS,
            Metric.IN_UDP_BITS,
            Metric.IN_ICMP_PACKETS);
    static final int COUNT = 7;
    static final int PACKETS = 0;
    static final int BITS = 1;
    /** Summed whatever the limits are: what an attack has is told in them. */
    static final int ALWAYS = 1 << PACKETS | 1 << BITS;

    private static final long KILO = 1000;
    private static final long[] SCALES = METRICS.stream()
            .mapToLong(metric -> metric.unit() == Unit.BITS ? KILO : 1)
            .toArray();
    /** The column of the packets of the same class of traffic. */
    private static final int[] OF_PACKETS = METRICS.stream()
            .mapToInt(metric -> METRICS.indexOf(Metric.of(metric.direction(), metric.part(), Unit.PACKETS)))
            .toArray();

    private Columns() {}

    static long scale(int column) {
        return SCALES[column];
    }

    static int ofHost(int column, long rate) {
        long scale = SCALES[column];
        return (int) Math.min(Integer.MAX_VALUE, (rate + scale / 2) / scale);
    }

    /** The packets of the same class of traffic. */
    static int packets(int column) {
        return OF_PACKETS[column];
    }
}
