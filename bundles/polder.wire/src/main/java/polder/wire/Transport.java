// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** What follows the IP header: extension headers, then ports and flags. Used by {@link Frame}. */
final class Transport {
    /** IPv6 "no next header". */
    static final int NOTHING = 59;

    private static final int HOP_BY_HOP = 0;
    private static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AH = 51;
    private static final int ICMPV6 = 58;
    private static final int DESTINATION_OPTIONS = 60;

    /** RFC 8200 sends each extension header once, destination options twice. */
    private static final int MAX_HEADERS = 8;

    /** What lies behind the IP header is a later fragment, or beyond headers that could not be followed. */
    static final int UNREADABLE = -1;

    /** From the start of a TCP header to the end of its flags. */
    private static final int LEAST_FOR_BOTH = 14;

    /** Bits of the fragment field: where the fragment lies, and whether others follow. */
    private static final int OFFSET = 0x1fff;

    int protocol;
    int ports;
    int tcpFlags;
    boolean fragment;
    int payloadOffset;
    int payloadLength;

    /** False when it is known that there is no tunnel in it. */
    boolean mayBeTunnel;

    /** Where the header of {@link #protocol} starts, or {@link #UNREADABLE}; it may lie beyond the end. */
    int at;
    /** The end of the packet or of what was captured of it. */
    int end;

    /**
     * @param from where the header after the IPv4 header lies
     * @param limit the end of the packet or of what was captured of it
     * @param field the more-fragments bit and the fragment offset
     */
    void afterIpv4(ByteBuffer in, int first, int from, int limit, int field) {
        begin(first, from, limit);
        fragment = field != 0;
        if ((field & OFFSET) == 0) {
            if (first == AH) {
                extensions(in);
            } else {
                portsAndFlags(in);
            }
        } else {
            at = UNREADABLE;
        }
    }

    void afterIpv6(ByteBuffer in, int first, int from, int limit) {
        begin(first, from, limit);
        fragment = false;
        extensions(in);
    }

    private void begin(int first, int from, int limit) {
        at = from;
        end = limit;
        protocol = first;
        ports = 0;
        tcpFlags = 0;
        payloadLength = 0;
        mayBeTunnel = true;
    }

    /** A byte of an ICMP or ICMPv6 header, or zero. */
    int icmp(ByteBuffer in, int index) {
        boolean there = (protocol == ICMP || protocol == ICMPV6) && at != UNREADABLE && end - at > index;
        return there ? in.get(at + index) & 0xff : 0;
    }

    /** Where the data behind a TCP or UDP header starts; {@link #end} or more when there is none. RFC 9293: the header's words are told in 4 bits. */
    int data(ByteBuffer in) {
        if (protocol == UDP) {
            return payloadLength == 0 ? end : payloadOffset;
        }
        if (protocol != TCP || at == UNREADABLE || end - at < 20) {
            return end;
        }
        int header = (in.get(at + 12) >>> 2) & 0x3c;
        return header < 20 ? end : at + header;
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT
                || header == AH
                || header == DESTINATION_OPTIONS;
    }

    /**
     * RFC 8200, section 4 and RFC 4302, section 2.2: all extension headers start alike. The length is in units of 8 bytes that do
     * not count the first, but in AH in units of 4 that do not count the first two.
     *
     * <pre>
     * +---------------+---------------+-------------------------------+
     * |  Next Header  |    Length     |              ...              |
     * +---------------+---------------+-------------------------------+
     * </pre>
     *
     * When they go on beyond the captured bytes or beyond any sense, the packet keeps the number of the header where reading
     * stopped: addresses and length are known, and a flood of such packets has to be counted.
     */
    private void extensions(ByteBuffer in) {
        for (int headers = 0; headers < MAX_HEADERS && isExtension(protocol); headers++) {
            if (end - at < 8) {
                at = UNREADABLE;
                return;
            }
            int header = protocol;
            int units = in.get(at + 1) & 0xff;
            protocol = in.get(at) & 0xff;
            if (header == FRAGMENT) {
                if (laterFragment(in)) {
                    at = UNREADABLE;
                    return;
                }
                at += 8;
            } else {
                at += header == AH ? (units + 2) * 4 : (units + 1) * 8;
            }
        }
        portsAndFlags(in);
    }

    /**
     * TCP and UDP come in any order, which no processor foresees: so both are read alike, and masks leave out what does not apply. The
     * few bytes after a UDP header are there but for the shortest datagrams.
     */
    private void portsAndFlags(ByteBuffer in) {
        int tcp = onesWhenZero(protocol ^ TCP);
        int udp = onesWhenZero(protocol ^ UDP);
        if ((tcp | udp) == 0) {
            return;
        }
        int there = end - at;
        if (there < LEAST_FOR_BOTH) {
            shortOnes(in);
            return;
        }
        ports = in.getInt(at);
        tcpFlags = in.get(at + 13) & 0xff & tcp;
        payloadOffset = at + 8;
        payloadLength = udpPayload(in.getShort(at + 4) & 0xffff, there) & udp;
        mayBeTunnel = (Tunnel.likely(ports) & udp) != 0;
    }

    private static int onesWhenZero(int bits) {
        return (bits - 1) >> 31;
    }

    private void shortOnes(ByteBuffer in) {
        if (protocol == TCP) {
            tcp(in);
            mayBeTunnel = false;
        } else {
            udp(in);
        }
    }

    /**
     * RFC 8200, section 4.5. With neither offset nor more to follow it is an "atomic fragment" (RFC 6946), which is whole.
     *
     * <pre>
     * +---------------+---------------+-------------------------+---+-+
     * |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
     * +---------------+---------------+-------------------------+---+-+
     * |                         Identification                        |
     * +---------------------------------------------------------------+
     * </pre>
     */
    private boolean laterFragment(ByteBuffer in) {
        int field = in.getShort(at + 2) & 0xfff9;
        fragment |= field != 0;
        return field > 7;
    }

    /**
     * RFC 9293, section 3.1: source port 2, destination port 2, sequence 4, acknowledgement 4, then data offset in four bits, four
     * reserved and eight flags. This and the next are for what is cut off.
     */
    private void tcp(ByteBuffer in) {
        if (end - at >= 4) {
            ports = in.getInt(at);
        }
        if (end - at >= 14) {
            tcpFlags = in.get(at + 13) & 0xff;
        }
    }

    /** RFC 768: source port 2, destination port 2, length 2 (zero in a jumbogram: as long as the packet), checksum 2. */
    private void udp(ByteBuffer in) {
        if (end - at >= 4) {
            ports = in.getInt(at);
        }
        if (end - at >= 8) {
            payloadOffset = at + 8;
            payloadLength = udpPayload(in.getShort(at + 4) & 0xffff, end - at);
        }
    }

    private static int udpPayload(int length, int there) {
        return (length == 0 ? there : Math.max(8, Math.min(length, there))) - 8;
    }
}
