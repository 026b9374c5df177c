// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import polder.wire.Address;

/**
 * Finds the row of an address. IPv4 by direct index into pages of a /24, made when first used; IPv6 by open addressing. Used by
 * one thread. Memory follows the addresses that are in it, not the prefixes that are configured.
 */
final class RowIndex {
    static final int NONE = -1;
    private static final int PAGE = 256;

    /** For each /16 the numbers of the pages of its /24s, 0 for none. */
    private final int[][] directory = new int[65536][];
    /** Pages end to end, page 0 unused; a slot is a row + 1. */
    private int[] slots = new int[64 * PAGE];

    private int pages = 1;
    /** Rows in each page. */
    private int[] used = new int[64];

    private final IntList free = new IntList();

    private long[] high = new long[64];
    private long[] low = new long[64];
    private int[] row = new int[64];
    private int size6;

    int find(long addressHigh, long addressLow) {
        if (Address.isV4(addressHigh, addressLow)) {
            int bits = (int) addressLow;
            int[] numbers = directory[bits >>> 16];
            return numbers == null ? NONE : slots[numbers[(bits >>> 8) & 0xff] * PAGE + (bits & 0xff)] - 1;
        }
        for (int i = home(addressHigh, addressLow); ; i = (i + 1) & (row.length - 1)) {
            if (row[i] == 0) {
                return NONE;
            }
            if (low[i] == addressLow && high[i] == addressHigh) {
                return row[i] - 1;
            }
        }
    }

    /** Reads from where an address is going to be looked for; the value means nothing. */
    int warm(long addressHigh, long addressLow) {
        if (Address.isV4(addressHigh, addressLow)) {
            int bits = (int) addressLow;
            int[] numbers = directory[bits >>> 16];
            return numbers == null ? 0 : slots[numbers[(bits >>> 8) & 0xff] * PAGE + (bits & 0xff)];
        }
        int home = home(addressHigh, addressLow);
        return row[home] + (int) low[home] + (int) high[home];
    }

    /** Adds an address that is not in it. */
    void put(long addressHigh, long addressLow, int rowNumber) {
        if (Address.isV4(addressHigh, addressLow)) {
            int bits = (int) addressLow;
            int page = page(bits);
            used[page]++;
            slots[page * PAGE + (bits & 0xff)] = rowNumber + 1;
        } else {
            if (++size6 > row.length / 2) {
                grow();
            }
            insert(addressHigh, addressLow, rowNumber + 1);
        }
    }

    /** Removes an address that is in it. */
    void remove(long addressHigh, long addressLow) {
        if (Address.isV4(addressHigh, addressLow)) {
            int bits = (int) addressLow;
            int page = page(bits);
            slots[page * PAGE + (bits & 0xff)] = 0;
            if (--used[page] == 0) {
                release(bits, page);
            }
        } else {
            remove6(addressHigh, addressLow);
        }
    }

    private int page(int bits) {
        int[] numbers = directory[bits >>> 16];
        if (numbers == null) {
            numbers = new int[PAGE];
            directory[bits >>> 16] = numbers;
        }
        int number = numbers[(bits >>> 8) & 0xff];
        if (number == 0) {
            number = free.size() > 0 ? free.removeLast() : newPage();
            numbers[(bits >>> 8) & 0xff] = number;
        }
        return number;
    }

    private int newPage() {
        if ((pages + 1) * PAGE > slots.length) {
            slots = Arrays.copyOf(slots, slots.length * 2);
            used = Arrays.copyOf(used, used.length * 2);
        }
        return pages++;
    }

    /** A page with nothing in it is used for another /24: a scan must not fill the memory. */
    private void release(int bits, int page) {
        free.add(page);
        directory[bits >>> 16][(bits >>> 8) & 0xff] = 0;
    }

    /** Bytes of its pages. */
    long pageBytes() {
        return 4L * pages * PAGE;
    }

    private int home(long addressHigh, long addressLow) {
        long mixed = (addressLow ^ Long.rotateLeft(addressHigh, 29)) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
        return (int) (mixed >>> 33) & (row.length - 1);
    }

    private void insert(long addressHigh, long addressLow, int value) {
        int i = home(addressHigh, addressLow);
        while (row[i] != 0) {
            i = (i + 1) & (row.length - 1);
        }
        high[i] = addressHigh;
        low[i] = addressLow;
        row[i] = value;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldRow = row;
        high = new long[oldRow.length * 2];
        low = new long[oldRow.length * 2];
        row = new int[oldRow.length * 2];
        for (int i = 0; i < oldRow.length; i++) {
            if (oldRow[i] != 0) {
                insert(oldHigh[i], oldLow[i], oldRow[i]);
            }
        }
    }

    /** Backward shift deletion: no tombstones, so look-ups stay short however often hosts come and go. */
    private void remove6(long addressHigh, long addressLow) {
        int i = home(addressHigh, addressLow);
        while (row[i] != 0 && (low[i] != addressLow || high[i] != addressHigh)) {
            i = (i + 1) & (row.length - 1);
        }
        if (row[i] == 0) {
            return;
        }
        size6--;
        int mask = row.length - 1;
        int hole = i;
        for (int next = (hole + 1) & mask; row[next] != 0; next = (next + 1) & mask) {
            if (((next - home(high[next], low[next])) & mask) >= ((next - hole) & mask)) {
                high[hole] = high[next];
                low[hole] = low[next];
                row[hole] = row[next];
                hole = next;
            }
        }
        row[hole] = 0;
    }
}
