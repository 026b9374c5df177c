// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import polder.api.flow.FlowBatch;

/**
 * Flows of one lane that are not of the moment: what they counted is to be spread over the time they lasted. Columns, a row for each
 * host a flow counts for. Used by one thread at a time; grows, and then allocates nothing.
 */
final class Deferred {
    /** The totals of no direction. */
    static final int NO_TOTAL = 4;

    /** Beyond this flows are counted at once: too early, but counted. */
    private static final int MOST = 1 << 20;

    private static final int SYN = 1 << 5;
    private static final int FRAGMENT = 1 << 6;
    private static final int DROPPED = 1 << 7;
    private static final int FLOW = 1 << 8;
    private static final int OUT = 1 << 9;
    private static final int HOST = 1 << 10;
    private static final int TOTAL_SHIFT = 11;

    private long[] high = new long[64];
    private long[] low = new long[64];
    private int[] kind = new int[64];
    private int[] rate = new int[64];
    private int[] length = new int[64];
    private int[] age = new int[64];
    private int[] ahead = new int[64];
    private long[] packets = new long[64];
    private long[] bytes = new long[64];
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
        if (size == high.length) {
            grow();
        }
        int protocol = flows.protocol(i);
        long start = flows.startNanos(i);
        high[size] = hostHigh;
        low[size] = hostLow;
        kind[size] = how
                | Columns.OF_PROTOCOL[protocol]
                | (Columns.isSyn(protocol, flows.tcpFlags(i)) ? SYN : 0)
                | (flows.isFragment(i) ? FRAGMENT : 0)
                | (flows.isDropped(i) ? DROPPED : 0)
                | (flows.flows(i) > 0 ? FLOW : 0);
        rate[size] = flows.samplingRate(i);
        length[size] = millis(flows.endNanos(i) - start);
        age[size] = millis(flows.source().epochNanos(flows.packet(i)) - start);
        ahead[size] = flows.aheadMillis(i);
        packets[size] = flows.packets(i);
        bytes[size] = flows.bytes(i);
        size++;
    }

    private static int millis(long nanos) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, nanos / 1_000_000));
    }

    private void grow() {
        high = Arrays.copyOf(high, size * 2);
        low = Arrays.copyOf(low, size * 2);
        kind = Arrays.copyOf(kind, size * 2);
        rate = Arrays.copyOf(rate, size * 2);
        length = Arrays.copyOf(length, size * 2);
        age = Arrays.copyOf(age, size * 2);
        ahead = Arrays.copyOf(ahead, size * 2);
        packets = Arrays.copyOf(packets, size * 2);
        bytes = Arrays.copyOf(bytes, size * 2);
    }

    int size() {
        return size;
    }

    boolean isOfHost(int i) {
        return (kind[i] & HOST) != 0;
    }

    long high(int i) {
        return high[i];
    }

    long low(int i) {
        return low[i];
    }

    /** The triple of its protocol. */
    int column(int i) {
        return kind[i] & 31;
    }

    /** Whether it is one of several classes of its protocol, or sampled. */
    boolean isSpecial(int i) {
        return (kind[i] & (SYN | FRAGMENT | DROPPED)) != 0 || rate[i] > 1;
    }

    boolean isSyn(int i) {
        return (kind[i] & SYN) != 0;
    }

    boolean isFragment(int i) {
        return (kind[i] & FRAGMENT) != 0;
    }

    boolean isDropped(int i) {
        return (kind[i] & DROPPED) != 0;
    }

    int flows(int i) {
        return (kind[i] & FLOW) == 0 ? 0 : 1;
    }

    int side(int i) {
        return (kind[i] & OUT) == 0 ? Columns.IN : Columns.OUT;
    }

    /** A direction, or {@link #NO_TOTAL}. */
    int total(int i) {
        return kind[i] >>> TOTAL_SHIFT;
    }

    int rate(int i) {
        return rate[i];
    }

    /** Scaled by the sampling rate. */
    long packets(int i) {
        return packets[i] * rate[i];
    }

    long bytes(int i) {
        return bytes[i] * rate[i];
    }

    /** How long it lasted, in milliseconds. */
    int length(int i) {
        return length[i];
    }

    /** How long before it arrived it began, in milliseconds. */
    int age(int i) {
        return age[i];
    }

    /** How long after it arrived it is to be taken as ending, in milliseconds. */
    int ahead(int i) {
        return ahead[i];
    }
}
