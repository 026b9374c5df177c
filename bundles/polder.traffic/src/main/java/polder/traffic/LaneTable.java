// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/** What one lane has counted since it was last handed over: a row for each host it saw. Used by one thread at a time. */
final class LaneTable {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int DIRECTIONS = 4;
    /** Beyond this the index is made anew when it is empty: a scan over the whole address space must not fill the memory. */
    private static final long MOST_PAGE_BYTES = 64 << 20;

    private final int mostRows;
    private RowIndex index = new RowIndex();
    private long[][] chunks = {};
    private long[] high = new long[CHUNK_ROWS];
    private long[] low = new long[CHUNK_ROWS];
    private int rows;

    /** Everything by direction, each a row side of {@link Columns}. */
    final long[] totals = new long[DIRECTIONS * Columns.OUT];
    /** Flows that are not of the moment. */
    final Deferred deferred = new Deferred();
    /** Flows counted. */
    long flows;
    /** Flows whose host found no room. */
    long refused;
    /** Flows that should have been deferred. */
    long undeferred;
    /** The sum of what was read to have it in the cache: so that the reads are not left out. */
    long fetched;

    LaneTable(int mostRows) {
        this.mostRows = mostRows;
    }

    /** The row of a host, made when it is not there; -1 when there is no room for it. */
    int row(long addressHigh, long addressLow) {
        int row = index.find(addressHigh, addressLow);
        return row != RowIndex.NONE ? row : add(addressHigh, addressLow);
    }

    private int add(long addressHigh, long addressLow) {
        if (rows == mostRows) {
            refused++;
            return -1;
        }
        if (rows >>> CHUNK_BITS == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = new long[CHUNK_ROWS * Columns.WIDTH];
        }
        if (rows == high.length) {
            high = Arrays.copyOf(high, rows * 2);
            low = Arrays.copyOf(low, rows * 2);
        }
        high[rows] = addressHigh;
        low[rows] = addressLow;
        index.put(addressHigh, addressLow, rows);
        return rows++;
    }

    long[] chunk(int row) {
        return chunks[row >>> CHUNK_BITS];
    }

    /** Where a row starts in its chunk. */
    static int at(int row) {
        return (row & (CHUNK_ROWS - 1)) * Columns.WIDTH;
    }

    int size() {
        return rows;
    }

    long high(int row) {
        return high[row];
    }

    long low(int row) {
        return low[row];
    }

    /** Forgets everything; the memory stays for the next use. */
    void clear() {
        if (index.pageBytes() > MOST_PAGE_BYTES) {
            index = new RowIndex();
        } else if (rows > index.worthClearing()) {
            index.clear();
        } else {
            for (int row = 0; row < rows; row++) {
                index.remove(high[row], low[row]);
            }
        }
        for (int first = 0; first < rows; first += CHUNK_ROWS) {
            Arrays.fill(chunk(first), 0, Math.min(CHUNK_ROWS, rows - first) * Columns.WIDTH, 0);
        }
        Arrays.fill(totals, 0);
        rows = 0;
        deferred.clear();
        flows = 0;
        refused = 0;
        undeferred = 0;
    }
}
