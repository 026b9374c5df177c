// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.Arrays;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.capture.PacketBatch;

/**
 * Flows, row by row. A decoder fills rows; when the batch is full it drains itself into the filters and taps. Belongs to one lane's
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

    private final Drain drain;
    private final long[] rejects = new long[Reject.values().length];
    /** Row by row, as one array costs one check of its bounds where thirteen cost thirteen. */
    private final long[] cells;

    private final FlowDetails details;
    private PacketBatch source = new PacketBatch(0);
    private String decoder = "";

    /** Where the row just started lies. */
    private int at = -Cells.WIDTH;

    private boolean anyLeftOut;
    private boolean detailed;

    /**
     * @param capacity rows before it drains itself
     * @param drain takes the rows; the batch is emptied when it returns
     */
    public FlowBatch(int capacity, Drain drain) {
        this.drain = drain;
        cells = new long[capacity * Cells.WIDTH];
        details = new FlowDetails(capacity);
    }

    /** Says whether somebody reads {@link #details} of the rows to come. Called by the engine, when the batch is empty or drained. */
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

    /** Says which decoder fills the coming rows. Called by the engine. */
    public void decoder(String name) {
        decoder = name;
    }

    /** The name of the decoder that fills the rows, as captures give it ({@link Decoder#NAME}): {@code netflow}. */
    public String decoder() {
        return decoder;
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
        if (at + Cells.WIDTH == cells.length) {
            drain();
        }
        at += Cells.WIDTH;
        long arrived = source.epochNanos(sourcePacket);
        cells[at + Cells.PACKET_AND_AHEAD] = sourcePacket;
        cells[at + Cells.PORTS] = 0;
        cells[at + Cells.PACKETS] = 0;
        cells[at + Cells.BYTES] = 0;
        cells[at + Cells.SAMPLING_RATE] = 1;
        cells[at + Cells.START] = arrived;
        cells[at + Cells.END] = arrived;
        if (detailed) {
            details.start(at / Cells.WIDTH);
        }
        return this;
    }

    /** Source and target address; IPv4 is given IPv4-mapped, see {@code polder.wire.Address}. */
    public FlowBatch between(long fromHigh, long fromLow, long toHigh, long toLow) {
        cells[at + Cells.SOURCE_HIGH] = fromHigh;
        cells[at + Cells.SOURCE_LOW] = fromLow;
        cells[at + Cells.TARGET_HIGH] = toHigh;
        cells[at + Cells.TARGET_LOW] = toLow;
        return this;
    }

    public FlowBatch ports(int from, int to) {
        cells[at + Cells.PORTS] = ((long) from << 16) | (to & 0xffff);
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
        cells[at + Cells.TRAITS] = (protocol & 0xff) | ((tcpFlags & 0xff) << 8) | (fragment ? Cells.FRAGMENT : 0);
        return this;
    }

    /** Packets and bytes as the packet gave them. Negative counts are taken as zero. */
    public FlowBatch volume(long packetCount, long byteCount) {
        cells[at + Cells.PACKETS] = Math.max(0, packetCount);
        cells[at + Cells.BYTES] = Math.max(0, byteCount);
        return this;
    }

    /** One packet of so many was looked at; less than one is taken as one. */
    public FlowBatch sampled(int rate) {
        cells[at + Cells.SAMPLING_RATE] = Math.max(1, rate);
        return this;
    }

    /** When its first and last packet were seen, nanoseconds since 1970 by our clock. */
    public FlowBatch lasted(long startNanos, long endNanos) {
        cells[at + Cells.START] = startNanos;
        cells[at + Cells.END] = endNanos;
        return this;
    }

    /**
     * Says that the flow is to be taken as ending so many milliseconds after its packet arrived: one of many that an exporter held
     * back and sent in one burst.
     */
    public FlowBatch ahead(int millis) {
        cells[at + Cells.PACKET_AND_AHEAD] = ((long) millis << 32) | (int) cells[at + Cells.PACKET_AND_AHEAD];
        return this;
    }

    /**
     * Says that the flow came so many milliseconds earlier than its exporter usually tells of one: other traffic pushed it out of a
     * full cache, beside many that ended before it and after it. Who knows the traffic of its host counts it that much later, so that
     * what took seconds is not counted in an instant.
     */
    public FlowBatch early(int millis) {
        cells[at + Cells.PACKET_AND_AHEAD] =
                ((long) (millis | Cells.EARLY) << 32) | (int) cells[at + Cells.PACKET_AND_AHEAD];
        return this;
    }

    /** Says that the row goes on a flow already counted: its flow count is zero. Has to follow {@link #kind}. */
    public FlowBatch notNew() {
        cells[at + Cells.TRAITS] |= Cells.NOT_NEW;
        return this;
    }

    /** The same of a row that was started earlier and has not been drained. */
    public void notNew(int flow) {
        cells[flow * Cells.WIDTH + Cells.TRAITS] |= Cells.NOT_NEW;
    }

    /** Says that the router dropped its packets instead of forwarding them. Has to follow {@link #kind}. */
    public FlowBatch dropped() {
        cells[at + Cells.TRAITS] |= Cells.DROPPED;
        return this;
    }

    /** Takes the row just started back. */
    public void undo() {
        at -= Cells.WIDTH;
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
        cells[flow * Cells.WIDTH + Cells.TRAITS] |= Cells.LEFT_OUT;
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
        int size = size();
        for (int row = 0; row < size; row++) {
            if ((cells[row * Cells.WIDTH + Cells.TRAITS] & Cells.LEFT_OUT) == 0) {
                copy(row, kept++);
            }
        }
        at = (kept - 1) * Cells.WIDTH;
        return size - kept;
    }

    private void copy(int from, int to) {
        if (from == to) {
            return;
        }
        System.arraycopy(cells, from * Cells.WIDTH, cells, to * Cells.WIDTH, Cells.WIDTH);
        if (detailed) {
            details.copy(from, to);
        }
    }

    /** Hands the rows on and empties the batch; with no rows it is the heartbeat. */
    public void drain() {
        drain.drain(this);
        at = -Cells.WIDTH;
        anyLeftOut = false;
    }

    /** Empties the batch without handing it on. */
    public void clear() {
        at = -Cells.WIDTH;
        anyLeftOut = false;
    }

    /** Sets all reject counters to zero. */
    public void forgetRejects() {
        Arrays.fill(rejects, 0);
    }

    /**
     * Copies rows to keep them longer than the call; {@link FlowRow} reads them there. What a copy says of its packet is lost.
     *
     * @param from the first row
     * @param count how many
     * @param at where the first is to begin; each takes {@link FlowRow#WIDTH}
     */
    public void copy(int from, int count, long[] into, int at) {
        System.arraycopy(cells, from * Cells.WIDTH, into, at, count * Cells.WIDTH);
    }

    public int size() {
        return at / Cells.WIDTH + 1;
    }

    /** How many rows can be started before it drains itself. */
    public int room() {
        return cells.length / Cells.WIDTH - size();
    }

    public long sourceHigh(int flow) {
        return cells[flow * Cells.WIDTH + Cells.SOURCE_HIGH];
    }

    public long sourceLow(int flow) {
        return cells[flow * Cells.WIDTH + Cells.SOURCE_LOW];
    }

    public long targetHigh(int flow) {
        return cells[flow * Cells.WIDTH + Cells.TARGET_HIGH];
    }

    public long targetLow(int flow) {
        return cells[flow * Cells.WIDTH + Cells.TARGET_LOW];
    }

    public int sourcePort(int flow) {
        return (int) cells[flow * Cells.WIDTH + Cells.PORTS] >>> 16;
    }

    public int targetPort(int flow) {
        return (int) cells[flow * Cells.WIDTH + Cells.PORTS] & 0xffff;
    }

    public int protocol(int flow) {
        return (int) cells[flow * Cells.WIDTH + Cells.TRAITS] & 0xff;
    }

    public int tcpFlags(int flow) {
        return (int) (cells[flow * Cells.WIDTH + Cells.TRAITS] >>> 8) & 0xff;
    }

    public boolean isFragment(int flow) {
        return (cells[flow * Cells.WIDTH + Cells.TRAITS] & Cells.FRAGMENT) != 0;
    }

    /** Whether the router that saw its packets dropped them. */
    public boolean isDropped(int flow) {
        return (cells[flow * Cells.WIDTH + Cells.TRAITS] & Cells.DROPPED) != 0;
    }

    public long packets(int flow) {
        return cells[flow * Cells.WIDTH + Cells.PACKETS];
    }

    public long bytes(int flow) {
        return cells[flow * Cells.WIDTH + Cells.BYTES];
    }

    /** 1 for a flow, 0 for a row that goes on one already counted. Not scaled by sampling. */
    public int flows(int flow) {
        return (cells[flow * Cells.WIDTH + Cells.TRAITS] & Cells.NOT_NEW) == 0 ? 1 : 0;
    }

    public int samplingRate(int flow) {
        return (int) cells[flow * Cells.WIDTH + Cells.SAMPLING_RATE];
    }

    public long startNanos(int flow) {
        return cells[flow * Cells.WIDTH + Cells.START];
    }

    public long endNanos(int flow) {
        return cells[flow * Cells.WIDTH + Cells.END];
    }

    /** How long after its packet arrived the flow is to be taken as ending, milliseconds; zero for almost all. */
    public int aheadMillis(int flow) {
        return (int) (cells[flow * Cells.WIDTH + Cells.PACKET_AND_AHEAD] >>> 32) & ~Cells.EARLY;
    }

    /** Whether {@link #aheadMillis} is by how much it came earlier than usual, and not when it is to end whatever its host's traffic is. */
    public boolean isEarly(int flow) {
        return (cells[flow * Cells.WIDTH + Cells.PACKET_AND_AHEAD] >>> 32 & Cells.EARLY) != 0;
    }

    /** The row of {@link #source} this flow was decoded from. */
    public int packet(int flow) {
        return (int) cells[flow * Cells.WIDTH + Cells.PACKET_AND_AHEAD];
    }
}
