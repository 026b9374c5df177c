// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.List;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
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

    private Columns() {}

    static long scale(int column) {
        return METRICS.get(column).unit() == Unit.BITS ? KILO : 1;
    }

    static int ofHost(int column, long rate) {
        long scale = scale(column);
        return (int) Math.min(Integer.MAX_VALUE, (rate + scale / 2) / scale);
    }

    /** The packets of the same class of traffic, if they are summed; else those of all. */
    static int packets(int column) {
        TrafficClass part = METRICS.get(column).part();
        return part == TrafficClass.SYN ? 3 : part == TrafficClass.UDP ? 4 : part == TrafficClass.ICMP ? 6 : PACKETS;
    }
}
