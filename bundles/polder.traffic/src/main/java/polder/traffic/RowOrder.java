// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/** Puts rows in order, as memory is faster when it is gone through from one end to the other. Grows, and then allocates nothing. */
final class RowOrder {
    private static final int BITS = 10;
    private static final int MASK = (1 << BITS) - 1;

    private final int[] starts = new int[MASK + 2];
    private int[] order = {};
    private int[] next = {};

    /**
     * Gives the places of rows in rising order.
     *
     * @param rows from -1 on
     * @return as many places as there are rows, valid until the next call
     */
    int[] of(int[] rows, int size) {
        if (order.length < size) {
            order = new int[size * 2];
            next = new int[size * 2];
        }
        int most = 0;
        for (int i = 0; i < size; i++) {
            order[i] = i;
            most = Math.max(most, rows[i] + 1);
        }
        for (int shift = 0; most >>> shift > 0; shift += BITS) {
            pass(rows, size, shift);
        }
        return order;
    }

    /** Sorts by some bits and leaves what is equal in the order it has. */
    private void pass(int[] rows, int size, int shift) {
        Arrays.fill(starts, 0);
        for (int i = 0; i < size; i++) {
            starts[(((rows[i] + 1) >>> shift) & MASK) + 1]++;
        }
        for (int i = 0; i < MASK; i++) {
            starts[i + 1] += starts[i];
        }
        for (int i = 0; i < size; i++) {
            int place = order[i];
            next[starts[((rows[place] + 1) >>> shift) & MASK]++] = place;
        }
        int[] sorted = next;
        next = order;
        order = sorted;
    }
}
