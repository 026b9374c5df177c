// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.Arrays;

/**
 * What is kept of each host, one after the other in memory, and an open hash of their addresses. Numbers of hosts that are taken away are
 * given anew. Used by one thread.
 */
final class HostIndex {
    static final int NONE = -1;

    // words of a host
    private static final int HIGH = 0;
    private static final int LOW = 2;
    /** Its prefix of the finest rung; of a number that is free, the next free one. */
    static final int NODE = 4;
    /** {@link #TAKEN} and so on. */
    static final int FLAGS = 5;
    /** A float. */
    static final int VARIANCE = 6;
    /** Of each of {@link Columns}. */
    static final int VALUES = 7;

    static final int TAKEN = 1;
    static final int V4 = 2;
    static final int HOT = 4;

    private static final int WORDS = VALUES + Columns.COUNT;
    private static final int CHUNK_BITS = 10;
    static final int CHUNK = 1 << CHUNK_BITS;
    private static final long LOWER = 0xffff_ffffL;

    /** Number + 1, or 0. */
    private int[] table = new int[4 * CHUNK];

    private int[][] chunks = {};
    private int free = NONE;
    private int used;
    private int size;

    /** How many hosts there are. */
    int size() {
        return size;
    }

    /** Every number is below this. */
    int used() {
        return used;
    }

    /** The chunk the words of a host are in. */
    int[] words(int host) {
        return chunks[host >>> CHUNK_BITS];
    }

    /** Where they start in it. */
    static int at(int host) {
        return (host & (CHUNK - 1)) * WORDS;
    }

    /** The host that is looked at first for an address, or {@link #NONE}. */
    int likely(long high, long low) {
        return table[hash(high, low) & (table.length - 1)] - 1;
    }

    /** Reads from a host, so that its words are at hand; the value means nothing. */
    int warm(int host) {
        return host < 0 || host >= used ? 0 : words(host)[at(host)];
    }

    /** @param perhaps the number it is likely to have */
    int find(int perhaps, long high, long low) {
        if (perhaps < used && is(perhaps, high, low) && (words(perhaps)[at(perhaps) + FLAGS] & TAKEN) != 0) {
            return perhaps;
        }
        int mask = table.length - 1;
        for (int place = hash(high, low) & mask; table[place] != 0; place = (place + 1) & mask) {
            int host = table[place] - 1;
            if (is(host, high, low)) {
                return host;
            }
        }
        return NONE;
    }

    private boolean is(int host, long high, long low) {
        int[] words = words(host);
        int at = at(host);
        return read(words, at + LOW) == low && read(words, at + HIGH) == high;
    }

    private static long read(int[] words, int at) {
        return ((long) words[at] << 32) | (words[at + 1] & LOWER);
    }

    private static void write(int[] words, int at, long value) {
        words[at] = (int) (value >>> 32);
        words[at + 1] = (int) value;
    }

    /** Adds one that is not there. */
    int add(long high, long low, int node, boolean v4) {
        int host = free;
        if (host != NONE) {
            free = words(host)[at(host) + NODE];
        } else {
            host = used++;
            room();
        }
        int[] words = words(host);
        int at = at(host);
        Arrays.fill(words, at, at + WORDS, 0);
        write(words, at + HIGH, high);
        write(words, at + LOW, low);
        words[at + NODE] = node;
        words[at + FLAGS] = v4 ? TAKEN | V4 : TAKEN;
        size++;
        place(host);
        return host;
    }

    private void room() {
        if (used > chunks.length << CHUNK_BITS) {
            chunks = Arrays.copyOf(chunks, chunks.length + 1);
            chunks[chunks.length - 1] = new int[CHUNK * WORDS];
        }
        if (2 * used > table.length) {
            table = new int[2 * table.length];
            for (int host = 0; host < used - 1; host++) {
                if ((words(host)[at(host) + FLAGS] & TAKEN) != 0) {
                    place(host);
                }
            }
        }
    }

    private void place(int host) {
        int mask = table.length - 1;
        int place = home(host, mask);
        while (table[place] != 0) {
            place = (place + 1) & mask;
        }
        table[place] = host + 1;
    }

    private int home(int host, int mask) {
        int[] words = words(host);
        int at = at(host);
        return hash(read(words, at + HIGH), read(words, at + LOW)) & mask;
    }

    void remove(int host) {
        int mask = table.length - 1;
        int place = home(host, mask);
        while (table[place] != host + 1) {
            place = (place + 1) & mask;
        }
        close(place, mask);
        words(host)[at(host) + FLAGS] = 0;
        words(host)[at(host) + NODE] = free;
        free = host;
        size--;
    }

    /** Moves back what was put behind the gap only because its own place was taken. */
    private void close(int gap, int mask) {
        int hole = gap;
        for (int place = (gap + 1) & mask; table[place] != 0; place = (place + 1) & mask) {
            int home = home(table[place] - 1, mask);
            if (((place - home) & mask) >= ((place - hole) & mask)) {
                table[hole] = table[place];
                hole = place;
            }
        }
        table[hole] = 0;
    }

    private static int hash(long high, long low) {
        long mixed = (high * 0x9e37_79b9_7f4a_7c15L ^ low) * 0xbf58_476d_1ce4_e5b9L;
        return (int) (mixed >>> 32 ^ mixed >>> 15);
    }
}
