// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import polder.api.capture.PacketBatch;

/**
 * The memory kernel and lane share (packet(7) and the kernel's packet_mmap.rst, TPACKET_V3). Rows point into it: a block goes back to
 * the kernel when something is read after its last row. Used by one thread.
 *
 * <pre>
 * struct tpacket_block_desc                   struct tpacket3_hdr, and struct sockaddr_ll from 48 on
 *  0 version, offset to private area            0 offset to the next frame   20 status
 *  8 status: 1 when it is the lane's            4 seconds                    24 offset to the Ethernet header (2)
 * 12 number of frames                           8 nanoseconds                26 offset to what follows it (2)
 * 16 offset to the first frame                 12 bytes captured             32 VLAN tag
 * 20 bytes used, sequence, times               16 bytes on the wire          36 its EtherType (2)
 * 48 end                                       48 end                        58 1 byte: sent or received
 * </pre>
 */
final class Ring {
    private static final VarHandle STATUS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int BLOCK_STATUS = 8;
    private static final int BLOCK_FRAMES = 12;
    private static final int BLOCK_FIRST = 16;
    private static final int TO_KERNEL = 0;
    private static final int TO_USER = 1;

    private static final int SECONDS = 4;
    private static final int NANOS = 8;
    private static final int CAPTURED = 12;
    private static final int WIRE = 16;
    private static final int FRAME_STATUS = 20;
    private static final int MAC = 24;
    private static final int NET = 26;
    private static final int TAG = 32;
    private static final int TAG_TYPE = 36;
    private static final int HEADER = 48;
    private static final int PACKET_TYPE = 58;

    private static final int VLAN_VALID = 1 << 4;
    private static final int VLAN_TYPE_VALID = 1 << 6;
    private static final int OUTGOING = 4;
    private static final int VLAN = 0x8100;
    private static final int TAG_SIZE = 4;
    private static final int ADDRESSES = 12;

    /** What rows point into: big-endian. */
    private final ByteBuffer frames;
    /** The same memory, in the order of the machine. */
    private final ByteBuffer headers;

    private final int blockSize;
    private final boolean ethernet;
    private final boolean receivedOnly;
    private int block;
    private boolean held;
    /** Frames of the block that have not been handed out, and where the next of them is. */
    private int left;

    private int at;
    private long damaged;

    /**
     * @param memory blocks, one after another
     * @param ethernet whether frames have an Ethernet header; else they are read from their IP header on
     * @param receivedOnly leaves out those this machine sent
     */
    Ring(ByteBuffer memory, int blockSize, boolean ethernet, boolean receivedOnly) {
        frames = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
        headers = memory.duplicate().order(ByteOrder.nativeOrder());
        this.blockSize = blockSize;
        this.ethernet = ethernet;
        this.receivedOnly = receivedOnly;
    }

    /** What the rows of {@link #read} point into. */
    ByteBuffer bytes() {
        return frames;
    }

    /** Frames which could not be found because a block contradicts itself. */
    long damaged() {
        return damaged;
    }

    /**
     * Adds frames of the block at hand, or of the next one. What was added before must no longer be used.
     *
     * @return how many; zero when the kernel has not filled the next block yet
     */
    int read(PacketBatch batch) {
        while (batch.size() == 0 && (left > 0 || take())) {
            int end = (block + 1) * blockSize;
            while (left > 0 && !batch.isFull()) {
                if (!add(batch, end)) {
                    damaged += Math.max(1, Math.min(left, blockSize / HEADER));
                    left = 0;
                }
            }
        }
        return batch.size();
    }

    /** Gives the block at hand back and takes the next one, if it is full. */
    private boolean take() {
        if (held) {
            held = false;
            STATUS.setRelease(headers, block * blockSize + BLOCK_STATUS, TO_KERNEL);
            block = (block + 1) * blockSize < headers.capacity() ? block + 1 : 0;
        }
        int start = block * blockSize;
        if (((int) STATUS.getAcquire(headers, start + BLOCK_STATUS) & TO_USER) == 0) {
            return false;
        }
        held = true;
        left = headers.getInt(start + BLOCK_FRAMES);
        at = step(start, headers.getInt(start + BLOCK_FIRST));
        return true;
    }

    /** Where a header lies; the end of the memory, where none fits, when its distance cannot be. */
    private int step(int from, int distance) {
        return distance < HEADER || distance > blockSize ? headers.capacity() : from + distance;
    }

    /** Adds the frame at hand and goes to the next; false when it is not within the block. */
    private boolean add(PacketBatch batch, int end) {
        int header = at;
        if (header > end - HEADER) {
            return false;
        }
        int captured = headers.getInt(header + CAPTURED);
        int wire = headers.getInt(header + WIRE);
        int mac = headers.getShort(header + MAC) & 0xffff;
        int frame = header + mac;
        if (mac < HEADER || captured < 0 || captured > end - frame) {
            return false;
        }
        if (!receivedOnly || headers.get(header + PACKET_TYPE) != OUTGOING) {
            long nanos =
                    (headers.getInt(header + SECONDS) & 0xffff_ffffL) * 1_000_000_000L + headers.getInt(header + NANOS);
            if (!ethernet) {
                addPacket(batch, header, captured, wire, nanos);
            } else if ((headers.getInt(header + FRAME_STATUS) & VLAN_VALID) != 0 && isRoomForTag(mac, captured)) {
                putTag(header, frame);
                batch.add(frame - TAG_SIZE, captured + TAG_SIZE, wire + TAG_SIZE, nanos);
            } else {
                batch.add(frame, captured, wire, nanos);
            }
        }
        left--;
        at = step(header, headers.getInt(header));
        return true;
    }

    /** A packet of an interface without Ethernet: what precedes it there depends on the interface. */
    private void addPacket(PacketBatch batch, int header, int captured, int wire, long nanos) {
        int mac = headers.getShort(header + MAC) & 0xffff;
        int before = (headers.getShort(header + NET) & 0xffff) - mac;
        int skipped = before < 0 || before > captured ? 0 : before;
        batch.add(header + mac + skipped, captured - skipped, wire - skipped, nanos);
    }

    private static boolean isRoomForTag(int mac, int captured) {
        return mac >= HEADER + TAG_SIZE && captured >= ADDRESSES;
    }

    /**
     * The kernel has taken the outer tag out of the frame. It is put back where it was: the addresses move into the gap the kernel
     * leaves before each frame.
     */
    private void putTag(int header, int frame) {
        boolean typed = (headers.getInt(header + FRAME_STATUS) & VLAN_TYPE_VALID) != 0;
        int type = typed ? headers.getShort(header + TAG_TYPE) & 0xffff : VLAN;
        int tag = headers.getInt(header + TAG) & 0xffff;
        long first = frames.getLong(frame);
        int second = frames.getInt(frame + 8);
        frames.putLong(frame - TAG_SIZE, first);
        frames.putInt(frame + 8 - TAG_SIZE, second);
        frames.putInt(frame + ADDRESSES - TAG_SIZE, type << 16 | tag);
    }
}
