// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A ring in plain memory, filled as the kernel fills it. */
final class Blocks {
    static final int SIZE = 4096;
    static final int HEADER = 48;
    /** Where the kernel puts an Ethernet header, from its frame's header on. */
    static final int MAC = 82;

    final ByteBuffer memory;
    private int block;
    private int at;
    private int frames;

    Blocks(int count) {
        memory = ByteBuffer.allocateDirect(count * SIZE).order(ByteOrder.nativeOrder());
        begin(0);
    }

    /** Starts with a block. */
    Blocks begin(int number) {
        block = number * SIZE;
        at = block + HEADER;
        frames = 0;
        memory.putInt(block + 16, HEADER);
        return this;
    }

    /** Adds a frame; answers where its header is. */
    int add(byte[] frame, int wireLength, long epochNanos) {
        int header = at;
        int step = (MAC + frame.length + 7) / 8 * 8;
        memory.putInt(header, step)
                .putInt(header + 4, (int) (epochNanos / 1_000_000_000))
                .putInt(header + 8, (int) (epochNanos % 1_000_000_000))
                .putInt(header + 12, frame.length)
                .putInt(header + 16, wireLength)
                .putInt(header + 20, 1)
                .putShort(header + 24, (short) MAC)
                .putShort(header + 26, (short) (MAC + 14))
                .putInt(header + 28, 0)
                .putInt(header + 32, 0)
                .putShort(header + 36, (short) 0)
                .put(header + 58, (byte) 0);
        memory.put(header + MAC, frame);
        at += step;
        frames++;
        return header;
    }

    /** Adds a frame whose tag the kernel has taken out. */
    int addTagged(byte[] frame, int type, int tag) {
        int header = add(frame, frame.length, 1);
        memory.putInt(header + 20, 1 | 1 << 4 | (type == 0 ? 0 : 1 << 6))
                .putInt(header + 32, tag)
                .putShort(header + 36, (short) type);
        return header;
    }

    /** Hands the block over. */
    Blocks end() {
        return end(frames);
    }

    Blocks end(int claimed) {
        memory.putInt(block + 12, claimed).putInt(block + 8, 1);
        return this;
    }

    boolean isKernels(int number) {
        return memory.getInt(number * SIZE + 8) == 0;
    }

    Ring ring() {
        return new Ring(memory, SIZE, true, false);
    }
}
