// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rows of longs found by a key of some longs, with a bound. Written by one thread; {@link #copy} may be called by any.
 *
 * <p>A row lies in one of two buckets of eight, whichever had more room when it came: so a table can be filled to two thirds without
 * a row displacing another. When both are full the new one takes the place of a row that was used once, or else of the one unused for
 * longest. So a flood of invented keys replaces mostly itself. Memory is taken when a place is first used, and never given back.
 */
final class RowTable {
    /** Odd while a row changes hands, so that a reader does not take one's name with another's counts. */
    static final int EDITION = 0;

    /** When it was last used, nanoseconds since 1970, and how often; kept by the users of the table. */
    static final int SEEN = 1;

    static final int COUNT = 2;

    /** The first column of the key. */
    static final int KEY = 3;

    private static final int WAYS = 8;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long seed = new SplittableRandom().nextLong();
    private final int keys;
    private final int width;
    private final int mask;
    private final int[] tags;
    /** Null where nothing has ever been. */
    private final long[][] rows;

    /**
     * @param size rows, a power of two
     * @param keys longs of a key
     * @param width columns of a row, with those of {@link #EDITION} to the key
     */
    RowTable(int size, int keys, int width) {
        this.keys = keys;
        this.width = width;
        mask = size / WAYS - 1;
        tags = new int[size];
        rows = new long[size][];
    }

    int size() {
        return tags.length;
    }

    int width() {
        return width;
    }

    /** The row of a key, or null. */
    long @Nullable [] find(long[] key) {
        long mixed = mix(key);
        int tag = tag(mixed);
        long[] found = search(first(mixed), tag, key);
        return found != null ? found : search(second(mixed), tag, key);
    }

    private long mix(long[] key) {
        long mixed = seed;
        for (int i = 0; i < keys; i++) {
            mixed = (mixed ^ key[i]) * 0x9e3779b97f4a7c15L;
            mixed ^= mixed >>> 32;
        }
        return mixed * 0xc2b2ae3d27d4eb4fL;
    }

    /** Never zero, which is the tag of a free place. */
    private static int tag(long mixed) {
        return (int) (mixed >>> 32) | 1;
    }

    private int first(long mixed) {
        return ((int) (mixed >>> 24) & mask) * WAYS;
    }

    private int second(long mixed) {
        return ((int) (mixed >>> 8) & mask) * WAYS;
    }

    private long @Nullable [] search(int bucket, int tag, long[] key) {
        for (int place = bucket; place < bucket + WAYS; place++) {
            if (tags[place] == tag) {
                long[] row = rows[place];
                if (Arrays.equals(row, KEY, KEY + keys, key, 0, keys)) {
                    return row;
                }
            }
        }
        return null;
    }

    /** Where a key that was not found would lie. */
    int place(long[] key) {
        long mixed = mix(key);
        int one = leastWorth(first(mixed));
        int other = leastWorth(second(mixed));
        if (tags[one] == 0 && tags[other] == 0) {
            return free(first(mixed)) >= free(second(mixed)) ? one : other;
        }
        return worth(other) < worth(one) ? other : one;
    }

    private int free(int bucket) {
        int free = 0;
        for (int place = bucket; place < bucket + WAYS; place++) {
            free += tags[place] == 0 ? 1 : 0;
        }
        return free;
    }

    private int leastWorth(int bucket) {
        int least = bucket;
        for (int place = bucket + 1; place < bucket + WAYS; place++) {
            if (worth(place) < worth(least)) {
                least = place;
            }
        }
        return least;
    }

    /** Free places are worth nothing, rows used once less than all others. */
    private long worth(int place) {
        if (tags[place] == 0) {
            return Long.MIN_VALUE;
        }
        long[] row = rows[place];
        return row[COUNT] < 2 ? row[SEEN] - Long.MAX_VALUE : row[SEEN];
    }

    /** What lies at a place; null when it is free. For the writing thread. */
    long @Nullable [] at(int place) {
        return tags[place] == 0 ? null : rows[place];
    }

    /** Gives a place to a key: its row with all other columns zero. */
    long[] claim(int place, long[] key) {
        tags[place] = tag(mix(key));
        long[] row = rows[place];
        if (row == null) {
            row = new long[width];
            System.arraycopy(key, 0, row, KEY, keys);
            VarHandle.releaseFence();
            rows[place] = row;
            return row;
        }
        long edition = row[EDITION];
        LONGS.setRelease(row, EDITION, edition + 1);
        VarHandle.storeStoreFence();
        Arrays.fill(row, EDITION + 1, width, 0);
        System.arraycopy(key, 0, row, KEY, keys);
        LONGS.setRelease(row, EDITION, edition + 2);
        return row;
    }

    /**
     * Copies what lies at a place. False when it is free, or changed hands at every look: then there is a flood of invented keys, and
     * it is one of them.
     */
    boolean copy(int place, long[] to) {
        long[] row = rows[place];
        for (int look = 0; row != null && look < 100; look++) {
            long before = (long) LONGS.getAcquire(row, EDITION);
            System.arraycopy(row, 0, to, 0, width);
            VarHandle.loadLoadFence();
            if ((before & 1) == 0 && (long) LONGS.getOpaque(row, EDITION) == before) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
