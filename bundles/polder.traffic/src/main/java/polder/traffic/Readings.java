// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import polder.api.traffic.Metric;

/**
 * What the hosts that are shown have in the sliding second, written down once a beat, one after the other: several detectors go through all
 * of them, and the counters themselves lie all over a large memory. Used like {@link HostTable}.
 */
final class Readings {
    // words of a reading
    private static final int HIGH = 0;
    private static final int LOW = 1;
    /** The group, how many cells follow, and whether anything lasts, so that they hold rates too. */
    private static final int WHAT = 2;

    private static final int CELLS = 3;
    // words of a cell
    private static final int PACKETS = 0;
    private static final int BYTES = 1;
    /** And the column. */
    private static final int FLOWS = 2;

    private static final int PACKET_RATE = 3;
    private static final int BYTE_RATE = 4;
    private static final int SHORT = 3;
    private static final int LONG = 5;

    private static final int COUNT_BITS = 6;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int GROUP_SHIFT = COUNT_BITS + 1;
    private static final long LASTS = 1L << COUNT_BITS;
    private static final int COLUMN_SHIFT = 56;
    private static final long FLOWS_MASK = (1L << COLUMN_SHIFT) - 1;
    /** The most words of a reading. */
    private static final int MOST = CELLS + LONG * Columns.WIDTH;

    private static final int FEWEST = 1 << 16;
    private static final int UNITS = 4;

    private final HostRows rows;
    private long[] words = new long[FEWEST];
    private int size;
    private Notable notable = new Notable(1, 1, 1);
    private boolean isBusy;

    // --- the reading that was opened ---
    /** Of each column there is a cell of, packets, bytes and flows. */
    private final long[] counted = new long[Columns.WIDTH * UNITS];
    /** The rates of what lasts, see {@link Spread}. */
    private final long[] rates = new long[Columns.WIDTH * UNITS];

    private long columns;
    private boolean lasts;

    Readings(HostRows rows) {
        this.rows = rows;
    }

    /** From what traffic on a host is busy. */
    void begin(Notable from) {
        notable = from;
        if (words.length > FEWEST && size < words.length / 16) {
            words = new long[words.length / 4]; // once there was far too much
        }
        size = 0;
    }

    /** Writes a host down; gives where. */
    int add(int row) {
        if (size + MOST > words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        int start = size;
        words[start + HIGH] = rows.high(row);
        words[start + LOW] = rows.low(row);
        words[start + WHAT] = (long) rows.get(row, HostRows.GROUP) << GROUP_SHIFT;
        int first = rows.get(row, HostRows.CELLS);
        isBusy = false;
        if (!addShort(start, first)) {
            addLong(start, first);
        }
        return start;
    }

    /** Whether the host last added has so much that it is to be looked at in every beat. */
    boolean isBusy() {
        return isBusy;
    }

    /** Without rates; false when there are some. */
    private boolean addShort(int start, int first) {
        int count = 0;
        int to = start + CELLS;
        long anyRate = 0;
        for (int cell = first; cell != HostCells.NONE; cell = rows.cells.next(cell)) {
            anyRate |= addCell(cell, to);
            to += SHORT;
            count++;
        }
        words[start + WHAT] |= count;
        size = to;
        return anyRate == 0;
    }

    private void addLong(int start, int first) {
        int to = start + CELLS;
        for (int cell = first; cell != HostCells.NONE; cell = rows.cells.next(cell)) {
            addCell(cell, to);
            long[] from = rows.cells.chunk(cell);
            int at = HostCells.at(cell);
            words[to + PACKET_RATE] = from[at + HostCells.PACKET_RATE];
            words[to + BYTE_RATE] = from[at + HostCells.BYTE_RATE];
            to += LONG;
        }
        words[start + WHAT] |= LASTS;
        size = to;
    }

    /** Gives something that is not zero when the cell has rates. */
    private long addCell(int cell, int to) {
        HostCells cells = rows.cells;
        long[] from = cells.chunk(cell);
        int at = HostCells.at(cell);
        int column = cells.column(cell);
        long packets = from[at + HostCells.PACKETS];
        long bytes = from[at + HostCells.BYTES];
        long flows = from[at + HostCells.FLOWS];
        long packetRate = from[at + HostCells.PACKET_RATE];
        long byteRate = from[at + HostCells.BYTE_RATE];
        words[to + PACKETS] = packets;
        words[to + BYTES] = bytes;
        words[to + FLOWS] = (flows & FLOWS_MASK) | ((long) column << COLUMN_SHIFT);
        if (!isBusy && !Columns.isVariance(column)) {
            isBusy = packetRate / Spread.UNIT + Math.max((float) packets, cells.averaged(cell, 0)) >= notable.packets()
                    || byteRate / Spread.UNIT + Math.max((float) bytes, cells.averaged(cell, 1)) >= notable.bytes()
                    || Math.max((float) flows, cells.averaged(cell, 2)) >= notable.flows();
        }
        return packetRate | byteRate;
    }

    long high(int at) {
        return words[at + HIGH];
    }

    long low(int at) {
        return words[at + LOW];
    }

    int group(int at) {
        return (int) (words[at + WHAT] >>> GROUP_SHIFT);
    }

    /** Makes a reading the one that {@link #sum} and {@link #variance} are of. */
    void open(int at) {
        long what = words[at + WHAT];
        lasts = (what & LASTS) != 0;
        int stride = lasts ? LONG : SHORT;
        int cell = at + CELLS;
        long found = 0;
        for (int left = (int) what & COUNT_MASK; left > 0; left--) {
            long flows = words[cell + FLOWS];
            int column = (int) (flows >>> COLUMN_SHIFT);
            int to = column * UNITS;
            found |= 1L << column;
            counted[to + PACKETS] = words[cell + PACKETS];
            counted[to + BYTES] = words[cell + BYTES];
            counted[to + FLOWS] = flows & FLOWS_MASK;
            if (lasts) {
                rates[to] = words[cell + PACKET_RATE];
                rates[to + 1] = words[cell + BYTE_RATE];
            }
            cell += stride;
        }
        columns = found;
    }

    /** In the sliding second. */
    long sum(Metric metric, double seconds) {
        long of = Columns.columns(metric) & columns;
        if (of == 0) {
            return 0;
        }
        long sum = Columns.inUnit(sum(counted, of, Columns.unit(metric)), metric);
        return lasts ? sum + Math.round(lasting(metric, of) * seconds) : sum;
    }

    private static long sum(long[] values, long of, int unit) {
        long sum = 0;
        for (long left = of; left != 0; left &= left - 1) {
            sum += values[Long.numberOfTrailingZeros(left) * UNITS + unit];
        }
        return sum;
    }

    private double lasting(Metric metric, long of) {
        int unit = Columns.unit(metric);
        return unit == HostCells.FLOWS ? 0 : Columns.inUnit(sum(rates, of, unit), metric) / Spread.UNIT;
    }

    /** Of a side's packets in the sliding second. */
    double variance(int side, double seconds) {
        int column = side + Columns.VARIANCE;
        if ((columns >>> column & 1) == 0) {
            return 0;
        }
        double rate = lasts ? rates[column * UNITS] / Spread.UNIT : 0;
        return counted[column * UNITS] + rate * seconds * seconds;
    }
}
