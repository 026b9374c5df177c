// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Reflectors;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/**
 * The columns traffic is counted in: on each side one for each kind of traffic, and one for the variance that sampling gives the packet
 * count. Each has packets, bytes and flows. Where all columns of a side lie in a row, they are its {@link #UNITS} cells. The total is not
 * kept: it is the sum of the four that do not overlap. Nor is all that reflectors send.
 */
final class Columns {
    static final int TCP = 0;
    static final int UDP = 1;
    static final int ICMP = 2;
    static final int OTHER = 3;
    static final int FRAGMENT = 4;
    static final int DROPPED = 5;
    static final int SYN = 6;
    static final int SYN_ACK = 7;
    static final int DNS = 8;
    static final int NTP = 9;
    static final int SNMP = 10;
    static final int SSDP = 11;
    static final int CLDAP = 12;
    static final int MEMCACHED = 13;
    static final int CHARGEN = 14;
    /** From a reflector's port that has no column of its own. */
    static final int REFLECTOR = 15;

    static final int INTERNAL = 16;
    static final int VARIANCE = 17;

    /** Their names in files, for good. */
    static final String[] NAMES = {
        "tcp",
        "udp",
        "icmp",
        "other",
        "fragment",
        "dropped",
        "syn",
        "synack",
        "dns",
        "ntp",
        "snmp",
        "ssdp",
        "cldap",
        "memcached",
        "chargen",
        "reflector",
        "internal",
        "variance"
    };

    /** The columns that do not overlap. */
    static final int[] PROTOCOLS = {TCP, UDP, ICMP, OTHER};

    static final int IN = 0;
    static final int OUT = 18;
    static final int WIDTH = 36;

    /** Packets, bytes, flows. */
    static final int UNITS = 3;
    /** Of a row with one side, and with both. */
    static final int SIDE_CELLS = OUT * UNITS;

    static final int CELLS = WIDTH * UNITS;

    /** Said of a flow that is in no column but those of its protocol, fragments and drops. */
    static final int NONE = 0;

    /** The column of each IP protocol number. */
    static final byte[] OF_PROTOCOL = new byte[256];

    /** The column of TCP flags. */
    private static final byte[] OF_FLAGS = new byte[256];

    private static final int[] UNIT = new int[Metric.COUNT];
    /** Where the cells of a metric are in a row. */
    private static final int[][] AT = new int[Metric.COUNT][];

    private static final long[] COLUMNS = new long[Metric.COUNT];

    static {
        java.util.Arrays.fill(OF_PROTOCOL, (byte) OTHER);
        OF_PROTOCOL[1] = ICMP;
        OF_PROTOCOL[58] = ICMP;
        OF_PROTOCOL[6] = TCP;
        OF_PROTOCOL[17] = UDP;
        for (int flags = 0; flags < OF_FLAGS.length; flags++) {
            OF_FLAGS[flags] = (byte) (TrafficClass.isSyn(flags) ? SYN : TrafficClass.isSynAck(flags) ? SYN_ACK : NONE);
        }
        for (Metric metric : Metric.all()) {
            int side = metric.direction() == Direction.INCOMING ? IN : OUT;
            int[] columns = columns(metric.part());
            int[] at = new int[columns.length];
            for (int i = 0; i < at.length; i++) {
                at[i] = (side + columns[i]) * UNITS + metric.unit().ordinal();
                COLUMNS[metric.ordinal()] |= 1L << (side + columns[i]);
            }
            AT[metric.ordinal()] = at;
            UNIT[metric.ordinal()] = metric.unit().ordinal();
        }
    }

    private Columns() {}

    static boolean isVariance(int column) {
        return column == VARIANCE || column == OUT + VARIANCE;
    }

    private static int[] columns(TrafficClass part) {
        return switch (part) {
            case TOTAL -> PROTOCOLS;
            case TCP -> new int[] {TCP};
            case SYN -> new int[] {SYN};
            case SYN_ACK -> new int[] {SYN_ACK};
            case UDP -> new int[] {UDP};
            case ICMP -> new int[] {ICMP};
            case OTHER -> new int[] {OTHER};
            case FRAGMENT -> new int[] {FRAGMENT};
            case DROPPED -> new int[] {DROPPED};
            case INTERNAL -> new int[] {INTERNAL};
            case DNS, NTP, SNMP, SSDP, CLDAP, MEMCACHED, CHARGEN -> new int[] {ofReflector(part)};
            case AMPLIFICATION -> new int[] {DNS, NTP, SNMP, SSDP, CLDAP, MEMCACHED, CHARGEN, REFLECTOR};
        };
    }

    private static int ofReflector(TrafficClass smallest) {
        return switch (smallest) {
            case DNS -> DNS;
            case NTP -> NTP;
            case SNMP -> SNMP;
            case SSDP -> SSDP;
            case CLDAP -> CLDAP;
            case MEMCACHED -> MEMCACHED;
            case CHARGEN -> CHARGEN;
            default -> REFLECTOR;
        };
    }

    /**
     * The column of what a flow is beside its protocol, a fragment or dropped: a SYN, an answer to one, or from a reflector. There is never
     * more than one of these.
     *
     * @return {@link #NONE} for most
     */
    static int part(int protocol, int tcpFlags, int sourcePort) {
        // flags and port first: that a flow is none of these is easier to foresee than which protocol it is
        int part = OF_FLAGS[tcpFlags];
        if (part != NONE && protocol == 6) {
            return part;
        }
        return Reflectors.has(sourcePort) && protocol == 17 ? ofReflector(Reflectors.of(sourcePort)) : NONE;
    }

    /** The columns whose sum a metric is, a bit for each. */
    static long columns(Metric metric) {
        return COLUMNS[metric.ordinal()];
    }

    /** Where the columns of a metric's direction start. */
    static int side(Metric metric) {
        return metric.direction() == Direction.INCOMING ? IN : OUT;
    }

    /** Which of packets, bytes and flows a metric is of. */
    static int unit(Metric metric) {
        return UNIT[metric.ordinal()];
    }

    static long inUnit(long counted, Metric metric) {
        return UNIT[metric.ordinal()] == Unit.BITS.ordinal() ? counted * 8 : counted;
    }

    static double inUnit(double counted, Metric metric) {
        return UNIT[metric.ordinal()] == Unit.BITS.ordinal() ? counted * 8 : counted;
    }

    /** The value of a metric in a row of cells, bits for bytes. */
    static long value(long[] row, int at, Metric metric) {
        long value = 0;
        for (int cell : AT[metric.ordinal()]) {
            value += row[at + cell];
        }
        return inUnit(value, metric);
    }

    /** The same in a row of moving averages. */
    static double value(float[] row, int at, Metric metric) {
        double value = 0;
        for (int cell : AT[metric.ordinal()]) {
            value += row[at + cell];
        }
        return inUnit(value, metric);
    }

    /** The same in a row of the rates of {@link Spread}, a second. Flows do not last there: they are counted once. */
    static double rate(long[] row, int at, Metric metric) {
        return metric.unit() == Unit.FLOWS ? 0 : value(row, at, metric) / Spread.UNIT;
    }
}
