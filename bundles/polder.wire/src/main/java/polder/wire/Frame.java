// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/**
 * Reads the outermost IP packet of a frame: a flyweight, made once for each lane and used by its thread alone. What it says is of
 * the last frame read. It allocates nothing, throws nothing whatever the frame holds, never reads outside of the captured bytes,
 * and follows a bounded number of tags and extension headers.
 *
 * <p>A packet whose addresses can be read counts, even when the capture or the sender cut off the rest: then it has no ports.
 */
public final class Frame {
    /** What became of a frame. */
    public enum Result {
        /** It holds an IP packet, and the fields say what it is. */
        OK,
        /** Ends before its addresses do. */
        TRUNCATED,
        /** An IP header that cannot be: a wrong version, a header longer than its packet. */
        MALFORMED,
        /** Something else than IP: ARP, LLDP, spanning tree. */
        NOT_IP,
        /** A link type or an encapsulation which is not read: MPLS, PPPoE. */
        UNSUPPORTED,
        /** More VLAN tags than are followed. */
        TOO_DEEP
    }

    /** More tags than any network stacks. */
    private static final int MAX_TAGS = 4;

    /** The first byte that was not captured. */
    private int end;
    /** The first byte after the frame as it was on the wire, which may lie far after {@link #end}. */
    private long wireEnd;

    private final Transport transport = new Transport();
    private long sourceHigh;
    private long sourceLow;
    private long targetHigh;
    private long targetLow;
    private long length;

    /**
     * Reads a frame.
     *
     * @param bytes a big-endian buffer, read by absolute index
     * @param linkType as pcap files number them (LINKTYPE_*)
     * @param offset where the frame starts
     * @param captured how many of its bytes are there
     * @param wireLength how long it was on the wire
     */
    public Result read(ByteBuffer bytes, int linkType, int offset, int captured, int wireLength) {
        end = offset + captured;
        wireEnd = offset + (long) Math.max(captured, wireLength);
        return linkType == LinkType.ETHERNET ? ethernet(bytes, offset) : other(bytes, linkType, offset);
    }

    /** Ethernet II (IEEE 802.3, clause 3.2): target 6, source 6, type 2. */
    private Result ethernet(ByteBuffer in, int at) {
        return end - at < 14 ? Result.TRUNCATED : ofType(in, in.getShort(at + 12) & 0xffff, at + 14);
    }

    private Result other(ByteBuffer in, int linkType, int at) {
        int header = LinkType.header(linkType);
        if (header < 0) {
            return Result.UNSUPPORTED;
        }
        if (end - at <= header) {
            return Result.TRUNCATED;
        }
        return ofType(in, LinkType.etherType(linkType, in, at), at + header);
    }

    /**
     * What follows an EtherType, past VLAN tags (IEEE 802.1Q, clause 9): each is priority and VLAN 2, type 2. A value below 1536 is
     * the length of an IEEE 802.2 frame, which holds no IP.
     */
    private Result ofType(ByteBuffer in, int firstType, int first) {
        int type = firstType;
        int at = first;
        for (int tags = 0; EtherType.isTag(type); tags++) {
            if (tags == MAX_TAGS) {
                return Result.TOO_DEEP;
            }
            if (end - at < 4) {
                return Result.TRUNCATED;
            }
            type = in.getShort(at + 2) & 0xffff;
            at += 4;
        }
        if (type == EtherType.IPV4) {
            return ipv4(in, at);
        }
        if (type == EtherType.IPV6) {
            return ipv6(in, at);
        }
        return EtherType.isEncapsulation(type) ? Result.UNSUPPORTED : Result.NOT_IP;
    }

    /**
     * RFC 791, section 3.1.
     *
     * <pre>
     *  0                   1                   2                   3
     *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
     * +-------+-------+---------------+-------------------------------+
     * |Version|  IHL  |Type of Service|          Total Length         |  0
     * +-------+-------+---------------+-----+-------------------------+
     * |         Identification        |Flags|      Fragment Offset    |  4
     * +---------------+---------------+-----+-------------------------+
     * |  Time to Live |    Protocol   |         Header Checksum       |  8
     * +---------------+---------------+-------------------------------+
     * |                       Source Address                          | 12
     * |                    Destination Address                        | 16
     * |                    Options up to 4 * IHL                      | 20
     * </pre>
     *
     * A total length of zero is a packet longer than 65,535 bytes, or one the card is going to cut.
     */
    private Result ipv4(ByteBuffer in, int at) {
        if (end - at < 20) {
            return Result.TRUNCATED;
        }
        int first = in.getInt(at);
        int header = (first >>> 22) & 0x3c;
        int total = first & 0xffff;
        if (first >>> 28 != 4 || header < 20 || (total != 0 && total < header)) {
            return Result.MALFORMED;
        }
        length = total == 0 ? frameLength(at) : total;
        sourceHigh = 0;
        sourceLow = Address.low4(in.getInt(at + 12));
        targetHigh = 0;
        targetLow = Address.low4(in.getInt(at + 16));
        int fragment = in.getShort(at + 6) & 0x3fff;
        transport.afterIpv4(in, in.get(at + 9) & 0xff, at + header, packetEnd(at), fragment);
        return Result.OK;
    }

    /**
     * RFC 8200, section 3. A payload length of zero is a jumbogram (RFC 2675) or a packet the card is going to cut, unless it says
     * that nothing follows.
     *
     * <pre>
     * +-------+---------------+---------------------------------------+
     * |Version| Traffic Class |              Flow Label               |  0
     * +-------+---------------+-------+---------------+---------------+
     * |         Payload Length        |  Next Header  |   Hop Limit   |  4
     * +-------------------------------+---------------+---------------+
     * |                       Source Address (16)                     |  8
     * |                    Destination Address (16)                   | 24
     * </pre>
     */
    private Result ipv6(ByteBuffer in, int at) {
        if (end - at < 40) {
            return Result.TRUNCATED;
        }
        if ((in.get(at) & 0xf0) != 0x60) {
            return Result.MALFORMED;
        }
        int payload = in.getShort(at + 4) & 0xffff;
        int next = in.get(at + 6) & 0xff;
        length = payload == 0 && next != Transport.NOTHING ? frameLength(at) : 40 + payload;
        sourceHigh = in.getLong(at + 8);
        sourceLow = in.getLong(at + 16);
        targetHigh = in.getLong(at + 24);
        targetLow = in.getLong(at + 32);
        transport.afterIpv6(in, next, at + 40, packetEnd(at));
        return Result.OK;
    }

    /** For packets that do not say how long they are. Files may claim any length for a frame, so it has a bound. */
    private long frameLength(int at) {
        return Math.min(wireEnd - at, LinkType.LONGEST);
    }

    private int packetEnd(int at) {
        return (int) Math.min(end, at + length);
    }

    /** Source and target as {@link Address} holds them. */
    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long targetHigh() {
        return targetHigh;
    }

    public long targetLow() {
        return targetLow;
    }

    /** Bytes of the IP packet with its header, as the header says. */
    public long ipLength() {
        return length;
    }

    /** The IP protocol number, past the extension headers that could be followed. */
    public int protocol() {
        return transport.protocol;
    }

    /** Zero unless TCP or UDP, and in all fragments but the first. */
    public int sourcePort() {
        return transport.ports >>> 16;
    }

    /** Zero unless TCP or UDP, and in all fragments but the first. */
    public int targetPort() {
        return transport.ports & 0xffff;
    }

    /** CWR, ECE, URG, ACK, PSH, RST, SYN, FIN from the highest bit; zero unless TCP. */
    public int tcpFlags() {
        return transport.tcpFlags;
    }

    public boolean isFragment() {
        return transport.fragment;
    }

    /** Where the data of a UDP datagram starts in the buffer; without meaning when {@link #payloadLength} is zero. */
    public int payloadOffset() {
        return transport.payloadOffset;
    }

    /** How many bytes of a UDP datagram's data were captured; zero when it is none. */
    public int payloadLength() {
        return transport.payloadLength;
    }
}
