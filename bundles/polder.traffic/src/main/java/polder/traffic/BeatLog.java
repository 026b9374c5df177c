// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/**
 * What one beat added to which row, kept for as long as it is part of the sliding second and then taken off again. Memory follows
 * what was really touched. Used by the beat's thread alone.
 */
final class BeatLog {
    private int[] rows = new int[256];
    private byte[] columns = new byte[256];
    private long[] packets = new long[256];
    private long[] bytes = new long[256];
    private long[] flows = new long[256];
    private int[] before = new int[256];
    private int size;
    /** How long the beat was. */
    double seconds;

    final long[] totals = new long[4 * Columns.OUT];

    /**
     * Adds an entry.
     *
     * @param column the first of a triple in {@link Columns}, or of a variance
     * @param previous the entry of the same row before this one, or -1
     * @return its number
     */
    int add(int row, int column, long packetCount, long byteCount, long flowCount, int previous) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            columns = Arrays.copyOf(columns, size * 2);
            packets = Arrays.copyOf(packets, size * 2);
            bytes = Arrays.copyOf(bytes, size * 2);
            flows = Arrays.copyOf(flows, size * 2);
            before = Arrays.copyOf(before, size * 2);
        }
        rows[size] = row;
        columns[size] = (byte) column;
        packets[size] = packetCount;
        bytes[size] = byteCount;
        flows[size] = flowCount;
        before[size] = previous;
        return size++;
    }

    void increase(int entry, long packetCount, long byteCount, long flowCount) {
        packets[entry] += packetCount;
        bytes[entry] += byteCount;
        flows[entry] += flowCount;
    }

    /** Takes a part off an entry. */
    void reduce(int entry, long packetCount, long byteCount, long flowCount) {
        packets[entry] -= packetCount;
        bytes[entry] -= byteCount;
        flows[entry] -= flowCount;
    }

    /** Adds to a total, of this beat and of the window. */
    void total(long[] ofWindow, int column, long packetCount, long byteCount, long flowCount) {
        totals[column] += packetCount;
        ofWindow[column] += packetCount;
        if (!Columns.isVariance(column)) {
            totals[column + 1] += byteCount;
            ofWindow[column + 1] += byteCount;
            totals[column + 2] += flowCount;
            ofWindow[column + 2] += flowCount;
        }
    }

    void clear() {
        size = 0;
        seconds = 0;
        Arrays.fill(totals, 0);
    }

    int size() {
        return size;
    }

    int row(int entry) {
        return rows[entry];
    }

    int column(int entry) {
        return columns[entry];
    }

    long packets(int entry) {
        return packets[entry];
    }

    long bytes(int entry) {
        return bytes[entry];
    }

    long flows(int entry) {
        return flows[entry];
    }

    int before(int entry) {
        return before[entry];
    }
}
