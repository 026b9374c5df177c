// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

/**
 * What an interface counts by itself beside what samples say of it: columns of a row of {@link PortTable}. Octets are those of frames
 * on both sides. Between two counter samples both are counted over the same time, so they have to agree but for chance.
 */
final class Counters {
    /** Directions: how far the columns of the one lie from {@link PortTable#COUNTERS}, and those of the other. */
    static final int IN = 2;

    private static final int COLUMNS = 8;
    static final int OUT = IN + COLUMNS;
    static final int WIDTH = OUT + COLUMNS;

    /** When the counters last came, and bits a second it can do. */
    static final int TOLD = PortTable.COUNTERS;

    static final int SPEED = TOLD + 1;

    /** Columns of a direction: the counter as it was told, and octets estimated from samples since. */
    private static final int OCTETS = PortTable.COUNTERS;

    private static final int ESTIMATED = OCTETS + 1;
    /** Both as bits a second over the last period. */
    static final int BITS = ESTIMATED + 1;

    static final int ESTIMATED_BITS = BITS + 1;
    /** Both summed up until there are enough samples to compare; samples of the interface itself. */
    private static final int SUM = ESTIMATED_BITS + 1;

    private static final int ESTIMATED_SUM = SUM + 1;
    private static final int OWN_SAMPLES = ESTIMATED_SUM + 1;
    /** Of 100 octets it counted, how many samples said there were; 0 when not yet known. */
    static final int PERCENT = OWN_SAMPLES + 1;

    /** So many samples are off by 10 % at most (95 % confidence), by 15 % when packets differ in length. */
    static final int ENOUGH = 400;

    private static final long SHORTEST = 1_000_000_000L;
    private static final double NANOS = 1e9;
    /** Bits a second no interface exceeds. */
    private static final double FASTEST = 1e13;

    /** Where a sum of invented octets stops. */
    private static final long ENDLESS = 1L << 60;

    private static final int WIDEST = 1_000_000;

    private Counters() {}

    /** What a counter sample said; {@link #UNKNOWN} where it did not. A flyweight. */
    static final class Said {
        static final long UNKNOWN = -1;
        long speed;
        long in;
        long out;
    }

    /**
     * Adds a sample's octets to the estimate.
     *
     * @param own whether the interface took the sample itself
     */
    static void estimated(long[] port, int direction, long octets, boolean own) {
        port[direction + ESTIMATED] = Math.min(ENDLESS, port[direction + ESTIMATED] + octets);
        port[direction + OWN_SAMPLES] += own ? 1 : 0;
    }

    /** Compares the period since the last time with its estimate. */
    static void counted(long[] port, Said said, long now) {
        long nanos = now - port[TOLD];
        boolean first = port[TOLD] == 0;
        if (!first && nanos >= 0 && nanos < SHORTEST) {
            return;
        }
        port[TOLD] = now;
        port[SPEED] = said.speed;
        long usable = first || nanos < 0 ? 0 : nanos;
        direction(port, IN, said.in, usable);
        direction(port, OUT, said.out, usable);
    }

    private static void direction(long[] port, int direction, long octets, long nanos) {
        long before = port[direction + OCTETS];
        long estimated = port[direction + ESTIMATED];
        port[direction + OCTETS] = octets;
        port[direction + ESTIMATED] = 0;
        long counted = octets - before;
        boolean sane = counted >= 0 && counted * 8.0 <= FASTEST * nanos / NANOS;
        if (nanos == 0 || octets == Said.UNKNOWN || before == Said.UNKNOWN || !sane) {
            // the first, or it began to count anew
            port[direction + BITS] = 0;
            port[direction + ESTIMATED_BITS] = 0;
            port[direction + OWN_SAMPLES] = 0;
            port[direction + SUM] = 0;
            port[direction + ESTIMATED_SUM] = 0;
            return;
        }
        port[direction + BITS] = (long) (counted * 8.0 * NANOS / nanos);
        port[direction + ESTIMATED_BITS] = (long) (estimated * 8.0 * NANOS / nanos);
        port[direction + SUM] += counted;
        port[direction + ESTIMATED_SUM] = Math.min(ENDLESS, port[direction + ESTIMATED_SUM] + estimated);
        if (port[direction + OWN_SAMPLES] >= ENOUGH) {
            judge(port, direction);
        }
    }

    private static void judge(long[] port, int direction) {
        double percent = 100.0 * port[direction + ESTIMATED_SUM] / Math.max(1, port[direction + SUM]);
        port[direction + PERCENT] = (long) Math.max(1, Math.min(WIDEST, Math.rint(percent)));
        port[direction + OWN_SAMPLES] = 0;
        port[direction + SUM] = 0;
        port[direction + ESTIMATED_SUM] = 0;
    }
}
