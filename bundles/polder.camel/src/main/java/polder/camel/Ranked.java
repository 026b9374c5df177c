// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** The rows with most of something. */
final class Ranked {
    /** So many are put in order; of more only those with most are looked for. */
    static final int SORTED = 10_000;

    private Ranked() {}

    /** Those with most; with most first when there are not too many. */
    static int[] most(int[] rows, int most, IntToLongFunction value) {
        int[] found = rows.length > most ? cut(rows, most, value) : rows;
        if (found.length > SORTED) {
            return found;
        }
        return IntStream.of(found)
                .boxed()
                .sorted(Comparator.comparingLong((Integer row) -> -value.applyAsLong(row)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] cut(int[] rows, int most, IntToLongFunction value) {
        long least = least(rows, most, value);
        int[] found = new int[most];
        int size = 0;
        for (int row : rows) {
            if (value.applyAsLong(row) > least) {
                found[size++] = row;
            }
        }
        for (int row : rows) {
            if (size < most && value.applyAsLong(row) == least) {
                found[size++] = row;
            }
        }
        return found;
    }

    /** The least of the most: a heap of as many, the least at its root. */
    private static long least(int[] rows, int most, IntToLongFunction value) {
        long[] heap = new long[most];
        for (int i = 0; i < most; i++) {
            heap[i] = value.applyAsLong(rows[i]);
        }
        Arrays.sort(heap);
        for (int i = most; i < rows.length; i++) {
            long one = value.applyAsLong(rows[i]);
            if (one > heap[0]) {
                sink(heap, one);
            }
        }
        return heap[0];
    }

    private static void sink(long[] heap, long one) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (child >= heap.length || heap[child] >= one) {
                heap[at] = one;
                return;
            }
            heap[at] = heap[child];
            at = child;
        }
    }
}
