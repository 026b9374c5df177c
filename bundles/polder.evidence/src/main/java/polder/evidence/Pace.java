// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * How many rows may be taken: never more than {@code rows} within any {@code span}, a quarter of them at once. Used by one lane.
 */
final class Pace {
    private static final int AT_ONCE = 4;
    private static final int SELDOM = 1 << 16;

    private final double most;
    private final double perNano;
    private double left;
    private long then;

    Pace(long rows, long spanNanos, long now) {
        most = (double) rows / AT_ONCE;
        perNano = (rows - most) / spanNanos;
        left = most;
        then = now;
    }

    /** Whether so many rows may be taken now. */
    boolean allows(int rows, long now) {
        left = Math.min(most, left + (now - then) * perNano);
        then = now;
        return left >= rows;
    }

    /**
     * One of how many rows may be taken now, a power of two: all while at least half is left, and the fewer the less is left. What comes in a burst is so
     * taken in part, however much there was before it.
     */
    int oneOf(long now) {
        boolean unused = allows(0, now);
        return Integer.highestOneBit((int) (most / Math.max(left, most / SELDOM)));
    }

    void took(int rows) {
        left -= rows;
    }
}
