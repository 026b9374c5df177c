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
    private long[] sketches = new long[4 * Sketch.WORDS];
    private int sketchCount;

    /** Everything by direction, each the cells of a side of {@link Columns}. */
    final long[] totals = new long[DIRECTIONS * Columns.SIDE_CELLS];
    /** Flows that are not of the moment. */
    final Deferred deferred = new Deferred();
    /** Flows counted. */
    long flows;
    /** Flows whose host found no room. */
    long refused;
    /** Times there was no sketch left for a busy host. */
    long unsketched;
    /** Flows that should have been deferred. */
    long undeferred;

    /**
     * Adds a block.
     *
     * @param word the one to change: what it keeps, and what it is given
     */
    void add(long[] chunk, int at, int word, long keep, long given) {
        if (size == blocks.length) {
            blocks = Arrays.copyOf(blocks, size * 2);
        }
        System.arraycopy(chunk, at, blocks, size, LaneTable.WORDS);
        blocks[size + word] = (blocks[size + word] & keep) | given;
        size += LaneTable.WORDS;
    }

    /** The blocks end to end, {@link #size} words; each is of a host, and a host may have several. */
    long[] blocks() {
        return blocks;
    }

    /** Adds a sketch; gives its number, from 1 on. */
    int addSketch(long[] words, int at) {
        int to = sketchCount * Sketch.WORDS;
        if (to == sketches.length) {
            sketches = Arrays.copyOf(sketches, to * 2);
        }
        System.arraycopy(words, at, sketches, to, Sketch.WORDS);
        return ++sketchCount;
    }

    /** End to end, {@link Sketch#WORDS} each. */
    long[] sketches() {
        return sketches;
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(totals, 0);
        size = 0;
        sketchCount = 0;
        deferred.clear();
        flows = 0;
        refused = 0;
        undeferred = 0;
        unsketched = 0;
    }
}
