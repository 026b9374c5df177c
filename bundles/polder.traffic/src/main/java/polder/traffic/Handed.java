// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/**
 * What a lane hands over at a beat: blocks of {@link LaneTable}, and what is not of a host. Made twice for each lane, used by one thread
 * at a time; grows, and then allocates nothing.
 */
final class Handed {
    private static final int DIRECTIONS = 4;

    private long[] blocks = new long[64 * LaneTable.WORDS];
    private int size;

    /** Everything by direction, each a side of {@link Columns}. */
    final long[] totals = new long[DIRECTIONS * Columns.OUT];
    /** Flows that are not of the moment. */
    final Deferred deferred = new Deferred();
    /** Flows counted. */
    long flows;
    /** Flows whose host found no room. */
    long refused;
    /** Flows that should have been deferred. */
    long undeferred;

    void add(long[] chunk, int at) {
        if (size == blocks.length) {
            blocks = Arrays.copyOf(blocks, size * 2);
        }
        System.arraycopy(chunk, at, blocks, size, LaneTable.WORDS);
        size += LaneTable.WORDS;
    }

    /** The blocks end to end, {@link #size} words; each is of a host, and a host may have several. */
    long[] blocks() {
        return blocks;
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(totals, 0);
        size = 0;
        deferred.clear();
        flows = 0;
        refused = 0;
        undeferred = 0;
    }
}
