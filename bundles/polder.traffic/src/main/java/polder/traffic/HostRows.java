// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of hosts: heads that grow with the hosts that are there, their counters, and the index to them. Used like {@link HostTable}. */
final class HostRows {
    // words of a head
    /** The index of the network that holds the host, or -1. */
    static final int NETWORK = 0;

    static final int GROUP = 1;
    /** Its first cell, or {@link HostCells#NONE}. */
    static final int CELLS = 2;
    /** In how many of the logs of the window the host has entries. */
    static final int WINDOWS = 3;
    /** How many changes of its rates are to come. */
    static final int PENDING = 4;
    /** Its last entry in the newest log, when {@link #TOUCHED} is the newest beat. */
    static final int ENTRY = 5;
    /** The beat in which it last had traffic. */
    static final int TOUCHED = 6;
    /** The beat in which it was last shown to detectors. */
    static final int SHOWN = 7;
    /** The time its averages are of, in milliseconds. */
    static final int AVERAGED = 8;
    /** Its place in the list of active hosts and one, or 0. */
    static final int ACTIVE = 9;
    /** {@link #USED} and so on. */
    static final int FLAGS = 10;
    /** Of {@link HostPeers}. */
    static final int PEERS = 11;

    static final int USED = 1;
    /** It is among the hosts to be looked at in every beat. */
    static final int NOTED = 2;
    /** Its lanes tell of it once a round only. */
    static final int QUIET = 4;

    private static final int WORDS = 12;
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int SWEEP_PARTS = 32;

    private final RowIndex index = new RowIndex();
    final HostCells cells = new HostCells();
    private int[][] heads = {};
    private long[][] addresses = {};
    private final IntList free = new IntList();
    private int used;
    private int sweepFrom;

    int find(long addressHigh, long addressLow) {
        return index.find(addressHigh, addressLow);
    }

    /** Whether a row there may be is of an address. */
    boolean isOf(int row, long addressHigh, long addressLow) {
        return row < used && low(row) == addressLow && high(row) == addressHigh && is(row, USED);
    }

    int add(long addressHigh, long addressLow) {
        int row = free.size() > 0 ? free.removeLast() : used++;
        if (row >>> CHUNK_BITS == heads.length) {
            heads = Arrays.copyOf(heads, heads.length + 1);
            heads[heads.length - 1] = new int[CHUNK_ROWS * WORDS];
            addresses = Arrays.copyOf(addresses, addresses.length + 1);
            addresses[addresses.length - 1] = new long[CHUNK_ROWS * 2];
        }
        long[] address = addresses[row >>> CHUNK_BITS];
        address[(row & (CHUNK_ROWS - 1)) * 2] = addressHigh;
        address[(row & (CHUNK_ROWS - 1)) * 2 + 1] = addressLow;
        set(row, CELLS, HostCells.NONE);
        set(row, FLAGS, USED);
        index.put(addressHigh, addressLow, row);
        return row;
    }

    private void remove(int row) {
        index.remove(high(row), low(row));
        cells.remove(get(row, CELLS));
        Arrays.fill(heads(row), at(row), at(row) + WORDS, 0);
        free.add(row);
    }

    /** Forgets a part of the hosts without traffic for a time, in milliseconds; called again and again it comes to all. */
    void forget(int now, long idle) {
        int part = used / SWEEP_PARTS + 1;
        for (int i = 0; i < part && used > 0; i++) {
            sweepFrom = sweepFrom + 1 < used ? sweepFrom + 1 : 0;
            int[] head = heads(sweepFrom);
            int at = at(sweepFrom);
            if ((head[at + FLAGS] & (USED | NOTED)) == USED
                    && head[at + ACTIVE] == 0
                    && now - head[at + AVERAGED] > idle) {
                remove(sweepFrom);
            }
        }
    }

    /** The chunk a row's head is in. */
    int[] heads(int row) {
        return heads[row >>> CHUNK_BITS];
    }

    /** Where a row's head starts in its chunk. */
    static int at(int row) {
        return (row & (CHUNK_ROWS - 1)) * WORDS;
    }

    int get(int row, int word) {
        return heads(row)[at(row) + word];
    }

    void set(int row, int word, int value) {
        heads(row)[at(row) + word] = value;
    }

    boolean is(int row, int flag) {
        return (get(row, FLAGS) & flag) != 0;
    }

    /** The cell of a column, made when it is not there. */
    int cell(int row, int column) {
        int first = get(row, CELLS);
        int cell = cells.find(first, column);
        if (cell == HostCells.NONE) {
            cell = cells.add(column, first);
            set(row, CELLS, cell);
        }
        return cell;
    }

    /** The averages as a row of cells of {@link Columns}, those of what lasts with them; null when there is nothing left of them. */
    float @Nullable [] averageCells(int row, float factor) {
        float[] values = new float[Columns.CELLS];
        boolean any = get(row, PENDING) > 0;
        for (int cell = get(row, CELLS); cell != HostCells.NONE; cell = cells.next(cell)) {
            int column = cells.column(cell);
            for (int unit = 0; unit < (Columns.isVariance(column) ? 1 : 3); unit++) {
                double lasting = unit == HostCells.FLOWS
                        ? 0
                        : cells.chunk(cell)[HostCells.at(cell) + HostCells.PACKET_RATE + unit] / Spread.UNIT;
                int at = column * Columns.UNITS + unit;
                values[at] = (float) (cells.averaged(cell, unit) * factor + lasting);
                any |= values[at] >= 0.01f;
            }
        }
        return any ? values : null;
    }

    /** Takes such a row back. */
    void averageCells(int row, float[] values) {
        for (int column = 0; column < Columns.WIDTH; column++) {
            int at = column * Columns.UNITS;
            if (!Columns.isVariance(column) && values[at] + values[at + 1] + values[at + 2] > 0) {
                cells.average(cell(row, column), values[at], values[at + 1], values[at + 2]);
            }
        }
    }

    /** Rows there are, unused ones between them too. */
    int used() {
        return used;
    }

    /** Hosts there are. */
    int count() {
        return used - free.size();
    }

    long high(int row) {
        return addresses[row >>> CHUNK_BITS][(row & (CHUNK_ROWS - 1)) * 2];
    }

    long low(int row) {
        return addresses[row >>> CHUNK_BITS][(row & (CHUNK_ROWS - 1)) * 2 + 1];
    }

    /** Reads from every cache line a row is likely to need soon; the value means nothing. */
    long warm(int row) {
        if (row < 0) {
            return 0;
        }
        int first = get(row, CELLS);
        return first == HostCells.NONE ? 0 : cells.chunk(first)[HostCells.at(first)];
    }
}
