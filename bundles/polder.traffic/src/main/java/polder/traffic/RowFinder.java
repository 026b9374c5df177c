// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

/**
 * Looks up the rows of what a lane hands over, in a pass of its own, so that the processor waits for many of the cache misses at a time.
 * Used like {@link HostTable}.
 */
final class RowFinder {
    private final HostTable table;
    private int[] found = {};
    private int refused;

    RowFinder(HostTable table) {
        this.table = table;
    }

    /** The row of each block. Hosts that were handed over one after the other when they were new mostly are so again. */
    int[] find(Handed lane) {
        int count = lane.size() / LaneTable.WORDS;
        reserve(count);
        long[] blocks = lane.blocks();
        HostRows rows = table.rows;
        int row = RowIndex.NONE;
        long lastHigh = 0;
        long lastLow = 0;
        boolean isInOrder = true;
        for (int b = 0; b < count; b++) {
            long high = blocks[b * LaneTable.WORDS + LaneTable.HIGH];
            long low = blocks[b * LaneTable.WORDS + LaneTable.LOW];
            if (b == 0 || low != lastLow || high != lastHigh) {
                int next = row + 1;
                row = isInOrder && rows.isOf(next, high, low) ? next : table.findOrAdd(high, low);
                isInOrder = row == next;
                lastHigh = high;
                lastLow = low;
            }
            found[b] = row;
        }
        return found;
    }

    int[] find(Deferred deferred) {
        reserve(deferred.size());
        refused = 0;
        for (int i = 0; i < deferred.size(); i++) {
            found[i] = RowIndex.NONE;
            if (deferred.isOfHost(i)) {
                found[i] = table.findOrAdd(deferred.high(i), deferred.low(i));
                refused += found[i] == RowIndex.NONE ? 1 : 0;
            }
        }
        return found;
    }

    /** How many of the flows looked up last found no room for their host. */
    int refused() {
        return refused;
    }

    private void reserve(int count) {
        if (found.length < count) {
            found = new int[count * 2];
        }
    }
}
