// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/**
 * What one beat added to which cell, kept for as long as it is part of the sliding second and then taken off again. Memory follows
 * what was really touched. Used by the beat's thread alone.
 */
final class BeatLog {
    private static final int WORDS = 4;
    private static final int PACKETS = 0;
    private static final int BYTES = 1;
    /** The flows, and the entry of the same row before this one, and one. */
    private static final int FLOWS = 2;
    /** The row and the cell. */
    private static final int WHERE = 3;

    private static final long LOWER = 0xffff_ffffL;

    private long[] entries = new long[256 * WORDS];
    private int size;
    /** How long the beat was. */
    double seconds;

    final long[] totals = new long[4 * Columns.SIDE_CELLS];

    /**
     * Adds an entry.
     *
     * @param previous the entry of the same row before this one, or -1
     * @return its number
     */
    int add(int row, int cell, long packets, long bytes, long flows, int previous) {
        int at = size * WORDS;
        if (at == entries.length) {
            entries = Arrays.copyOf(entries, at * 2);
        }
        entries[at + PACKETS] = packets;
        entries[at + BYTES] = bytes;
        entries[at + FLOWS] = ((long) (previous + 1) << 32) | flows;
        entries[at + WHERE] = ((long) row << 32) | cell;
        return size++;
    }

    /** Adds to an entry, or takes off it what is negative. */
    void increase(int entry, long packets, long bytes, long flows) {
        int at = entry * WORDS;
        entries[at + PACKETS] += packets;
        entries[at + BYTES] += bytes;
        entries[at + FLOWS] += flows;
    }

    /**
     * Adds to a total, of this beat and of the window.
     *
     * @param column of the sides of all four directions
     */
    void total(long[] ofWindow, int column, long packetCount, long byteCount, long flowCount) {
        int at = column * Columns.UNITS;
        totals[at] += packetCount;
        ofWindow[at] += packetCount;
        totals[at + 1] += byteCount;
        ofWindow[at + 1] += byteCount;
        totals[at + 2] += flowCount;
        ofWindow[at + 2] += flowCount;
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
        return (int) (entries[entry * WORDS + WHERE] >>> 32);
    }

    int cell(int entry) {
        return (int) entries[entry * WORDS + WHERE];
    }

    long packets(int entry) {
        return entries[entry * WORDS + PACKETS];
    }

    long bytes(int entry) {
        return entries[entry * WORDS + BYTES];
    }

    long flows(int entry) {
        return entries[entry * WORDS + FLOWS] & LOWER;
    }

    /** The entry of the same row before this one, or -1. */
    int before(int entry) {
        return (int) (entries[entry * WORDS + FLOWS] >>> 32) - 1;
    }
}
