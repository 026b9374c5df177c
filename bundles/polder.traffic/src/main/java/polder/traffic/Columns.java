// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * The layout of a counter row: for each direction six kinds of traffic with packets, bytes and flows, side by side so that a flow
 * touches one cache line or two, and the variance that sampling gives the packet count. The total is not kept: it is the sum of
 * the four kinds that do not overlap.
 */
final class Columns {
    static final int TCP = 0;
    static final int SYN = 3;
    static final int UDP = 6;
    static final int ICMP = 9;
    static final int REST = 12;
    static final int FRAGMENT = 15;
    static final int VARIANCE = 18;

    static final int IN = 0;
    static final int OUT = 20;
    static final int WIDTH = 40;

    /** Packets, bytes and flows. */
    static final int TRIPLE = 3;

    /** The triple of each IP protocol number. */
    static final byte[] OF_PROTOCOL = new byte[256];

    private static final int TOTAL = -1;
    private static final int[] BASE = new int[Metric.COUNT];
    private static final int[] SIDE = new int[Metric.COUNT];
    private static final int[] UNIT = new int[Metric.COUNT];

    static {
        java.util.Arrays.fill(OF_PROTOCOL, (byte) REST);
        OF_PROTOCOL[1] = ICMP;
        OF_PROTOCOL[58] = ICMP;
        OF_PROTOCOL[6] = TCP;
        OF_PROTOCOL[17] = UDP;
        for (Metric metric : Metric.all()) {
            BASE[metric.ordinal()] = base(metric.part());
            SIDE[metric.ordinal()] = metric.direction() == Direction.INCOMING ? IN : OUT;
            UNIT[metric.ordinal()] = metric.unit().ordinal();
        }
    }

    private Columns() {}

    private static int base(TrafficClass part) {
        return switch (part) {
            case TOTAL -> TOTAL;
            case TCP -> TCP;
            case SYN -> SYN;
            case UDP -> UDP;
            case ICMP -> ICMP;
            case FRAGMENT -> FRAGMENT;
        };
    }

    /** The value of a metric in a row, bits for bytes. */
    static long value(long[] row, int at, Metric metric) {
        int m = metric.ordinal();
        int side = at + SIDE[m] + UNIT[m];
        long value = BASE[m] == TOTAL
                ? row[side + TCP] + row[side + UDP] + row[side + ICMP] + row[side + REST]
                : row[side + BASE[m]];
        return UNIT[m] == Unit.BITS.ordinal() ? value * 8 : value;
    }

    /** The same in a row of moving averages. */
    static double value(float[] row, int at, Metric metric) {
        int m = metric.ordinal();
        int side = at + SIDE[m] + UNIT[m];
        double value = BASE[m] == TOTAL
                ? (double) row[side + TCP] + row[side + UDP] + row[side + ICMP] + row[side + REST]
                : row[side + BASE[m]];
        return UNIT[m] == Unit.BITS.ordinal() ? value * 8 : value;
    }

    /** Packets of one side, all kinds. */
    static long packets(long[] row, int side) {
        return row[side + TCP] + row[side + UDP] + row[side + ICMP] + row[side + REST];
    }
}
