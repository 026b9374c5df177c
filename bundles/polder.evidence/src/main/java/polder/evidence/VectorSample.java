// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.nio.ByteBuffer;
import polder.wire.Frame;

/** A packet, or a flow with its mean packet, as {@link Vectors} looks at it. A flyweight to be filled again; used by one thread. */
final class VectorSample {
    static final int UNKNOWN = -1;
    static final int ICMP = 1;
    static final int ICMPV6 = 58;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private int protocol;
    private int sourcePort;
    private int targetPort;
    private int tcpFlags;
    private int icmpType = UNKNOWN;
    private boolean fragment;
    private long length;
    private ByteBuffer bytes = NOTHING;
    private int dataOffset;
    private int dataLength;
    private Certainty certainty = Certainty.NONE;

    /**
     * Starts a sample without ICMP type and payload.
     *
     * @param number the IP protocol
     * @param flags the TCP flags; those of a flow together
     * @param fragmented whether it is an IP fragment
     * @param ipLength bytes of the IP packet with its header; of a flow the mean
     */
    VectorSample of(int number, int flags, boolean fragmented, long ipLength) {
        protocol = number & 0xff;
        tcpFlags = flags;
        fragment = fragmented;
        length = ipLength;
        sourcePort = 0;
        targetPort = 0;
        icmpType = UNKNOWN;
        return payload(NOTHING, 0, 0);
    }

    /** Zero in later fragments, and where there are none. */
    VectorSample ports(int from, int to) {
        sourcePort = from & 0xffff;
        targetPort = to & 0xffff;
        return this;
    }

    /** Of ICMP and ICMPv6; {@link #UNKNOWN} when the exporter does not tell. */
    VectorSample icmpType(int type) {
        icmpType = type;
        return this;
    }

    /** What was captured of the data behind the TCP or UDP header; the buffer is read by absolute index. */
    VectorSample payload(ByteBuffer in, int offset, int count) {
        bytes = in;
        dataOffset = offset;
        dataLength = Math.max(0, count);
        return this;
    }

    /** All of it from a frame just read with result OK, and the buffer it was read from. */
    VectorSample of(Frame frame, ByteBuffer in) {
        of(frame.protocol(), frame.tcpFlags(), frame.isFragment(), frame.ipLength());
        ports(frame.sourcePort(), frame.targetPort());
        // of a later fragment the type is not known, and the frame says zero, which is an echo reply
        icmpType(isIcmp() && !fragment ? frame.icmpType(in) : UNKNOWN);
        return payload(in, frame.dataOffset(in), frame.dataLength(in));
    }

    boolean isIcmp() {
        return protocol == ICMP || protocol == ICMPV6;
    }

    int protocol() {
        return protocol;
    }

    /** What a row's first column of numbers is about: the source port; of ICMP its type, or {@link #UNKNOWN}. */
    int source() {
        return isIcmp() ? icmpType : sourcePort;
    }

    int targetPort() {
        return targetPort;
    }

    int tcpFlags() {
        return tcpFlags;
    }

    boolean isFragment() {
        return fragment;
    }

    /** A fragment that shows no ports: all but the first do not have them. */
    boolean isLaterFragment() {
        return fragment && sourcePort == 0 && targetPort == 0;
    }

    long length() {
        return length;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    int dataOffset() {
        return dataOffset;
    }

    int dataLength() {
        return dataLength;
    }

    /** How sure the last {@link Vectors#of} is of its answer for this sample. */
    Certainty certainty() {
        return certainty;
    }

    void certainty(Certainty found) {
        certainty = found;
    }
}
