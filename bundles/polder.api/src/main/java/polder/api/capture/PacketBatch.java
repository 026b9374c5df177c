// SPDX-License-Identifier: Apache-2.0
package polder.api.capture;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Layer;

/**
 * The packets of one poll: rows that point into one buffer of the capture's own (a receive buffer, a mapped ring). Belongs to one
 * lane's thread, is reused for the life of the lane, and is valid until the next poll.
 */
@ProviderType
public final class PacketBatch {
    /** Link types as pcap files number them (LINKTYPE_*). */
    public static final int ETHERNET = 1;

    private static final int LEFT_OUT = -1;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final int[] offsets;
    private final int[] lengths;
    private final int[] wireLengths;
    private final long[] nanos;
    private final long[] sendersHigh;
    private final long[] sendersLow;
    private final int[] ports;
    private ByteBuffer bytes = NOTHING;
    private int linkType = ETHERNET;
    private int samplingRate = 1;
    private Layer counting = Layer.OWN;
    private boolean bounded;
    private int size;
    private boolean anyLeftOut;

    /** A batch of at most so many packets. */
    public PacketBatch(int capacity) {
        offsets = new int[capacity];
        lengths = new int[capacity];
        wireLengths = new int[capacity];
        nanos = new long[capacity];
        sendersHigh = new long[capacity];
        sendersLow = new long[capacity];
        ports = new int[capacity];
    }

    /** Empties the batch and says where its packets will lie: a big-endian buffer, read by absolute index only. */
    public PacketBatch in(ByteBuffer buffer) {
        bytes = buffer;
        clear();
        return this;
    }

    /** The link type of every frame of the batch; Ethernet unless said. Without meaning for UDP payloads. */
    public PacketBatch linkType(int type) {
        linkType = type;
        return this;
    }

    /** How many packets on the wire each packet of the batch stands for; 1 unless the mirror itself is sampled. */
    public PacketBatch samplingRate(int rate) {
        samplingRate = rate;
        return this;
    }

    /**
     * Which IP packet counts, of the frames of the batch and of those whose headers are in its datagrams; {@link Layer#OWN} unless
     * said.
     */
    public PacketBatch counting(Layer layer) {
        counting = layer;
        return this;
    }

    /**
     * Says whether wire lengths bound what the headers of frames claim; not unless said, as frames may have been cut before they came
     * here.
     */
    public PacketBatch bounded(boolean by) {
        bounded = by;
        return this;
    }

    /**
     * Adds a packet.
     *
     * @param offset where it starts in the buffer
     * @param length how many bytes of it are there
     * @param wireLength how long it was on the wire
     * @param epochNanos when it arrived, nanoseconds since 1970
     */
    public PacketBatch add(int offset, int length, int wireLength, long epochNanos) {
        offsets[size] = offset;
        lengths[size] = length;
        wireLengths[size] = wireLength;
        nanos[size] = epochNanos;
        sendersHigh[size] = 0;
        sendersLow[size] = 0;
        ports[size++] = 0;
        return this;
    }

    /** Says who sent the packet just added: the exporter of a datagram. */
    public PacketBatch from(long high, long low, int port) {
        sendersHigh[size - 1] = high;
        sendersLow[size - 1] = low;
        ports[size - 1] = port;
        return this;
    }

    public void clear() {
        size = 0;
        anyLeftOut = false;
    }

    /** Marks a packet that no decoder shall see. Called by the engine. */
    public void leaveOut(int packet) {
        offsets[packet] = LEFT_OUT;
        anyLeftOut = true;
    }

    /**
     * Removes the marked packets, keeping the order of the others.
     *
     * @return how many were removed
     */
    public int compact() {
        if (!anyLeftOut) {
            return 0;
        }
        anyLeftOut = false;
        int kept = 0;
        for (int packet = 0; packet < size; packet++) {
            if (offsets[packet] != LEFT_OUT) {
                copy(packet, kept++);
            }
        }
        int removed = size - kept;
        size = kept;
        return removed;
    }

    private void copy(int from, int to) {
        offsets[to] = offsets[from];
        lengths[to] = lengths[from];
        wireLengths[to] = wireLengths[from];
        nanos[to] = nanos[from];
        sendersHigh[to] = sendersHigh[from];
        sendersLow[to] = sendersLow[from];
        ports[to] = ports[from];
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return offsets.length;
    }

    public boolean isFull() {
        return size == offsets.length;
    }

    public ByteBuffer bytes() {
        return bytes;
    }

    public int linkType() {
        return linkType;
    }

    public int samplingRate() {
        return samplingRate;
    }

    public Layer counting() {
        return counting;
    }

    public boolean isBounded() {
        return bounded;
    }

    public int offset(int packet) {
        return offsets[packet];
    }

    public int length(int packet) {
        return lengths[packet];
    }

    public int wireLength(int packet) {
        return wireLengths[packet];
    }

    public long epochNanos(int packet) {
        return nanos[packet];
    }

    /** First half of the sender's address (see {@code polder.wire.Address}); both halves are zero for frames. */
    public long senderHigh(int packet) {
        return sendersHigh[packet];
    }

    public long senderLow(int packet) {
        return sendersLow[packet];
    }

    public int senderPort(int packet) {
        return ports[packet];
    }
}
