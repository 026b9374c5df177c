// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the IP packet of a frame that counts: a flyweight, made once for each lane and used by its thread alone. What it says is of
 * the last frame read, when the result was OK. It allocates nothing, throws nothing whatever the frame holds, never reads
 * outside of the captured bytes, and follows a bounded number of headers.
 *
 * <p>A packet whose addresses can be read counts, even when the capture or the sender cut off the rest: then it has no ports.
 *
 * <p>The outermost packet counts, unless {@link #counting} says otherwise. A tunnel that cannot be read is a packet like any other:
 * then the last one that could be read is the innermost.
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
        /** A link type or an encapsulation which is not read: MACsec, compressed PPP. */
        UNSUPPORTED,
        /** More tags, labels and shims than are followed. */
        TOO_DEEP
    }

    private static final int MOST_LAYERS = 8;

    private final LinkHeaders link = new LinkHeaders();
    final Transport transport = new Transport();
    private Layer wanted = Layer.OUTER;
    private boolean bounded;
    private @Nullable PrefixTable own;
    /** The one wanted, as far as our networks are known. */
    private Layer counted = Layer.OUTER;

    /** Where the IP header starts. */
    private int header;

    private long sourceHigh;
    private long sourceLow;
    private long targetHigh;
    private long targetLow;
    private long length;

    /** Says which IP packet counts from now on. */
    public Frame counting(Layer layer) {
        wanted = layer;
        return settle();
    }

    /** Gives our networks to {@link Layer#OWN}; null or an empty table when they are not known. */
    public Frame own(@Nullable PrefixTable networks) {
        own = networks;
        return settle();
    }

    /**
     * Says whether a packet can be no longer than its frame was on the wire, whatever its header claims. Not unless said: frames may
     * have been cut.
     */
    public Frame bounded(boolean byFrame) {
        bounded = byFrame;
        return this;
    }

    private Frame settle() {
        boolean unknown = own == null || own.prefixes().isEmpty();
        counted = wanted == Layer.OWN && unknown ? Layer.OUTER : wanted;
        return this;
    }

    /**
     * Reads a frame.
     *
     * @param in a big-endian buffer, read by absolute index
     * @param linkType as pcap files number them (LINKTYPE_*)
     * @param offset where the frame starts
     * @param captured how many of its bytes are there
     * @param wireLength how long it was on the wire
     */
    public Result read(ByteBuffer in, int linkType, int offset, int captured, int wireLength) {
        int end = offset + captured;
        long wireEnd = offset + (long) Math.max(captured, wireLength);
        Result result = outermost(in, linkType, offset, end, wireEnd);
        if (counted == Layer.OUTER || result != Result.OK || !transport.mayBeTunnel) {
            return result;
        }
        long next = tunnel(in);
        return next < 0 ? result : within(in, linkType, offset, end, wireEnd);
    }

    private Result outermost(ByteBuffer in, int linkType, int offset, int end, long wireEnd) {
        if (linkType != LinkType.ETHERNET) {
            return other(in, linkType, offset, end, wireEnd);
        }
        link.begin(offset);
        if (end - offset < 14) {
            return Result.TRUNCATED;
        }
        int type = in.getShort(offset + 12) & 0xffff;
        int at = offset + 14;
        if (type == EtherType.VLAN && end - at >= 4) {
            // most tagged frames have one tag
            type = in.getShort(at + 2) & 0xffff;
            at += 4;
        }
        if (type == EtherType.IPV4) {
            return ipv4(in, at, end, wireEnd);
        }
        if (type == EtherType.IPV6) {
            return ipv6(in, at, end, wireEnd);
        }
        return follow(in, Next.of(EtherType.BRIDGED, offset), end, wireEnd);
    }

    private Result other(ByteBuffer in, int linkType, int offset, int end, long wireEnd) {
        link.begin(LinkHeaders.NONE);
        if (linkType == LinkType.NFLOG) {
            return follow(in, Nflog.next(in, offset, end), end, wireEnd);
        }
        int size = LinkType.header(linkType);
        if (size < 0) {
            return Result.UNSUPPORTED;
        }
        if (end - offset <= size) {
            return Result.TRUNCATED;
        }
        return follow(in, Next.of(LinkType.etherType(linkType, in, offset), offset + size), end, wireEnd);
    }

    private Result follow(ByteBuffer in, long first, int end, long wireEnd) {
        Result result = link.follow(in, first, end, wireEnd);
        return result == Result.OK ? ip(in, link.type, link.at, end, wireEnd) : result;
    }

    Result ip(ByteBuffer in, int type, int start, int end, long wireEnd) {
        return type == EtherType.IPV4 ? ipv4(in, start, end, wireEnd) : ipv6(in, start, end, wireEnd);
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
    private Result ipv4(ByteBuffer in, int start, int end, long wireEnd) {
        if (end - start < 20) {
            return Result.TRUNCATED;
        }
        int first = in.getInt(start);
        int bytesOfHeader = (first >>> 22) & 0x3c;
        int total = first & 0xffff;
        if (first >>> 28 != 4 || bytesOfHeader < 20 || (total != 0 && total < bytesOfHeader)) {
            return Result.MALFORMED;
        }
        header = start;
        length = total == 0 ? frameLength(start, wireEnd) : claimed(total, start, wireEnd);
        sourceHigh = 0;
        sourceLow = Address.low4(in.getInt(start + 12));
        targetHigh = 0;
        targetLow = Address.low4(in.getInt(start + 16));
        int fragment = in.getShort(start + 6) & 0x3fff;
        transport.afterIpv4(in, in.get(start + 9) & 0xff, start + bytesOfHeader, packetEnd(start, end), fragment);
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
    private Result ipv6(ByteBuffer in, int start, int end, long wireEnd) {
        if (end - start < 40) {
            return Result.TRUNCATED;
        }
        if ((in.get(start) & 0xf0) != 0x60) {
            return Result.MALFORMED;
        }
        header = start;
        int payload = in.getShort(start + 4) & 0xffff;
        int next = in.get(start + 6) & 0xff;
        length = payload == 0 && next != Transport.NOTHING
                ? frameLength(start, wireEnd)
                : claimed(40 + payload, start, wireEnd);
        sourceHigh = in.getLong(start + 8);
        sourceLow = in.getLong(start + 16);
        targetHigh = in.getLong(start + 24);
        targetLow = in.getLong(start + 32);
        transport.afterIpv6(in, next, start + 40, packetEnd(start, end));
        return Result.OK;
    }

    /** For packets that do not say how long they are. Files may claim any length for a frame, so it has a bound. */
    private static long frameLength(int start, long wireEnd) {
        return Math.min(wireEnd - start, LinkType.LONGEST);
    }

    private long claimed(int byHeader, int start, long wireEnd) {
        return bounded ? Math.min(byHeader, wireEnd - start) : byHeader;
    }

    private int packetEnd(int start, int end) {
        return (int) Math.min(end, start + length);
    }

    long tunnel(ByteBuffer in) {
        return Tunnel.next(in, transport, header + length);
    }

    /** Goes in until the packet that counts is found; when it lies further out, comes again from the outside. */
    private Result within(ByteBuffer in, int linkType, int offset, int end, long wireEnd) {
        int layers = 1;
        boolean readable = true;
        long next = tunnel(in);
        while (next >= 0 && layers < MOST_LAYERS && !(counted == Layer.OWN && isOurs())) {
            readable = enter(in, next, end, wireEnd);
            if (!readable) {
                break;
            }
            layers++;
            next = tunnel(in);
        }
        int layer = counted == Layer.INNER || isOurs() ? layers : 1;
        if (!readable || layer != layers) {
            outermost(in, linkType, offset, end, wireEnd);
            for (int i = 1; i < layer; i++) {
                enter(in, tunnel(in), end, wireEnd);
            }
        }
        return Result.OK;
    }

    private boolean enter(ByteBuffer in, long next, int end, long wireEnd) {
        link.enter(in);
        return follow(in, next, Math.min(end, transport.end), Math.min(wireEnd, header + length)) == Result.OK;
    }

    private boolean isOurs() {
        PrefixTable networks = own;
        return networks != null
                && (networks.match(targetHigh, targetLow) != PrefixTable.NONE
                        || networks.match(sourceHigh, sourceLow) != PrefixTable.NONE);
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

    /** Bytes of the IP packet with its header, as the header says, within what {@link #bounded} allows. */
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

    /** Type of service, or traffic class. This and what follows is found when asked for, in the buffer the frame was read from. */
    public int tos(ByteBuffer in) {
        int first = in.getShort(header);
        return (isV4(first) ? first : first >>> 4) & 0xff;
    }

    /** Time to live, or hop limit. */
    public int ttl(ByteBuffer in) {
        return in.get(isV4(in.getShort(header)) ? header + 8 : header + 7) & 0xff;
    }

    private static boolean isV4(int first) {
        return (first & 0xf000) == 0x4000;
    }

    /** Zero unless ICMP or ICMPv6, and in all fragments but the first. */
    public int icmpType(ByteBuffer in) {
        return transport.icmp(in, 0);
    }

    /** Zero unless ICMP or ICMPv6, and in all fragments but the first. */
    public int icmpCode(ByteBuffer in) {
        return transport.icmp(in, 1);
    }

    /** Where the data of a TCP segment or a UDP datagram starts; without meaning when {@link #dataLength} is zero. */
    public int dataOffset(ByteBuffer in) {
        return transport.data(in);
    }

    /** How many bytes of the data of a TCP segment or a UDP datagram were captured; zero for all else, and in fragments but the first. */
    public int dataLength(ByteBuffer in) {
        return transport.protocol == Transport.UDP
                ? transport.payloadLength
                : Math.max(0, transport.end - transport.data(in));
    }

    /**
     * The VLAN of the outer tag, or zero. This, the label and the MAC addresses are those nearest around the packet that counts: of the
     * frame in the tunnel where there is one, else of the frame around.
     */
    public int vlan(ByteBuffer in) {
        return link.vlan(in);
    }

    /** The top MPLS label, or zero. */
    public int mplsLabel(ByteBuffer in) {
        return link.label(in);
    }

    /** 48 bits, or zero when there is no Ethernet header. */
    public long sourceMac(ByteBuffer in) {
        return link.ethernet == LinkHeaders.NONE ? 0 : in.getLong(link.ethernet + 4) & 0xffff_ffff_ffffL;
    }

    /** 48 bits, or zero when there is no Ethernet header. */
    public long targetMac(ByteBuffer in) {
        return link.ethernet == LinkHeaders.NONE ? 0 : in.getLong(link.ethernet) >>> 16;
    }
}
