// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * The layout of a counter row: for each direction seven kinds of traffic with packets, bytes and flows, and the
 * variance that sampling gives the packet count. Triples do not cross cache lines (an array's cells start 16 bytes into one), so a
 * TCP or UDP flow touches a single line. The total is not kept: it is the sum of
 * the four kinds that do not overlap.
 */
final class Columns {
    static final int TCP = 0;
    static final int UDP = 3;
    static final int SYN = 6;
    static final int ICMP = 9;
    static final int VARIANCE = 12;
    static final int REST = 14;
    static final int FRAGMENT = 17;
    static final int DROPPED = 20;

    /** Where the triples of one side start. */
    static final int[] TRIPLES = {TCP, UDP, SYN, ICMP, REST, FRAGMENT, DROPPED};

    /** The triples that do not overlap. */
    static final int[] PROTOCOLS = {TCP, UDP, ICMP, REST};

    static final int IN = 0;
    static final int OUT = 24;
    static final int WIDTH = 48;

    /** The triple of each IP protocol number. */
    static final byte[] OF_PROTOCOL = new byte[256];

    private static final int TOTAL = -1;
    private static final int[] BASE = new int[Metric.COUNT];
    private static final int[] SIDE = new int[Metric.COUNT];
    private static final int[] UNIT = new int[Metric.COUNT];
    private static final long[] COLUMNS = new long[Metric.COUNT];

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
            COLUMNS[metric.ordinal()] = columns(BASE[metric.ordinal()]) << SIDE[metric.ordinal()];
        }
    }

    /** Which cells of a side count flows. */
    private static final boolean[] FLOWS = new boolean[OUT];

    static {
        for (int triple : TRIPLES) {
            FLOWS[triple + 2] = true;
        }
    }

    private Columns() {}

    static boolean isFlows(int column) {
        return FLOWS[column % OUT];
    }

    /** Whether a column can be told of: a triple or a variance, or flows alone. */
    static boolean isFirst(int column, int width, boolean orFlows) {
        int cell = column % OUT;
        boolean first = cell == VARIANCE || (cell + 2 < OUT && FLOWS[cell + 2]);
        return column < width && (first || (orFlows && FLOWS[cell]));
    }

    static boolean isVariance(int column) {
        return column % OUT == VARIANCE;
    }

    private static int base(TrafficClass part) {
        return switch (part) {
            case TOTAL -> TOTAL;
            case TCP -> TCP;
            case SYN -> SYN;
            case UDP -> UDP;
            case ICMP -> ICMP;
            case FRAGMENT -> FRAGMENT;
            case DROPPED -> DROPPED;
        };
    }

    private static long columns(int base) {
        return base == TOTAL ? (1L << TCP) | (1L << UDP) | (1L << ICMP) | (1L << REST) : 1L << base;
    }

    /** The columns whose sum a metric is, a bit for each. */
    static long columns(Metric metric) {
        return COLUMNS[metric.ordinal()];
    }

    static int side(Metric metric) {
        return SIDE[metric.ordinal()];
    }

    /** Which of a triple a metric is of. */
    static int unit(Metric metric) {
        return UNIT[metric.ordinal()];
    }

    static long inUnit(long counted, Metric metric) {
        return UNIT[metric.ordinal()] == Unit.BITS.ordinal() ? counted * 8 : counted;
    }

    static double inUnit(double counted, Metric metric) {
        return UNIT[metric.ordinal()] == Unit.BITS.ordinal() ? counted * 8 : counted;
    }

    /** The opening of a connection: SYN without ACK. */
    static boolean isSyn(int protocol, int tcpFlags) {
        // flags first: that a flow is no SYN is easier to foresee than that it is TCP
        return (tcpFlags & 0x12) == 0x02 && protocol == 6;
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

    /** The same in a row of the rates of {@link Spread}, a second. Flows do not last there: they are counted once. */
    static double rate(long[] row, int at, Metric metric) {
        return metric.unit() == Unit.FLOWS ? 0 : value(row, at, metric) / Spread.UNIT;
    }
}
