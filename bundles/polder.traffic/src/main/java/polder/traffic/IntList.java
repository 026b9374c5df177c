// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/** Numbers of rows, cells, blocks or pages. Grows, and then allocates nothing. Used by one thread at a time. */
final class IntList {
    private int[] numbers = new int[64];
    private int size;

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        numbers[size++] = number;
    }

    int removeLast() {
        return numbers[--size];
    }

    void set(int i, int number) {
        numbers[i] = number;
    }

    int get(int i) {
        return numbers[i];
    }

    int size() {
        return size;
    }

    /** Keeps so many and drops the rest. */
    void size(int keep) {
        size = keep;
    }
}
