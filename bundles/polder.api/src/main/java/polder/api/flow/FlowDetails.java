// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What filters and evidence may want to know of a flow and counting does not: columns beside those of a {@link FlowBatch}. They are
 * filled only while {@link FlowBatch#isDetailed}: for every batch when a filter or tap is there whose service has the property
 * {@code details=true}, else for those batches a tap asks for ({@link FlowTapLane#wantsDetails}). Zero is unknown.
 */
@ProviderType
public final class FlowDetails {
    /** Service property of a filter or tap that reads details. */
    public static final String WANTED = "details";

    private final int[] input;
    private final int[] output;
    private final int[] sourceAs;
    private final int[] targetAs;
    private final int[] header;
    private final int[] icmp;
    private final int[] vlan;
    private final int[] mpls;
    private final long[] nextHopHigh;
    private final long[] nextHopLow;
    private final long[] sourceMac;
    private final long[] targetMac;
    private final int[] frameOffset;
    private final int[] frameLength;
    private final int[] frameWireLength;
    private final int[] frameLinkType;
    private int row;

    FlowDetails(int capacity) {
        input = new int[capacity];
        output = new int[capacity];
        sourceAs = new int[capacity];
        targetAs = new int[capacity];
        header = new int[capacity];
        icmp = new int[capacity];
        vlan = new int[capacity];
        mpls = new int[capacity];
        nextHopHigh = new long[capacity];
        nextHopLow = new long[capacity];
        sourceMac = new long[capacity];
        targetMac = new long[capacity];
        frameOffset = new int[capacity];
        frameLength = new int[capacity];
        frameWireLength = new int[capacity];
        frameLinkType = new int[capacity];
    }

    void start(int flow) {
        row = flow;
        interfaces(0, 0)
                .systems(0, 0)
                .header(0, 0, 0)
                .icmp(0, 0)
                .layer2(0, 0)
                .nextHop(0, 0)
                .macs(0, 0)
                .frame(0, 0, 0, 0);
    }

    /** SNMP indices of the interfaces the flow came in and went out by. */
    public FlowDetails interfaces(int in, int out) {
        input[row] = in;
        output[row] = out;
        return this;
    }

    /** Autonomous systems of source and target. */
    public FlowDetails systems(int source, int target) {
        sourceAs[row] = source;
        targetAs[row] = target;
        return this;
    }

    /** Type of service (or traffic class), time to live (or hop limit), and why the flow ended (IPFIX field 136). */
    public FlowDetails header(int tos, int ttl, int endReason) {
        header[row] = ((endReason & 0xff) << 16) | ((tos & 0xff) << 8) | (ttl & 0xff);
        return this;
    }

    public FlowDetails icmp(int type, int code) {
        icmp[row] = ((type & 0xff) << 8) | (code & 0xff);
        return this;
    }

    /** VLAN of the outer tag, and the top MPLS label (20 bits). */
    public FlowDetails layer2(int vlanId, int label) {
        vlan[row] = vlanId;
        mpls[row] = label;
        return this;
    }

    /** Where the router sent it next; an address as {@code polder.wire.Address} holds it, or zero. */
    public FlowDetails nextHop(long high, long low) {
        nextHopHigh[row] = high;
        nextHopLow[row] = low;
        return this;
    }

    /** MAC addresses, 48 bits each. */
    public FlowDetails macs(long source, long target) {
        sourceMac[row] = source;
        targetMac[row] = target;
        return this;
    }

    /**
     * The frame, or as much of it as there is, the flow was read from: of a mirror, or the header an exporter has sampled.
     *
     * @param offset where it starts in the bytes of {@link FlowBatch#source}
     * @param length how many bytes of it are there; zero when there is no frame
     * @param wireLength how long it was on the wire
     * @param linkType as pcap files number them (LINKTYPE_*)
     */
    public FlowDetails frame(int offset, int length, int wireLength, int linkType) {
        frameOffset[row] = offset;
        frameLength[row] = length;
        frameWireLength[row] = wireLength;
        frameLinkType[row] = linkType;
        return this;
    }

    void copy(int from, int to) {
        input[to] = input[from];
        output[to] = output[from];
        sourceAs[to] = sourceAs[from];
        targetAs[to] = targetAs[from];
        header[to] = header[from];
        icmp[to] = icmp[from];
        vlan[to] = vlan[from];
        mpls[to] = mpls[from];
        nextHopHigh[to] = nextHopHigh[from];
        nextHopLow[to] = nextHopLow[from];
        sourceMac[to] = sourceMac[from];
        targetMac[to] = targetMac[from];
        frameOffset[to] = frameOffset[from];
        frameLength[to] = frameLength[from];
        frameWireLength[to] = frameWireLength[from];
        frameLinkType[to] = frameLinkType[from];
    }

    public int input(int flow) {
        return input[flow];
    }

    public int output(int flow) {
        return output[flow];
    }

    public int sourceAs(int flow) {
        return sourceAs[flow];
    }

    public int targetAs(int flow) {
        return targetAs[flow];
    }

    public int tos(int flow) {
        return (header[flow] >>> 8) & 0xff;
    }

    public int ttl(int flow) {
        return header[flow] & 0xff;
    }

    public int endReason(int flow) {
        return header[flow] >>> 16;
    }

    public int icmpType(int flow) {
        return icmp[flow] >>> 8;
    }

    public int icmpCode(int flow) {
        return icmp[flow] & 0xff;
    }

    public int vlan(int flow) {
        return vlan[flow];
    }

    public int mplsLabel(int flow) {
        return mpls[flow];
    }

    public long nextHopHigh(int flow) {
        return nextHopHigh[flow];
    }

    public long nextHopLow(int flow) {
        return nextHopLow[flow];
    }

    public long sourceMac(int flow) {
        return sourceMac[flow];
    }

    public long targetMac(int flow) {
        return targetMac[flow];
    }

    public int frameOffset(int flow) {
        return frameOffset[flow];
    }

    /** Zero when there is no frame. */
    public int frameLength(int flow) {
        return frameLength[flow];
    }

    public int frameWireLength(int flow) {
        return frameWireLength[flow];
    }

    public int frameLinkType(int flow) {
        return frameLinkType[flow];
    }
}
