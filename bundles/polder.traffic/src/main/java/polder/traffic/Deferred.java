// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import polder.api.flow.FlowBatch;

/**
 * Flows of one lane that are not of the moment: what they counted is to be spread over the time they lasted. One entry for each
 * triple or variance of {@link Columns} they touch. Used by one thread at a time; grows, and then allocates nothing.
 */
final class Deferred {
    /** The first half of the key of a total; no address is it. */
    static final long TOTAL = -1L;

    /** Beyond this flows are counted at once: too early, but counted. */
    private static final int MOST = 1 << 20;

    private long[] high = new long[64];
    private long[] low = new long[64];
    private byte[] column = new byte[64];
    private long[] packets = new long[64];
    private long[] bytes = new long[64];
    private byte[] flows = new byte[64];
    private int[] delay = new int[64];
    private int[] length = new int[64];
    private int size;
    private int delayMillis;
    private int lengthMillis;

    boolean isFull() {
        return size >= MOST;
    }

    void clear() {
        size = 0;
    }

    /** When the flows added next are to count: how far from now, and for how long. */
    void when(int fromNowMillis, int forMillis) {
        delayMillis = fromNowMillis;
        lengthMillis = forMillis;
    }

    /** Adds what a flow counts for a key; for totals the side is the direction's. */
    void add(FlowBatch batch, int i, long keyHigh, long keyLow, int side) {
        int protocol = batch.protocol(i);
        long rate = batch.samplingRate(i);
        long scaledPackets = batch.packets(i) * rate;
        long scaledBytes = batch.bytes(i) * rate;
        int at = entry(keyHigh, keyLow, side + Columns.OF_PROTOCOL[protocol]);
        set(at, scaledPackets, scaledBytes, batch.flows(i));
        if (Columns.isSyn(protocol, batch.tcpFlags(i))) {
            set(entry(keyHigh, keyLow, side + Columns.SYN), scaledPackets, scaledBytes, batch.flows(i));
        }
        if (batch.isFragment(i)) {
            set(entry(keyHigh, keyLow, side + Columns.FRAGMENT), scaledPackets, scaledBytes, batch.flows(i));
        }
        if (rate > 1) {
            set(entry(keyHigh, keyLow, side + Columns.VARIANCE), scaledPackets * (rate - 1), 0, 0);
        }
    }

    private void set(int at, long packetCount, long byteCount, int flowCount) {
        packets[at] = packetCount;
        bytes[at] = byteCount;
        flows[at] = (byte) flowCount;
    }

    private int entry(long keyHigh, long keyLow, int keyColumn) {
        if (size == high.length) {
            grow();
        }
        high[size] = keyHigh;
        low[size] = keyLow;
        column[size] = (byte) keyColumn;
        delay[size] = delayMillis;
        length[size] = lengthMillis;
        return size++;
    }

    private void grow() {
        high = Arrays.copyOf(high, size * 2);
        low = Arrays.copyOf(low, size * 2);
        column = Arrays.copyOf(column, size * 2);
        packets = Arrays.copyOf(packets, size * 2);
        bytes = Arrays.copyOf(bytes, size * 2);
        flows = Arrays.copyOf(flows, size * 2);
        delay = Arrays.copyOf(delay, size * 2);
        length = Arrays.copyOf(length, size * 2);
    }

    int size() {
        return size;
    }

    long high(int i) {
        return high[i];
    }

    long low(int i) {
        return low[i];
    }

    int column(int i) {
        return column[i];
    }

    long packets(int i) {
        return packets[i];
    }

    long bytes(int i) {
        return bytes[i];
    }

    long flows(int i) {
        return flows[i];
    }

    double delaySeconds(int i) {
        return delay[i] / 1e3;
    }

    double lengthSeconds(int i) {
        return length[i] / 1e3;
    }
}
