// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import polder.api.traffic.Metric;

/**
 * The counters of hosts: a cell for each column of {@link Columns} a host has traffic in, one cache line long; the cells of a host are a
 * chain. Used like {@link HostTable}.
 */
final class HostCells {
    static final int NONE = -1;

    // of the sliding second
    static final int PACKETS = 0;
    static final int BYTES = 1;
    static final int FLOWS = 2;
    /** Of what lasts, in {@link Spread#UNIT}. */
    static final int PACKET_RATE = 3;

    static final int BYTE_RATE = 4;
    /** Of {@link Spread}. */
    static final int SPAN = 5;

    static final int SPAN_BITS = 22;
    static final int MOST_SPAN = (1 << SPAN_BITS) - 1;

    private static final int WORDS = 8;
    /** Moving averages of packets and bytes. Those of what lasts less the rates themselves, which so are kept by doing nothing. */
    private static final int AVERAGES = 6;
    /** The moving average of flows, the next cell and one, and the column. */
    private static final int LINK = 7;

    private static final int NEXT_SHIFT = 6;
    private static final int COLUMN_MASK = (1 << NEXT_SHIFT) - 1;
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_CELLS = 1 << CHUNK_BITS;

    private long[][] chunks = {};
    private final IntList free = new IntList();
    private int used;

    long[] chunk(int cell) {
        return chunks[cell >>> CHUNK_BITS];
    }

    /** Where a cell starts in its chunk. */
    static int at(int cell) {
        return (cell & (CHUNK_CELLS - 1)) * WORDS;
    }

    /** How long after it began what lasts is given out. Milliseconds, as the next. */
    static int span(long word) {
        return (int) word & MOST_SPAN;
    }

    /** When the last of what is given out so ends. */
    static long ended(long word) {
        return word >>> SPAN_BITS;
    }

    /** Makes a cell that is the first of a chain. */
    int add(int column, int next) {
        int cell = free.size() > 0 ? free.removeLast() : used++;
        if (cell >>> CHUNK_BITS == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = new long[CHUNK_CELLS * WORDS];
        }
        chunk(cell)[at(cell) + LINK] = ((long) (next + 1) << NEXT_SHIFT) | column;
        return cell;
    }

    /** Empties a chain for others to use. */
    void remove(int first) {
        int cell = first;
        while (cell != NONE) {
            int next = next(cell);
            Arrays.fill(chunk(cell), at(cell), at(cell) + WORDS, 0);
            free.add(cell);
            cell = next;
        }
    }

    int column(int cell) {
        return (int) chunk(cell)[at(cell) + LINK] & COLUMN_MASK;
    }

    /** The next of the chain, or {@link #NONE}. */
    int next(int cell) {
        return ((int) chunk(cell)[at(cell) + LINK] >>> NEXT_SHIFT) - 1;
    }

    /** The cell of a column in a chain, or {@link #NONE}. */
    int find(int first, int column) {
        int cell = first;
        while (cell != NONE && column(cell) != column) {
            cell = next(cell);
        }
        return cell;
    }

    /** Adds to the sliding second, and takes off what is negative. */
    void add(int cell, long packets, long bytes, long flows) {
        long[] words = chunk(cell);
        int at = at(cell);
        words[at + PACKETS] += packets;
        words[at + BYTES] += bytes;
        words[at + FLOWS] += flows;
    }

    /** Adds to the moving averages. */
    void average(int cell, double packets, double bytes, double flows) {
        long[] words = chunk(cell);
        int at = at(cell);
        averages(
                words,
                at,
                averagePackets(words, at) + (float) packets,
                averageBytes(words, at) + (float) bytes,
                averageFlows(words, at) + (float) flows);
    }

    /** Has the moving averages of a chain fade. */
    void fade(int first, float factor) {
        for (int cell = first; cell != NONE; cell = next(cell)) {
            long[] words = chunk(cell);
            int at = at(cell);
            averages(
                    words,
                    at,
                    averagePackets(words, at) * factor,
                    averageBytes(words, at) * factor,
                    averageFlows(words, at) * factor);
        }
    }

    private static void averages(long[] words, int at, float packets, float bytes, float flows) {
        words[at + AVERAGES] =
                ((long) Float.floatToRawIntBits(bytes) << 32) | (Float.floatToRawIntBits(packets) & 0xffff_ffffL);
        words[at + LINK] = ((long) Float.floatToRawIntBits(flows) << 32) | (words[at + LINK] & 0xffff_ffffL);
    }

    private static float averagePackets(long[] words, int at) {
        return Float.intBitsToFloat((int) words[at + AVERAGES]);
    }

    private static float averageBytes(long[] words, int at) {
        return Float.intBitsToFloat((int) (words[at + AVERAGES] >>> 32));
    }

    private static float averageFlows(long[] words, int at) {
        return Float.intBitsToFloat((int) (words[at + LINK] >>> 32));
    }

    // --- as metrics ---

    /** What a chain holds of a metric in the sliding second. */
    long sum(int first, Metric metric) {
        long columns = Columns.columns(metric);
        int unit = Columns.unit(metric);
        long sum = 0;
        for (int cell = first; cell != NONE; cell = next(cell)) {
            if ((columns >>> column(cell) & 1) != 0) {
                sum += chunk(cell)[at(cell) + unit];
            }
        }
        return Columns.inUnit(sum, metric);
    }

    /** The rate of what lasts, a second. Flows do not last: they are counted once. */
    double lasting(int first, Metric metric) {
        int unit = Columns.unit(metric);
        if (unit == FLOWS) {
            return 0;
        }
        long columns = Columns.columns(metric);
        long sum = 0;
        for (int cell = first; cell != NONE; cell = next(cell)) {
            if ((columns >>> column(cell) & 1) != 0) {
                sum += chunk(cell)[at(cell) + PACKET_RATE + unit];
            }
        }
        return Columns.inUnit(sum, metric) / Spread.UNIT;
    }

    /** The variance of a side's packets in the sliding second. */
    double variance(int first, int side, double seconds) {
        int cell = find(first, side + Columns.VARIANCE);
        if (cell == NONE) {
            return 0;
        }
        long[] words = chunk(cell);
        int at = at(cell);
        return words[at + PACKETS] + words[at + PACKET_RATE] / Spread.UNIT * seconds * seconds;
    }

    /**
     * The variance of the moving average of a side's packets.
     *
     * @param part of what was averaged in a second; that of what lasts is its own
     */
    double averageVariance(int first, int side, double part) {
        int cell = find(first, side + Columns.VARIANCE);
        if (cell == NONE) {
            return 0;
        }
        return averaged(cell, 0) * part + chunk(cell)[at(cell) + PACKET_RATE] / Spread.UNIT;
    }

    /** The moving average as it was when it was last moved on, without what lasts. */
    double average(int first, Metric metric) {
        long columns = Columns.columns(metric);
        int unit = Columns.unit(metric);
        double sum = 0;
        for (int cell = first; cell != NONE; cell = next(cell)) {
            if ((columns >>> column(cell) & 1) != 0) {
                sum += averaged(cell, unit);
            }
        }
        return Columns.inUnit(sum, metric);
    }

    /** @param unit 0 for packets, 1 for bytes, 2 for flows */
    float averaged(int cell, int unit) {
        long[] words = chunk(cell);
        int at = at(cell);
        return unit == 0 ? averagePackets(words, at) : unit == 1 ? averageBytes(words, at) : averageFlows(words, at);
    }
}
