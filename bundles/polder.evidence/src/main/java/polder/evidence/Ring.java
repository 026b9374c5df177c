// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.api.flow.FlowRow;

/**
 * The last rows a lane has kept, each with a few details and the beginning of its frame. The lane writes and never waits; others
 * copy rows out, and find by {@link #holds} whether a copy is whole: before the lane writes over a row it says so in
 * {@link #claimed}.
 */
final class Ring {
    /** Where in the details of a row its values lie. */
    static final int ARRIVED = 0;

    static final int EXPORTER_HIGH = 1;
    static final int EXPORTER_LOW = 2;
    /** Input interface, and the autonomous systems of source and target. */
    static final int INPUT = 3;

    static final int SYSTEMS = 4;
    /** How many flows it stands for as the bits of a float, and the time to live. */
    static final int WEIGHT_AND_TTL = 5;
    /** Wire length, link type and bytes kept of the frame; zero when there is none. */
    static final int FRAME = 6;

    static final int DETAILS = 7;

    private static final VarHandle CLAIMED;
    private static final VarHandle WRITTEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLAIMED = lookup.findVarHandle(Ring.class, "claimed", long.class);
            WRITTEN = lookup.findVarHandle(Ring.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int capacity;
    final int frameBytes;
    private final long[] rows;
    private final long[] details;
    /** Made when the first frame comes: a lane of flow exports never needs it. */
    private volatile byte @Nullable [] frames;

    /** Rows up to here may be under the lane's hand. */
    @SuppressWarnings("UnusedVariable")
    private long claimed;

    private long written;

    Ring(int capacity, int frameBytes) {
        this.capacity = capacity;
        this.frameBytes = frameBytes;
        rows = new long[capacity * FlowRow.WIDTH];
        details = new long[capacity * DETAILS];
    }

    /** How many rows a ring of so many bytes has. */
    static int capacity(long bytes, int frameBytes) {
        return (int) (bytes / (Long.BYTES * (FlowRow.WIDTH + DETAILS) + frameBytes));
    }

    /** How many bytes a ring of so many rows without frames takes. */
    static long bytes(int rows) {
        return (long) rows * Long.BYTES * (FlowRow.WIDTH + DETAILS);
    }

    /** Keeps rows of a batch, at most as many as there is room. The lane's thread. */
    void put(FlowBatch flows, int first, int count, float weight) {
        long at = written;
        CLAIMED.setOpaque(this, at + count);
        VarHandle.storeStoreFence();
        int slot = (int) (at % capacity);
        int head = Math.min(count, capacity - slot);
        flows.copy(first, head, rows, slot * FlowRow.WIDTH);
        flows.copy(first + head, count - head, rows, 0);
        for (int i = 0; i < count; i++) {
            detail(flows, first + i, slot, weight);
            slot = slot + 1 == capacity ? 0 : slot + 1;
        }
        WRITTEN.setRelease(this, at + count);
    }

    private void detail(FlowBatch flows, int row, int slot, float weight) {
        FlowDetails more = flows.details();
        PacketBatch packets = flows.source();
        int packet = flows.packet(row);
        int at = slot * DETAILS;
        details[at + ARRIVED] = packets.epochNanos(packet);
        details[at + EXPORTER_HIGH] = packets.senderHigh(packet);
        details[at + EXPORTER_LOW] = packets.senderLow(packet);
        details[at + INPUT] = more.input(row) & 0xffff_ffffL;
        details[at + SYSTEMS] = ((long) more.sourceAs(row) << 32) | (more.targetAs(row) & 0xffff_ffffL);
        details[at + WEIGHT_AND_TTL] = ((long) Float.floatToRawIntBits(weight) << 32) | more.ttl(row);
        int length = Math.min(frameBytes, more.frameLength(row));
        details[at + FRAME] = length <= 0 ? 0 : frame(packets.bytes(), more, row, length, slot * frameBytes);
    }

    private long frame(ByteBuffer bytes, FlowDetails more, int row, int length, int to) {
        int offset = more.frameOffset(row);
        if (offset < 0 || offset > bytes.capacity() - length) {
            return 0;
        }
        byte[] kept = frames;
        if (kept == null) {
            kept = new byte[capacity * frameBytes];
            frames = kept;
        }
        bytes.get(offset, kept, to, length);
        return ((long) more.frameWireLength(row) << 32) | ((more.frameLinkType(row) & 0xffffL) << 16) | length;
    }

    /** How many rows have ever been written: all below are there, but for those written over. Any thread, as all that follows. */
    long written() {
        return (long) WRITTEN.getAcquire(this);
    }

    /** The first row that has not been written over. */
    long oldest() {
        return Math.max(0, (long) CLAIMED.getOpaque(this) - capacity);
    }

    /** Whether what was read of a row before this call was that row. */
    boolean holds(long index) {
        VarHandle.loadLoadFence();
        return index >= (long) CLAIMED.getOpaque(this) - capacity;
    }

    FlowRow row(long index, FlowRow reader) {
        return reader.at(rows, (int) (index % capacity) * FlowRow.WIDTH);
    }

    long detail(long index, int which) {
        return details[(int) (index % capacity) * DETAILS + which];
    }

    /** Copies a row alone. */
    void copy(long index, long[] toRow) {
        System.arraycopy(rows, (int) (index % capacity) * FlowRow.WIDTH, toRow, 0, FlowRow.WIDTH);
    }

    /** Copies a row, its details and its frame. */
    void copy(long index, long[] toRows, long[] toDetails, byte[] toFrames, int to) {
        int slot = (int) (index % capacity);
        System.arraycopy(rows, slot * FlowRow.WIDTH, toRows, to * FlowRow.WIDTH, FlowRow.WIDTH);
        System.arraycopy(details, slot * DETAILS, toDetails, to * DETAILS, DETAILS);
        byte[] kept = frames;
        if (kept != null) {
            System.arraycopy(kept, slot * frameBytes, toFrames, to * frameBytes, frameBytes);
        }
    }
}
