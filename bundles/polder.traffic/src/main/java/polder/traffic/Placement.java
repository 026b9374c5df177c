// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/**
 * Where a flow lies in time, in the slots of a {@link Wheel}: each of its ends at one time, or divided between the two slots around
 * it such that what is given out is the same. Reused from flow to flow.
 */
final class Placement {
    private static final int SECOND = 1000;

    private int seed = 1;

    /** Which slots. */
    int level;

    long begin;
    long beginNext;
    /** The part that begins at {@link #beginNext}. */
    double beginShare;

    long end;
    long endNext;
    double endShare;
    /** What a count is multiplied with to be a rate. */
    double perCount;

    /** Lies at one moment. */
    void moment(long now) {
        begin = now;
        end = now;
        endShare = 0;
    }

    /** Until when anything of it is there. */
    long lasts() {
        return endShare > 0 ? endNext : end;
    }

    /** From now on. The end is put into one of the two slots around it by chance, so that no error is common to many flows. */
    void fromNow(long now, int length) {
        level = Wheel.level(length);
        int grid = Wheel.grid(level);
        long slot = (now + length) & -grid;
        seed ^= seed << 13;
        seed ^= seed >>> 17;
        seed ^= seed << 5;
        long chance = ((seed & 0xffffffffL) * grid) >>> 32;
        beginShare = 0;
        begin = now;
        endShare = 0;
        end = slot <= now || chance < now + length - slot ? slot + grid : slot;
        perCount = Spread.UNIT * SECOND / (end - now);
    }

    /** Both ends in the nearest slots: what follows another begins in the slot in which that one ends. */
    void rounded(long now, long from, int length) {
        int grid = Wheel.grid(level);
        beginShare = 0;
        begin = Math.max(now, (from + grid / 2) & -grid);
        endShare = 0;
        end = (from + length + grid / 2) & -grid;
        perCount = Spread.UNIT * SECOND / (end - begin);
    }

    /** Both ends divided between the two slots around them. */
    void divided(long now, long from, int length) {
        int grid = Wheel.grid(level);
        long slot = from & -grid;
        begin = Math.max(now, slot);
        beginNext = slot + grid;
        beginShare = (double) (from - begin) / (beginNext - begin);
        slot = (from + length) & -grid;
        end = Math.max(now, slot);
        endNext = slot + grid;
        endShare = (double) (from + length - end) / (endNext - end);
        perCount = Spread.UNIT * SECOND / length;
    }
}
