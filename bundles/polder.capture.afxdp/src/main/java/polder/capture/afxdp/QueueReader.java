// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import polder.api.capture.PacketBatch;

/**
 * Reads the frames of one receive queue where the kernel put them. The memory is cut into pieces of one size. The kernel takes empty
 * pieces from the fill ring and hands full ones over in the receive ring; a piece goes back once the batch that pointed into it
 * is done with. What the receive ring says is checked: it decides which bytes are read. Used by one thread.
 */
final class QueueReader {
    private static final int CONTINUES = 1;
    /** The kernel makes 18 at most of a frame. */
    private static final int MOST_PIECES = 32;

    private final Ring receive;
    private final Ring fill;
    private final int start;
    private final int piece;
    private final long end;

    /** The next descriptor to read. */
    private int next;
    /** The first descriptor whose piece has not been given back. */
    private int held;

    private int filled;
    private long malformed;

    /**
     * @param start where the memory of this queue starts in the buffer
     * @param pieces how many pieces it has
     * @param piece bytes of a piece: a power of two
     */
    QueueReader(Ring receive, Ring fill, int start, int pieces, int piece) {
        this.receive = receive;
        this.fill = fill;
        this.start = start;
        this.piece = piece;
        end = (long) pieces * piece;
        next = receive.consumer();
        held = next;
        filled = fill.producer();
        for (int i = 0; i < pieces; i++) {
            fill.address(filled++, (long) i * piece);
        }
        fill.producer(filled);
    }

    /** Gives back the pieces of the frames taken so far: from now on they may be written to. */
    void giveBack() {
        if (held == next) {
            return;
        }
        int room = fill.size() - (filled - fill.consumer());
        while (held != next) {
            long address = receive.address(held++) & -piece;
            if (address >= 0 && address < end && room > 0) {
                fill.address(filled++, address);
                room--;
            }
        }
        fill.producer(filled);
        receive.consumer(held);
    }

    /** Whether the driver waits to be told that there are pieces. */
    boolean needsWakeup() {
        return fill.needsWakeup();
    }

    /** Adds frames until the batch is full or there are no more. */
    void take(PacketBatch batch, long epochNanos) {
        int there = Math.min(receive.producer() - next, receive.size() - (next - held));
        int most = batch.capacity() - batch.size();
        for (int looked = 0; looked < most; looked++) {
            int pieces = pieces(there);
            if (pieces == 0) {
                return;
            }
            add(batch, pieces, epochNanos);
            next += pieces;
            there -= pieces;
        }
    }

    /** How many of the descriptors that are there make the next frame; zero when it is not complete. */
    private int pieces(int there) {
        int most = Math.min(there, MOST_PIECES);
        for (int i = 0; i < most; i++) {
            if ((receive.options(next + i) & CONTINUES) == 0) {
                return i + 1;
            }
        }
        return most == MOST_PIECES ? most : 0;
    }

    private void add(PacketBatch batch, int pieces, long epochNanos) {
        long address = receive.address(next);
        int length = receive.length(next);
        if (address < 0 || length <= 0 || address >= end || (address & (piece - 1)) + length > piece) {
            malformed++;
            return;
        }
        long wire = length;
        for (int i = 1; i < pieces; i++) {
            wire += Integer.toUnsignedLong(receive.length(next + i));
        }
        int offset = start + (int) address;
        batch.add(offset, length, (int) Math.min(wire, Integer.MAX_VALUE), epochNanos);
    }

    /** Descriptors that cannot be. */
    long malformed() {
        return malformed;
    }
}
