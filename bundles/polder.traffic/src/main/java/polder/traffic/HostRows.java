// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of hosts: columns that grow with the hosts that are there, and the index to them. Used like {@link HostTable}. */
final class HostRows {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int SWEEP_PARTS = 32;
    private static final long UNUSED = -2;
    private static final long[] NO_RATES = {};

    private final RowIndex index = new RowIndex();
    private long[][] sums = {};
    /** Averages of what is counted at once; those of the rates less the rates themselves, which so are kept by doing nothing. */
    private float[][] averages = {};

    private long[][] rates = {};
    private long[] high = {};
    private long[] low = {};
    private int[] free = {};
    private int freeCount;
    private int used;
    private int sweepFrom;

    /** The index of the network that holds the host, or -1. */
    int[] network = {};

    int[] group = {};
    /** In how many of the logs of the window the host has entries. */
    int[] inWindow = {};
    /** How many changes of its rates are to come. */
    int[] pending = {};
    /** Whether it is in the list of active hosts. */
    boolean[] listed = {};
    /** Its last entry in the newest log, when {@link #touched} is the newest beat. */
    int[] entry = {};
    /** The beat in which it last had traffic. */
    long[] touched = {};
    /** The time its averages are of. */
    double[] averagedAt = {};

    int find(long addressHigh, long addressLow) {
        return index.find(addressHigh, addressLow);
    }

    int add(long addressHigh, long addressLow) {
        int row = freeCount > 0 ? free[--freeCount] : used++;
        if (row >>> CHUNK_BITS == sums.length) {
            sums = Arrays.copyOf(sums, sums.length + 1);
            sums[sums.length - 1] = new long[CHUNK_ROWS * Columns.WIDTH];
            averages = Arrays.copyOf(averages, averages.length + 1);
            averages[averages.length - 1] = new float[CHUNK_ROWS * Columns.WIDTH];
            rates = Arrays.copyOf(rates, rates.length + 1);
            rates[rates.length - 1] = NO_RATES;
        }
        if (row == high.length) {
            reserve(Math.max(CHUNK_ROWS, row * 2));
        }
        high[row] = addressHigh;
        low[row] = addressLow;
        inWindow[row] = 0;
        listed[row] = false;
        touched[row] = 0;
        index.put(addressHigh, addressLow, row);
        return row;
    }

    private void reserve(int size) {
        high = Arrays.copyOf(high, size);
        low = Arrays.copyOf(low, size);
        network = Arrays.copyOf(network, size);
        group = Arrays.copyOf(group, size);
        inWindow = Arrays.copyOf(inWindow, size);
        pending = Arrays.copyOf(pending, size);
        listed = Arrays.copyOf(listed, size);
        entry = Arrays.copyOf(entry, size);
        touched = Arrays.copyOf(touched, size);
        averagedAt = Arrays.copyOf(averagedAt, size);
        free = Arrays.copyOf(free, size);
    }

    private void remove(int row) {
        index.remove(high[row], low[row]);
        Arrays.fill(averages(row), at(row), at(row) + Columns.WIDTH, 0);
        if (hasRates(row)) {
            Arrays.fill(rates(row), at(row), at(row) + Columns.WIDTH, 0);
        }
        touched[row] = UNUSED;
        free[freeCount++] = row;
    }

    /** Forgets a part of the hosts without traffic since a time; called again and again it comes to all. */
    void forget(double since) {
        int part = used / SWEEP_PARTS + 1;
        for (int i = 0; i < part && used > 0; i++) {
            sweepFrom = sweepFrom + 1 < used ? sweepFrom + 1 : 0;
            int row = sweepFrom;
            if (inWindow[row] == 0 && pending[row] == 0 && isUsed(row) && averagedAt[row] < since) {
                remove(row);
            }
        }
    }

    /** The averages, those of the rates with them; null when there is nothing left of them. */
    float @Nullable [] averageCells(int row, float factor) {
        float[] cells = Arrays.copyOfRange(averages(row), at(row), at(row) + Columns.WIDTH);
        boolean any = pending[row] > 0;
        for (int i = 0; i < cells.length; i++) {
            boolean lasts = hasRates(row) && !Columns.isFlows(i);
            cells[i] = cells[i] * factor + (lasts ? (float) (rates(row)[at(row) + i] / Spread.UNIT) : 0);
            any |= cells[i] >= 0.01f;
        }
        return any ? cells : null;
    }

    boolean isUsed(int row) {
        return touched[row] != UNUSED;
    }

    /** Rows there are, unused ones between them too. */
    int used() {
        return used;
    }

    /** Hosts there are. */
    int count() {
        return used - freeCount;
    }

    long high(int row) {
        return high[row];
    }

    long low(int row) {
        return low[row];
    }

    long[] sums(int row) {
        return sums[row >>> CHUNK_BITS];
    }

    float[] averages(int row) {
        return averages[row >>> CHUNK_BITS];
    }

    /** Whether there is memory for the rates of a host, so that there may be some. */
    boolean hasRates(int row) {
        return rates[row >>> CHUNK_BITS].length > 0;
    }

    /** The rates of what lasts; the memory is made when first asked for. */
    long[] rates(int row) {
        long[] chunk = rates[row >>> CHUNK_BITS];
        if (chunk.length == 0) {
            chunk = new long[CHUNK_ROWS * Columns.WIDTH];
            rates[row >>> CHUNK_BITS] = chunk;
        }
        return chunk;
    }

    /** Reads a cell of every cache line a row is likely to need soon; the value means nothing. */
    long warm(int row) {
        if (row < 0) {
            return 0;
        }
        float[] averaged = averages(row);
        int at = at(row);
        return sums(row)[at] + (long) (averaged[at] + averaged[at + 16] + averaged[at + 32]);
    }

    /** The same, and of its rates. */
    long warmRates(int row) {
        return row < 0 || !hasRates(row) ? 0 : warm(row) + rates(row)[at(row)] + rates(row)[at(row) + 4];
    }

    /** Where a row starts in its chunk. */
    static int at(int row) {
        return (row & (CHUNK_ROWS - 1)) * Columns.WIDTH;
    }
}
