// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;

/**
 * Messages on their way from the event loop to the lane: a ring of bytes in memory of a fixed size, written by one thread and
 * read by one other, without a lock. When it is full the writer has to wait. The lane's batch points into it, so a message is
 * copied once, out of the network's buffer.
 *
 * <pre>
 *    0        4      8           16              24             32
 *   +--------+------+-----------+---------------+--------------+---------+-- to a multiple of 8
 *   | length | port | epochNanos| sender (high) | sender (low) | message |
 *   +--------+------+-----------+---------------+--------------+---------+--
 * </pre>
 */
final class Inlet {
    private static final int HEADER = 32;
    /** In the place of a length: the next row is at the start of the ring. */
    private static final int SKIP = -1;

    private final int capacity;
    private final ByteBuffer in;
    private final ByteBuffer out;
    private final AtomicLongArray rejects = new AtomicLongArray(Reject.values().length);

    /** Everything before it has been written. Positions count on for ever. */
    private volatile long tail;
    /** Everything before it may be overwritten. */
    private volatile long head;

    private volatile @Nullable Thread waiting;

    // used by the event loop alone
    private long written;
    // used by the lane alone
    private long taken;

    /** @param bytes at least four times what the longest message takes */
    Inlet(int bytes) {
        capacity = bytes & ~7;
        in = ByteBuffer.allocateDirect(capacity);
        out = in.duplicate();
    }

    /** Copies a message from a buffer's reader index; false when there is no room for it now. The event loop. */
    boolean offer(ByteBuf from, int length, long epochNanos, long high, long low, int port) {
        int size = size(length);
        int at = (int) (written % capacity);
        int skip = size <= capacity - at ? 0 : capacity - at;
        if (written + skip + size - head > capacity) {
            return false;
        }
        in.clear();
        if (skip > 0) {
            in.putInt(at, SKIP);
            at = 0;
        }
        in.putInt(at, length).putInt(at + 4, port).putLong(at + 8, epochNanos);
        in.putLong(at + 16, high).putLong(at + 24, low);
        in.position(at + HEADER).limit(at + HEADER + length);
        from.getBytes(from.readerIndex(), in);
        written += skip + size;
        return true;
    }

    private static int size(int length) {
        return (HEADER + length + 7) & ~7;
    }

    /** Shows the lane what was offered, and wakes it. The event loop. */
    void publish() {
        if (tail != written) {
            tail = written;
            Thread lane = waiting;
            if (lane != null) {
                LockSupport.unpark(lane);
            }
        }
    }

    /** Adds the messages that are there; they stay until the next call. The lane. */
    int poll(PacketBatch batch) {
        head = taken;
        long end = tail;
        batch.in(out);
        while (taken != end && !batch.isFull()) {
            int at = (int) (taken % capacity);
            int length = out.getInt(at);
            if (length == SKIP) {
                taken += capacity - at;
            } else {
                batch.add(at + HEADER, length, length, out.getLong(at + 8))
                        .from(out.getLong(at + 16), out.getLong(at + 24), out.getInt(at + 4));
                taken += size(length);
            }
        }
        return batch.size();
    }

    /** Waits until something is there, or for a time. The lane. */
    void await(long nanos) {
        waiting = Thread.currentThread();
        if (tail == taken) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
    }

    /** Counts a connection that was refused or closed for a fault. Any thread. */
    void reject(Reject reason) {
        rejects.incrementAndGet(reason.ordinal());
    }

    long rejects(Reject reason) {
        return rejects.get(reason.ordinal());
    }
}
