// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Direction;

/**
 * Flows of one lane that are not of the moment: what they counted is to be spread over the time they lasted. One entry for
 * each host a flow counts for, its numbers side by side, as the beat takes them in another order. Used by one thread at a time; grows, and then allocates nothing.
 */
final class Deferred {
    /** The totals of no direction: said of a flow between two of our hosts when it counts for the second one. */
    static final int NO_TOTAL = 4;

    private static final int INTERNAL = Direction.INTERNAL.ordinal();

    /** Beyond this flows are counted at once: too early, but counted. */
    private static final int MOST = 1 << 20;

    /** In its lowest bits the column of its protocol, and above that one of {@link Columns#part}. */
    private static final int PROTOCOL_MASK = 3;

    private static final int PART_SHIFT = 2;
    private static final int PART_MASK = 15;
    private static final int FRAGMENT = 1 << 6;
    private static final int DROPPED = 1 << 7;
    private static final int FLOW = 1 << 8;
    private static final int OUT = 1 << 9;
    private static final int HOST = 1 << 10;
    private static final int TOTAL_SHIFT = 11;

    private static final int STRIDE = 7;
    private static final int HIGH = 0;
    private static final int LOW = 1;
    /** Bits of {@link #FRAGMENT} and so on, how far it lies ahead, and the sampling rate. */
    private static final int KIND = 2;

    private static final int EARLY = 1 << 14;
    private static final int AHEAD_SHIFT = 15;
    private static final int AHEAD_MASK = (1 << 17) - 1;
    /** How long it lasted, and how old it was when it arrived. */
    private static final int TIMES = 3;

    private static final int PACKETS = 4;
    private static final int BYTES = 5;
    /** A hash of the other end. */
    private static final int PEER = 6;

    private static final int BUCKET_BITS = 10;

    private final int[] starts = new int[(1 << BUCKET_BITS) + 1];
    private long[] cells = new long[64 * STRIDE];
    private int size;

    boolean hasRoom(int flows) {
        return size + flows <= MOST;
    }

    void clear() {
        size = 0;
    }

    /**
     * Adds what a flow counts for a host.
     *
     * @param total the direction whose total it counts for, or {@link #NO_TOTAL}
     */
    void incoming(FlowBatch flows, int i, int total) {
        add(flows, i, flows.targetHigh(i), flows.targetLow(i), HOST | (total << TOTAL_SHIFT));
    }

    void outgoing(FlowBatch flows, int i, int total) {
        add(flows, i, flows.sourceHigh(i), flows.sourceLow(i), HOST | OUT | (total << TOTAL_SHIFT));
    }

    /** Adds what a flow counts when it is no host's. */
    void other(FlowBatch flows, int i, int total) {
        add(flows, i, 0, 0, total << TOTAL_SHIFT);
    }

    private void add(FlowBatch flows, int i, long hostHigh, long hostLow, int how) {
        int at = size * STRIDE;
        if (at == cells.length) {
            cells = Arrays.copyOf(cells, at * 2);
        }
        int protocol = flows.protocol(i);
        int kind = how
                | Columns.OF_PROTOCOL[protocol]
                | (Columns.part(protocol, flows.tcpFlags(i), flows.sourcePort(i)) << PART_SHIFT)
                | (flows.isFragment(i) ? FRAGMENT : 0)
                | (flows.isDropped(i) ? DROPPED : 0)
                | (flows.flows(i) > 0 ? FLOW : 0)
                | (flows.isEarly(i) ? EARLY : 0)
                | (Math.max(0, Math.min(AHEAD_MASK, flows.aheadMillis(i))) << AHEAD_SHIFT);
        long start = flows.startNanos(i);
        long length = millis(flows.endNanos(i) - start);
        long age = millis(flows.source().epochNanos(flows.packet(i)) - start);
        cells[at + HIGH] = hostHigh;
        cells[at + LOW] = hostLow;
        cells[at + KIND] = ((long) flows.samplingRate(i) << 32) | (kind & 0xffffffffL);
        cells[at + TIMES] = (age << 32) | length;
        cells[at + PACKETS] = flows.packets(i);
        cells[at + BYTES] = flows.bytes(i);
        cells[at + PEER] = (how & OUT) == 0
                ? Sketch.hash(flows.sourceHigh(i), flows.sourceLow(i))
                : Sketch.hash(flows.targetHigh(i), flows.targetLow(i));
        size++;
    }

    private static long millis(long nanos) {
        return Math.max(0, Math.min(Integer.MAX_VALUE, nanos / 1_000_000));
    }

    /**
     * Becomes a copy of another, in which rows stand for addresses and those with near rows lie near each other: memory is faster
     * when it is gone through from one end to the other.
     *
     * @param rowOf the row of each; -1 for none
     */
    void gather(Deferred from, int[] rowOf) {
        size = from.size;
        if (cells.length < from.cells.length) {
            cells = new long[from.cells.length];
        }
        int most = 0;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, rowOf[i] + 1);
        }
        int shift = Math.max(0, 32 - BUCKET_BITS - Integer.numberOfLeadingZeros(most));
        Arrays.fill(starts, 0);
        for (int i = 0; i < size; i++) {
            starts[((rowOf[i] + 1) >>> shift) + 1]++;
        }
        for (int i = 1; i < starts.length; i++) {
            starts[i] += starts[i - 1];
        }
        for (int i = 0; i < size; i++) {
            int at = starts[(rowOf[i] + 1) >>> shift]++ * STRIDE;
            for (int j = 0; j < STRIDE; j++) {
                cells[at + j] = from.cells[i * STRIDE + j];
            }
            cells[at + HIGH] = rowOf[i];
        }
    }

    /** Its row, after {@link #gather}. */
    int row(int i) {
        return (int) cells[i * STRIDE + HIGH];
    }

    private int kind(int i) {
        return (int) cells[i * STRIDE + KIND];
    }

    int size() {
        return size;
    }

    boolean isOfHost(int i) {
        return (kind(i) & HOST) != 0;
    }

    long high(int i) {
        return cells[i * STRIDE + HIGH];
    }

    long low(int i) {
        return cells[i * STRIDE + LOW];
    }

    /** The column of its protocol. */
    int column(int i) {
        return kind(i) & PROTOCOL_MASK;
    }

    /** Whether it is one of several classes of its protocol, or sampled. */
    boolean isSpecial(int i) {
        return (kind(i) & (PART_MASK << PART_SHIFT | FRAGMENT | DROPPED)) != 0 || rate(i) > 1 || isInternal(i);
    }

    /** See {@link Columns#part}. */
    int part(int i) {
        return kind(i) >>> PART_SHIFT & PART_MASK;
    }

    boolean isFragment(int i) {
        return (kind(i) & FRAGMENT) != 0;
    }

    boolean isDropped(int i) {
        return (kind(i) & DROPPED) != 0;
    }

    /** Whether it is between two of our hosts, and of one of them. */
    boolean isInternal(int i) {
        return isOfHost(i) && (total(i) == INTERNAL || total(i) == NO_TOTAL);
    }

    int flows(int i) {
        return (kind(i) & FLOW) == 0 ? 0 : 1;
    }

    int side(int i) {
        return (kind(i) & OUT) == 0 ? Columns.IN : Columns.OUT;
    }

    /** A direction, or {@link #NO_TOTAL}. */
    int total(int i) {
        return (kind(i) >>> TOTAL_SHIFT) & 7;
    }

    int rate(int i) {
        return (int) (cells[i * STRIDE + KIND] >>> 32);
    }

    /** Scaled by the sampling rate. */
    long packets(int i) {
        return cells[i * STRIDE + PACKETS] * rate(i);
    }

    long bytes(int i) {
        return cells[i * STRIDE + BYTES] * rate(i);
    }

    /** The {@link Sketch#hash} of the other end. */
    long peer(int i) {
        return cells[i * STRIDE + PEER];
    }

    /** How long it lasted, in milliseconds. */
    int length(int i) {
        return (int) cells[i * STRIDE + TIMES];
    }

    /** How long before it arrived it began, in milliseconds. */
    int age(int i) {
        return (int) (cells[i * STRIDE + TIMES] >>> 32);
    }

    /** Whether it came as much earlier than usual as it lies ahead, and is to wait if that fits its host's traffic. */
    boolean isEarly(int i) {
        return (kind(i) & EARLY) != 0;
    }

    /** How long after it arrived it is to be taken as ending, in milliseconds. */
    int ahead(int i) {
        return kind(i) >>> AHEAD_SHIFT;
    }
}
