// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;

/**
 * What one lane counts: a row for each host it sees, kept for as long as there is traffic. Busy and new hosts are handed over at
 * every beat, all others once a round of {@link #STRIPES}: a quiet host costs what it counts, not the beats. Used by the lane's thread.
 *
 * <p>A row is a block of eight words, so that most hosts lie in one cache line: the address, and two cells of packets, bytes and flows. The
 * words of the flows also say of which column a cell is. Hosts with more columns have more blocks, in a chain.
 */
final class LaneTable {
    /** Of rows in a round. */
    static final int STRIPES = 10;

    /** Of a block. */
    static final int WORDS = 8;

    static final int HIGH = 0;
    static final int LOW = 1;
    static final int FIRST = 2;
    static final int SECOND = 5;

    private static final int BYTES = 1;
    private static final int FLOWS = 2;
    private static final long FLOWS_MASK = 0xffff_ffffL;
    private static final int COLUMN_SHIFT = 32;
    private static final int COLUMN_MASK = 63;
    /** In the first cell: a row begins, it is busy or new, it had nothing in the last round. */
    private static final long ROW = 1L << 40;

    private static final long HOT = 1L << 41;
    private static final long IDLE = 1L << 42;
    /** And the sketches of a busy host's other ends: of its incoming and of its outgoing traffic; once handed over, their numbers there. */
    private static final int IN_SKETCH_SHIFT = 43;

    private static final int OUT_SKETCH_SHIFT = 53;
    private static final long SKETCHES = -1L << IN_SKETCH_SHIFT & Long.MAX_VALUE;
    /** In the second cell: the next block of the row, and one. */
    private static final int NEXT_SHIFT = 38;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_BLOCKS = 1 << CHUNK_BITS;
    /** Rows next to each other that are of one stripe; of many rows more of them, as memory is quicker to read in order. */
    private static final int PIECE = 64;

    private static final int LARGE_PIECE = 512;
    private static final int MANY = 100 * LARGE_PIECE;
    /** A busy host stays so with half of what made it so, in a beat of a tenth. */
    private static final int STAYS = 2 * STRIPES;
    /** A host with all there can be of incoming traffic has as many. */
    private static final int BLOCKS_FOR_A_ROW = 9;

    private final int mostRows;
    private final RowIndex index = new RowIndex();
    private long[][] chunks = {};
    private final IntList free = new IntList();
    private int used;
    private int rows;
    private final IntList hot = new IntList();
    private final Sketches sketches = new Sketches();
    private long unsketched;
    private Notable notable = new Notable(1, 1, 1);

    LaneTable(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Says from which traffic on a host is busy. */
    void noting(Notable from) {
        notable = from;
    }

    /** The row of a host, made when it is not there; -1 when there is no room for it. */
    int row(long addressHigh, long addressLow) {
        int row = index.find(addressHigh, addressLow);
        return row != RowIndex.NONE ? row : addRow(addressHigh, addressLow);
    }

    private int addRow(long addressHigh, long addressLow) {
        if (rows == mostRows) {
            return RowIndex.NONE;
        }
        int row = block(addressHigh, addressLow);
        if (row != RowIndex.NONE) {
            rows++;
            chunk(row)[at(row) + FIRST + FLOWS] = ROW;
            index.put(addressHigh, addressLow, row);
            heat(row);
        }
        return row;
    }

    private int block(long addressHigh, long addressLow) {
        int block;
        if (free.size() > 0) {
            block = free.removeLast();
        } else if (used / BLOCKS_FOR_A_ROW >= mostRows) {
            return RowIndex.NONE;
        } else {
            block = used++;
            if (block >>> CHUNK_BITS == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunks.length + 1);
                chunks[chunks.length - 1] = new long[CHUNK_BLOCKS * WORDS];
            }
        }
        long[] chunk = chunk(block);
        chunk[at(block) + HIGH] = addressHigh;
        chunk[at(block) + LOW] = addressLow;
        return block;
    }

    private long[] chunk(int block) {
        return chunks[block >>> CHUNK_BITS];
    }

    private static int at(int block) {
        return (block & (CHUNK_BLOCKS - 1)) * WORDS;
    }

    /** Reads from where a host is going to be looked for; the value means nothing. */
    int warm(long addressHigh, long addressLow) {
        return index.warm(addressHigh, addressLow);
    }

    /**
     * Reads from where a row is going to be added to; the value means nothing.
     *
     * @param second whether to its second cell too, which may lie in the next cache line
     */
    long warm(int row, boolean second) {
        long[] chunk = chunk(row);
        int at = at(row);
        return second ? chunk[at + FIRST] + chunk[at + SECOND + FLOWS] : chunk[at + FIRST];
    }

    /** Hosts there are. */
    int size() {
        return rows;
    }

    /**
     * Adds to a column of a row.
     *
     * @return false when there is no room for another column
     */
    boolean add(int row, int column, long packets, long bytes, int flows) {
        int mark = column + 1;
        int block = row;
        while (true) {
            long[] chunk = chunk(block);
            int at = at(block);
            if (columnOf(chunk[at + FIRST + FLOWS]) == mark) {
                count(chunk, at + FIRST, row, packets, bytes, flows);
                return true;
            }
            long second = chunk[at + SECOND + FLOWS];
            if (columnOf(second) == mark) {
                count(chunk, at + SECOND, row, packets, bytes, flows);
                return true;
            }
            if (second >>> NEXT_SHIFT == 0) {
                return addCell(row, block, column, packets, bytes, flows);
            }
            block = (int) (second >>> NEXT_SHIFT) - 1;
        }
    }

    private static int columnOf(long word) {
        return (int) (word >>> COLUMN_SHIFT) & COLUMN_MASK;
    }

    private void count(long[] chunk, int cell, int row, long packets, long bytes, int flows) {
        chunk[cell] += packets;
        chunk[cell + BYTES] += bytes;
        chunk[cell + FLOWS] += flows;
        if (isMuch(chunk, cell, 1)) {
            heat(row);
            sketch(row, columnOf(chunk[cell + FLOWS]) - 1 < Columns.OUT ? IN_SKETCH_SHIFT : OUT_SKETCH_SHIFT);
        }
    }

    private void sketch(int row, int shift) {
        long[] chunk = chunk(row);
        int at = at(row) + FIRST + FLOWS;
        if ((chunk[at] >>> shift & Sketches.MOST) == 0) {
            int slot = sketches.take();
            unsketched += slot == 0 ? 1 : 0;
            chunk[at] |= (long) slot << shift;
        }
    }

    /** Adds to the sketch of the other ends a row's traffic comes from, if it is busy enough to have one. */
    void from(int row, long addressHigh, long addressLow, long packets, long bytes) {
        peer(chunk(row)[at(row) + FIRST + FLOWS] >>> IN_SKETCH_SHIFT, addressHigh, addressLow, packets, bytes);
    }

    /** The same for those it goes to. */
    void to(int row, long addressHigh, long addressLow, long packets, long bytes) {
        peer(chunk(row)[at(row) + FIRST + FLOWS] >>> OUT_SKETCH_SHIFT, addressHigh, addressLow, packets, bytes);
    }

    private void peer(long slots, long addressHigh, long addressLow, long packets, long bytes) {
        int slot = (int) slots & Sketches.MOST;
        if (slot != 0) {
            long hash = Sketch.hash(addressHigh, addressLow);
            Sketch.add(sketches.words(slot), Sketches.at(slot), hash, packets, bytes);
        }
    }

    /** Takes the first cell that is free, of the last block or of another one. */
    private boolean addCell(int row, int last, int column, long packets, long bytes, int flows) {
        int block = last;
        int cell = at(block) + (columnOf(chunk(block)[at(block) + FIRST + FLOWS]) == 0 ? FIRST : SECOND);
        if (cell == at(block) + SECOND && columnOf(chunk(block)[cell + FLOWS]) != 0) {
            block = block(chunk(row)[at(row) + HIGH], chunk(row)[at(row) + LOW]);
            if (block == RowIndex.NONE) {
                return false;
            }
            chunk(last)[cell + FLOWS] |= (block + 1L) << NEXT_SHIFT;
            cell = at(block) + FIRST;
        }
        chunk(block)[cell + FLOWS] |= (column + 1L) << COLUMN_SHIFT;
        count(chunk(block), cell, row, packets, bytes, flows);
        return true;
    }

    /** So much traffic makes a host busy; a variance is none. */
    private boolean isMuch(long[] chunk, int cell, int times) {
        return (chunk[cell] * times >= notable.packets()
                        || chunk[cell + BYTES] * times >= notable.bytes()
                        || (chunk[cell + FLOWS] & FLOWS_MASK) * times >= notable.flows())
                && !Columns.isVariance(columnOf(chunk[cell + FLOWS]) - 1);
    }

    private void heat(int row) {
        int at = at(row) + FIRST + FLOWS;
        if ((chunk(row)[at] & HOT) == 0) {
            chunk(row)[at] |= HOT;
            hot.add(row);
        }
    }

    /**
     * Hands over what the busy and the new hosts have, and the others of some stripes.
     *
     * @param from the first stripe, a number that goes on from round to round
     * @param to the stripe after the last
     */
    void handOver(long from, long to, Handed into) {
        int kept = 0;
        for (int i = 0; i < hot.size(); i++) {
            int row = hot.get(i);
            if (take(row, into)) {
                hot.set(kept++, row);
            } else {
                unsketch(row);
                chunk(row)[at(row) + FIRST + FLOWS] &= ~(HOT | SKETCHES);
            }
        }
        hot.size(kept);
        into.unsketched += unsketched;
        unsketched = 0;
        for (long stripe = Math.max(from, to - STRIPES); stripe < to; stripe++) {
            takeStripe((int) (stripe % STRIPES), into);
        }
    }

    private void unsketch(int row) {
        long word = chunk(row)[at(row) + FIRST + FLOWS];
        for (int shift = IN_SKETCH_SHIFT; shift <= OUT_SKETCH_SHIFT; shift += OUT_SKETCH_SHIFT - IN_SKETCH_SHIFT) {
            int slot = (int) (word >>> shift) & Sketches.MOST;
            if (slot != 0) {
                sketches.release(slot);
            }
        }
    }

    private void takeStripe(int stripe, Handed into) {
        int length = used < MANY ? PIECE : LARGE_PIECE;
        for (int piece = stripe * length; piece < used; piece += STRIPES * length) {
            int end = Math.min(used, piece + length);
            for (int row = piece; row < end; row++) {
                long word = chunk(row)[at(row) + FIRST + FLOWS];
                if ((word & (ROW | HOT)) == ROW) {
                    takeQuiet(row, into);
                }
            }
        }
    }

    private void takeQuiet(int row, Handed into) {
        int before = into.size();
        take(row, into);
        long[] chunk = chunk(row);
        int at = at(row) + FIRST + FLOWS;
        if (into.size() > before) {
            chunk[at] &= ~IDLE;
        } else if ((chunk[at] & IDLE) == 0) {
            chunk[at] |= IDLE;
        } else {
            remove(row);
        }
    }

    /** Gives whether a busy host is busy still. */
    private boolean take(int row, Handed into) {
        boolean busy = false;
        long mark = mark(row, into);
        int block = row;
        while (block != RowIndex.NONE) {
            long[] chunk = chunk(block);
            int at = at(block);
            if (holds(chunk, at + FIRST) || holds(chunk, at + SECOND)) {
                into.add(chunk, at, FIRST + FLOWS, ~SKETCHES, mark);
                mark &= ~SKETCHES;
                busy = busy || isMuch(chunk, at + FIRST, STAYS) || isMuch(chunk, at + SECOND, STAYS);
                empty(chunk, at + FIRST);
                empty(chunk, at + SECOND);
            }
            block = (int) (chunk[at + SECOND + FLOWS] >>> NEXT_SHIFT) - 1;
        }
        return busy;
    }

    /** What the first block is to say of a host: that it is busy, and which its sketches are, which are handed over with it. */
    private long mark(int row, Handed into) {
        long word = chunk(row)[at(row) + FIRST + FLOWS];
        return (word & HOT) | handed(word, IN_SKETCH_SHIFT, into) | handed(word, OUT_SKETCH_SHIFT, into);
    }

    private long handed(long word, int shift, Handed into) {
        int slot = (int) (word >>> shift) & Sketches.MOST;
        if (slot == 0) {
            return 0;
        }
        int number = into.addSketch(sketches.words(slot), Sketches.at(slot));
        sketches.empty(slot);
        return (long) number << shift;
    }

    private static boolean holds(long[] chunk, int cell) {
        return (chunk[cell] | chunk[cell + BYTES] | (chunk[cell + FLOWS] & FLOWS_MASK)) != 0;
    }

    private static void empty(long[] chunk, int cell) {
        chunk[cell] = 0;
        chunk[cell + BYTES] = 0;
        chunk[cell + FLOWS] &= ~FLOWS_MASK;
    }

    private void remove(int row) {
        index.remove(chunk(row)[at(row) + HIGH], chunk(row)[at(row) + LOW]);
        rows--;
        int block = row;
        while (block != RowIndex.NONE) {
            int at = at(block);
            int next = (int) (chunk(block)[at + SECOND + FLOWS] >>> NEXT_SHIFT) - 1;
            Arrays.fill(chunk(block), at, at + WORDS, 0);
            free.add(block);
            block = next;
        }
    }

    // --- what a block that was handed over holds ---

    /** The column of a cell, or -1 when there is nothing in it. */
    static int column(long[] blocks, int cell) {
        return holds(blocks, cell) ? columnOf(blocks[cell + FLOWS]) - 1 : -1;
    }

    static long packets(long[] blocks, int cell) {
        return blocks[cell];
    }

    static long bytes(long[] blocks, int cell) {
        return blocks[cell + BYTES];
    }

    static long flows(long[] blocks, int cell) {
        return blocks[cell + FLOWS] & FLOWS_MASK;
    }

    /** The number of the sketch of a side that is handed over with a block, or 0. */
    static int sketch(long[] blocks, int block, int side) {
        return (int) (blocks[block + FIRST + FLOWS] >>> (side == Columns.IN ? IN_SKETCH_SHIFT : OUT_SKETCH_SHIFT))
                & Sketches.MOST;
    }

    /** Whether a block is of a host that is busy, so that it holds a beat's traffic and not a round's. */
    static boolean isHot(long[] blocks, int block) {
        return (blocks[block + FIRST + FLOWS] & HOT) != 0;
    }
}
