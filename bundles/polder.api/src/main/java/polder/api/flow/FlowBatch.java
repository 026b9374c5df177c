// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.Arrays;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.capture.PacketBatch;

/**
 * Flows in columns. A decoder fills rows; when the batch is full it drains itself into the filters and taps. Belongs to one lane's
 * thread and is reused for the life of the lane.
 *
 * <p>Counts are as the packet gave them, unscaled: what a row stands for is its packets, bytes and flows times its sampling rate.
 */
@ProviderType
public final class FlowBatch {
    /** Where a full batch goes. */
    @FunctionalInterface
    public interface Drain {
        void drain(FlowBatch flows);
    }

    private static final int FRAGMENT = 1 << 16;
    private static final int LEFT_OUT = 1 << 17;
    private static final int NOT_NEW = 1 << 18;
    private static final int DROPPED = 1 << 19;

    private final Drain drain;
    private final long[] rejects = new long[Reject.values().length];
    private final long[] sourceHigh;
    private final long[] sourceLow;
    private final long[] targetHigh;
    private final long[] targetLow;
    private final int[] ports;
    private final int[] traits;
    private final long[] packets;
    private final long[] bytes;
    private final int[] samplingRate;
    private final long[] start;
    private final long[] end;
    private final int[] packet;
    private final int[] ahead;
    private final FlowDetails details;
    private PacketBatch source = new PacketBatch(0);
    private int row = -1;
    private boolean anyLeftOut;
    private boolean detailed;

    /**
     * @param capacity rows before it drains itself
     * @param drain takes the rows; the batch is emptied when it returns
     */
    public FlowBatch(int capacity, Drain drain) {
        this.drain = drain;
        sourceHigh = new long[capacity];
        sourceLow = new long[capacity];
        targetHigh = new long[capacity];
        targetLow = new long[capacity];
        ports = new int[capacity];
        traits = new int[capacity];
        packets = new long[capacity];
        bytes = new long[capacity];
        samplingRate = new int[capacity];
        start = new long[capacity];
        end = new long[capacity];
        packet = new int[capacity];
        ahead = new int[capacity];
        details = new FlowDetails(capacity);
    }

    /** Says whether somebody reads {@link #details}. Called by the engine. */
    public void detailed(boolean wanted) {
        detailed = wanted;
    }

    /** Whether a decoder shall fill {@link #details}. */
    public boolean isDetailed() {
        return detailed;
    }

    /** More columns; a decoder fills those of the row just started, and only when {@link #isDetailed}. */
    public FlowDetails details() {
        return details;
    }

    /** Says which packets the coming rows are of. Called by the engine before a decoder. */
    public void of(PacketBatch batch) {
        source = batch;
    }

    /** The packets the rows were decoded from. */
    public PacketBatch source() {
        return source;
    }

    /**
     * Starts a row, draining the batch first when it is full. The row is one flow of no packets, no fragment, sampled 1:1, that
     * began and ended when its packet arrived, until told otherwise. Addresses and protocol have to be given.
     *
     * @param sourcePacket the row of {@link #source} it comes from
     */
    public FlowBatch next(int sourcePacket) {
        if (row + 1 == traits.length) {
            drain();
        }
        int r = ++row;
        packet[r] = sourcePacket;
        ports[r] = 0;
        packets[r] = 0;
        bytes[r] = 0;
        samplingRate[r] = 1;
        ahead[r] = 0;
        long arrived = source.epochNanos(sourcePacket);
        start[r] = arrived;
        end[r] = arrived;
        if (detailed) {
            details.start(r);
        }
        return this;
    }

    /** Source and target address; IPv4 is given IPv4-mapped, see {@code polder.wire.Address}. */
    public FlowBatch between(long fromHigh, long fromLow, long toHigh, long toLow) {
        sourceHigh[row] = fromHigh;
        sourceLow[row] = fromLow;
        targetHigh[row] = toHigh;
        targetLow[row] = toLow;
        return this;
    }

    public FlowBatch ports(int from, int to) {
        ports[row] = (from << 16) | (to & 0xffff);
        return this;
    }

    /**
     * What kind of flow it is.
     *
     * @param protocol the IP protocol number
     * @param tcpFlags the cumulative TCP flags, the low eight bits; zero when not TCP
     * @param fragment whether its packets are IP fragments
     */
    public FlowBatch kind(int protocol, int tcpFlags, boolean fragment) {
        traits[row] = (protocol & 0xff) | ((tcpFlags & 0xff) << 8) | (fragment ? FRAGMENT : 0);
        return this;
    }

    /** Packets and bytes as the packet gave them. Negative counts are taken as zero. */
    public FlowBatch volume(long packetCount, long byteCount) {
        packets[row] = Math.max(0, packetCount);
        bytes[row] = Math.max(0, byteCount);
        return this;
    }

    /** One packet of so many was looked at; less than one is taken as one. */
    public FlowBatch sampled(int rate) {
        samplingRate[row] = Math.max(1, rate);
        return this;
    }

    /** When its first and last packet were seen, nanoseconds since 1970 by our clock. */
    public FlowBatch lasted(long startNanos, long endNanos) {
        start[row] = startNanos;
        end[row] = endNanos;
        return this;
    }

    /**
     * Says that the flow is to be taken as ending so many milliseconds after its packet arrived: one of many that an exporter held
     * back and sent in one burst.
     */
    public FlowBatch ahead(int millis) {
        ahead[row] = millis;
        return this;
    }

    /** Says that the row goes on a flow already counted: its flow count is zero. Has to follow {@link #kind}. */
    public FlowBatch notNew() {
        traits[row] |= NOT_NEW;
        return this;
    }

    /** Says that the router dropped its packets instead of forwarding them. Has to follow {@link #kind}. */
    public FlowBatch dropped() {
        traits[row] |= DROPPED;
        return this;
    }

    /** Takes the row just started back. */
    public void undo() {
        row--;
    }

    /** Counts a packet or record that gave no flow. */
    public void reject(Reject reason) {
        rejects[reason.ordinal()]++;
    }

    /** How often a reason was counted since the batch was made. */
    public long rejects(Reject reason) {
        return rejects[reason.ordinal()];
    }

    /** Marks a row that no tap shall see. For filters. */
    public void leaveOut(int flow) {
        traits[flow] |= LEFT_OUT;
        anyLeftOut = true;
    }

    /**
     * Removes the marked rows, keeping the order of the others.
     *
     * @return how many were removed
     */
    public int compact() {
        if (!anyLeftOut) {
            return 0;
        }
        anyLeftOut = false;
        int kept = 0;
        for (int r = 0; r <= row; r++) {
            if ((traits[r] & LEFT_OUT) == 0) {
                copy(r, kept++);
            }
        }
        int removed = row + 1 - kept;
        row = kept - 1;
        return removed;
    }

    private void copy(int from, int to) {
        if (from == to) {
            return;
        }
        sourceHigh[to] = sourceHigh[from];
        sourceLow[to] = sourceLow[from];
        targetHigh[to] = targetHigh[from];
        targetLow[to] = targetLow[from];
        ports[to] = ports[from];
        traits[to] = traits[from];
        packets[to] = packets[from];
        bytes[to] = bytes[from];
        samplingRate[to] = samplingRate[from];
        start[to] = start[from];
        end[to] = end[from];
        packet[to] = packet[from];
        ahead[to] = ahead[from];
        if (detailed) {
            details.copy(from, to);
        }
    }

    /** Hands the rows on and empties the batch; with no rows it is the heartbeat. */
    public void drain() {
        drain.drain(this);
        row = -1;
        anyLeftOut = false;
    }

    /** Empties the batch without handing it on. */
    public void clear() {
        row = -1;
        anyLeftOut = false;
    }

    /** Sets all reject counters to zero. */
    public void forgetRejects() {
        Arrays.fill(rejects, 0);
    }

    public int size() {
        return row + 1;
    }

    public long sourceHigh(int flow) {
        return sourceHigh[flow];
    }

    public long sourceLow(int flow) {
        return sourceLow[flow];
    }

    public long targetHigh(int flow) {
        return targetHigh[flow];
    }

    public long targetLow(int flow) {
        return targetLow[flow];
    }

    public int sourcePort(int flow) {
        return ports[flow] >>> 16;
    }

    public int targetPort(int flow) {
        return ports[flow] & 0xffff;
    }

    public int protocol(int flow) {
        return traits[flow] & 0xff;
    }

    public int tcpFlags(int flow) {
        return (traits[flow] >>> 8) & 0xff;
    }

    public boolean isFragment(int flow) {
        return (traits[flow] & FRAGMENT) != 0;
    }

    /** Whether the router that saw its packets dropped them. */
    public boolean isDropped(int flow) {
        return (traits[flow] & DROPPED) != 0;
    }

    public long packets(int flow) {
        return packets[flow];
    }

    public long bytes(int flow) {
        return bytes[flow];
    }

    /** 1 for a flow, 0 for a row that goes on one already counted. Not scaled by sampling. */
    public int flows(int flow) {
        return (traits[flow] & NOT_NEW) == 0 ? 1 : 0;
    }

    public int samplingRate(int flow) {
        return samplingRate[flow];
    }

    public long startNanos(int flow) {
        return start[flow];
    }

    public long endNanos(int flow) {
        return end[flow];
    }

    /** How long after its packet arrived the flow is to be taken as ending, milliseconds; zero for almost all. */
    public int aheadMillis(int flow) {
        return ahead[flow];
    }

    /** The row of {@link #source} this flow was decoded from. */
    public int packet(int flow) {
        return packet[flow];
    }
}
