// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.Arrays;

/** Gives each address a small number, in an open hash; numbers taken away are given anew. Used by one thread. */
final class AddressIndex {
    static final int NONE = -1;

    private static final int TAKEN = -2;
    private static final int SMALLEST = 1 << 10;

    /** Number + 1, or 0. */
    private int[] table = new int[2 * SMALLEST];

    private long[] high = new long[SMALLEST];
    private long[] low = new long[SMALLEST];
    /** For a number that is free: the next free one. {@link #TAKEN} for others. */
    private int[] next = new int[SMALLEST];

    private int free = NONE;
    private int slots;
    private int size;

    /** How many addresses there are. */
    int size() {
        return size;
    }

    /** Every number is below this. */
    int slots() {
        return slots;
    }

    /** For how many numbers columns need room. */
    int room() {
        return high.length;
    }

    boolean isTaken(int slot) {
        return next[slot] == TAKEN;
    }

    long high(int slot) {
        return high[slot];
    }

    long low(int slot) {
        return low[slot];
    }

    int find(long h, long l) {
        int mask = table.length - 1;
        for (int at = hash(h, l) & mask; table[at] != 0; at = (at + 1) & mask) {
            int slot = table[at] - 1;
            if (low[slot] == l && high[slot] == h) {
                return slot;
            }
        }
        return NONE;
    }

    /** Adds one that is not there. */
    int add(long h, long l) {
        if (free == NONE && slots == high.length) {
            grow();
        }
        int slot = free;
        if (slot == NONE) {
            slot = slots++;
        } else {
            free = next[slot];
        }
        high[slot] = h;
        low[slot] = l;
        next[slot] = TAKEN;
        size++;
        place(slot);
        return slot;
    }

    private void grow() {
        int room = high.length * 2;
        high = Arrays.copyOf(high, room);
        low = Arrays.copyOf(low, room);
        next = Arrays.copyOf(next, room);
        table = new int[2 * room];
        for (int slot = 0; slot < slots; slot++) {
            if (next[slot] == TAKEN) {
                place(slot);
            }
        }
    }

    private void place(int slot) {
        int mask = table.length - 1;
        int at = hash(high[slot], low[slot]) & mask;
        while (table[at] != 0) {
            at = (at + 1) & mask;
        }
        table[at] = slot + 1;
    }

    void remove(int slot) {
        int mask = table.length - 1;
        int at = hash(high[slot], low[slot]) & mask;
        while (table[at] != slot + 1) {
            at = (at + 1) & mask;
        }
        close(at, mask);
        next[slot] = free;
        free = slot;
        size--;
    }

    /** Moves back what was put behind the gap only because its own place was taken. */
    private void close(int gap, int mask) {
        int hole = gap;
        for (int at = (gap + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
            int home = hash(high[table[at] - 1], low[table[at] - 1]) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private static int hash(long h, long l) {
        long mixed = (h * 0x9e37_79b9_7f4a_7c15L ^ l) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed >>> 32 ^ mixed >>> 15);
    }
}
