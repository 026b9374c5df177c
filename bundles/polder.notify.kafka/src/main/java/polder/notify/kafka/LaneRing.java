// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.api.flow.FlowRow;

/**
 * Flows on their way from one lane to the thread that sends them: the lane alone puts, the thread alone takes, and neither waits for
 * the other. What does not fit is dropped and counted.
 */
final class LaneRing {
    /** Where beside a row its further values lie. */
    static final int ARRIVED = 0;

    static final int EXPORTER_HIGH = 1;
    static final int EXPORTER_LOW = 2;
    static final int TYPE = 3;

    static final int PLAIN = 4;
    /** Two interfaces, two autonomous systems. */
    static final int INTERFACES = 4;

    static final int SYSTEMS = 5;
    /** From the top: MPLS label (32 bits), VLAN (16), type of service (8), time to live (8). */
    static final int HEADERS = 6;

    static final int NEXT_HOP_HIGH = 7;
    static final int NEXT_HOP_LOW = 8;
    static final int SOURCE_MAC = 9;
    /** ICMP type and code above the 48 bits. */
    static final int TARGET_MAC_AND_ICMP = 10;

    static final int DETAILED = 11;

    private static final VarHandle PUT;
    private static final VarHandle TAKEN;
    private static final VarHandle DROPPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUT = lookup.findVarHandle(LaneRing.class, "put", long.class);
            TAKEN = lookup.findVarHandle(LaneRing.class, "taken", long.class);
            DROPPED = lookup.findVarHandle(LaneRing.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int width;
    private final int capacity;
    private final long[] rows;
    private final long[] more;

    private long put;
    private long taken;
    private long dropped;
    private volatile boolean closed;

    /** What the lane last saw of {@link #taken}: it looks again only when the ring seems full. The lane's own. */
    private long seen;

    /** @param capacity a power of two */
    LaneRing(int capacity, boolean detailed) {
        this.capacity = capacity;
        width = detailed ? DETAILED : PLAIN;
        rows = new long[capacity * FlowRow.WIDTH];
        more = new long[capacity * width];
    }

    /** How many rows a ring of so many bytes has: a power of two. */
    static int rows(long bytes, boolean detailed) {
        return (int) Long.highestOneBit(bytes / (Long.BYTES * (FlowRow.WIDTH + (detailed ? DETAILED : PLAIN))));
    }

    /** How many of so many rows there is room for; the others are counted as dropped. The lane's thread, as {@link #put}. */
    int room(int wanted) {
        long at = put;
        if (capacity - (at - seen) < wanted) {
            seen = (long) TAKEN.getAcquire(this);
        }
        int free = (int) Math.min(wanted, capacity - (at - seen));
        if (free < wanted) {
            DROPPED.setOpaque(this, dropped + wanted - free);
        }
        return free;
    }

    /**
     * Puts rows there is {@link #room} for.
     *
     * @param source the decoder they are of
     */
    void put(FlowBatch flows, int first, int count, Source source) {
        long at = put;
        int slot = (int) at & (capacity - 1);
        int head = Math.min(count, capacity - slot);
        flows.copy(first, head, rows, slot * FlowRow.WIDTH);
        if (head < count) {
            flows.copy(first + head, count - head, rows, 0);
        }
        for (int i = 0; i < count; i++) {
            beside(flows, first + i, ((int) (at + i) & (capacity - 1)) * width, source);
        }
        PUT.setRelease(this, at + count);
    }

    private void beside(FlowBatch flows, int row, int at, Source source) {
        PacketBatch packets = flows.source();
        int packet = flows.packet(row);
        more[at + ARRIVED] = packets.epochNanos(packet);
        more[at + EXPORTER_HIGH] = packets.senderHigh(packet);
        more[at + EXPORTER_LOW] = packets.senderLow(packet);
        more[at + TYPE] = source.type(packets, packet);
        if (width == DETAILED) {
            FlowDetails details = flows.details();
            more[at + INTERFACES] = pair(details.input(row), details.output(row));
            more[at + SYSTEMS] = pair(details.sourceAs(row), details.targetAs(row));
            more[at + HEADERS] = pair(
                    details.mplsLabel(row),
                    (details.vlan(row) & 0xffff) << 16 | details.tos(row) << 8 | details.ttl(row));
            more[at + NEXT_HOP_HIGH] = details.nextHopHigh(row);
            more[at + NEXT_HOP_LOW] = details.nextHopLow(row);
            more[at + SOURCE_MAC] = details.sourceMac(row);
            more[at + TARGET_MAC_AND_ICMP] =
                    details.targetMac(row) | (long) (details.icmpType(row) << 8 | details.icmpCode(row)) << 48;
        }
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | (low & 0xffff_ffffL);
    }

    /** Says that the lane puts nothing more. */
    void close() {
        closed = true;
    }

    /** How many rows can be taken. The taker's thread, as all that follows. */
    int waiting() {
        return (int) ((long) PUT.getAcquire(this) - taken);
    }

    /** Whether nothing is there and nothing will come. */
    boolean isOver() {
        return closed && waiting() == 0;
    }

    /** Has a reader look at one of the rows that wait. */
    KeptFlow read(int index, KeptFlow reader) {
        int slot = (int) (taken + index) & (capacity - 1);
        return reader.at(rows, slot * FlowRow.WIDTH, more, slot * width);
    }

    /** Gives the room of the first rows back. */
    void release(int count) {
        TAKEN.setRelease(this, taken + count);
    }

    /** How many rows have been put. Any thread. */
    long taken() {
        return (long) PUT.getOpaque(this);
    }

    /** How many there was no room for. Any thread. */
    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }
}
