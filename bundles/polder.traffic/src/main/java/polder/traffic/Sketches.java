// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/** The sketches of a lane: as many as it has busy hosts, up to a bound. Used by the lane's thread; grows, and then allocates nothing. */
final class Sketches {
    /** A slot is a number up to this, 0 is none. */
    static final int MOST = 1023;

    private static final int CHUNK = 32;

    private final long[][] chunks = new long[MOST / CHUNK + 1][];
    private final IntList free = new IntList();
    private int used;

    /** An empty one; 0 when there is none left. */
    int take() {
        if (free.size() > 0) {
            return free.removeLast();
        }
        if (used == MOST) {
            return 0;
        }
        used++;
        if (chunks[used / CHUNK] == null) {
            chunks[used / CHUNK] = new long[CHUNK * Sketch.WORDS];
        }
        return used;
    }

    /** Gives one back that {@link #empty} was called for. */
    void release(int slot) {
        free.add(slot);
    }

    void empty(int slot) {
        Arrays.fill(words(slot), at(slot), at(slot) + Sketch.WORDS, 0);
    }

    long[] words(int slot) {
        return chunks[slot / CHUNK];
    }

    static int at(int slot) {
        return slot % CHUNK * Sketch.WORDS;
    }

    /** How many are in use. */
    int size() {
        return used - free.size();
    }
}
