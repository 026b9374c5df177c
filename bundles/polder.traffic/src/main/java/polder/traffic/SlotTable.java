// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/**
 * Pairs of numbers by key, added up where a key comes again: what is to happen at one time of a {@link Wheel}. Open addressing; a key
 * and its pair lie side by side. Grows, and then allocates nothing.
 */
final class SlotTable {
    /** Keys that differ in these bits alone lie next to each other. */
    static final int NEIGHBOUR_BITS = 9;

    private static final int FEWEST = 16;
    private static final int STRIDE = 3;
    private static final int NEAR = 8;

    private long[] cells = new long[FEWEST * STRIDE];
    private int mask = FEWEST - 1;
    private int size;

    int size() {
        return size;
    }

    int capacity() {
        return mask + 1;
    }

    /** Places there are from 0 on for {@link #key}, free ones too. */
    long key(int place) {
        return cells[place * STRIDE];
    }

    long first(int place) {
        return cells[place * STRIDE + 1];
    }

    long second(int place) {
        return cells[place * STRIDE + 2];
    }

    /**
     * Adds to the pair of a key.
     *
     * @param key not zero
     * @return whether the key is new
     */
    boolean add(long key, long first, long second) {
        int at = find(cells, mask, key);
        cells[at + 1] += first;
        cells[at + 2] += second;
        if (cells[at] == key) {
            return false;
        }
        cells[at] = key;
        if (++size > mask - mask / 3) {
            grow();
        }
        return true;
    }

    /** Reads from where a key is likely to be; the value means nothing. */
    long warm(long key) {
        return cells[(home(key) & mask) * STRIDE];
    }

    private static int home(long key) {
        return (int) ((key >>> NEIGHBOUR_BITS) << 2) + (int) ((key ^ (key >>> 2)) & 3);
    }

    /**
     * A key lies near its neighbours, so that rows in order are near memory, or when it is crowded there anywhere. Nothing is ever
     * taken out alone, so a free place means that there is no such key farther on.
     */
    private static int find(long[] cells, int mask, long key) {
        int home = home(key);
        for (int i = 0; i < NEAR; i++) {
            int at = ((home + i) & mask) * STRIDE;
            if (cells[at] == key || cells[at] == 0) {
                return at;
            }
        }
        int place = (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & mask;
        while (cells[place * STRIDE] != 0 && cells[place * STRIDE] != key) {
            place = (place + 1) & mask;
        }
        return place * STRIDE;
    }

    private void grow() {
        int doubled = 2 * capacity() - 1;
        long[] next = new long[(doubled + 1) * STRIDE];
        for (int from = 0; from < cells.length; from += STRIDE) {
            if (cells[from] != 0) {
                System.arraycopy(cells, from, next, find(next, doubled, cells[from]), STRIDE);
            }
        }
        cells = next;
        mask = doubled;
    }

    /** Empties it. Memory stays for the next use, unless there was far too much. */
    void clear() {
        if (size * 16L < mask) {
            cells = new long[FEWEST * STRIDE];
            mask = FEWEST - 1;
        } else {
            Arrays.fill(cells, 0);
        }
        size = 0;
    }
}
