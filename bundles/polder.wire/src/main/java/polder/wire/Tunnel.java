// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** What an IP packet carries when it is a tunnel. */
final class Tunnel {
    private static final int MOST_GTP_EXTENSIONS = 4;

    /** A bit for the low ten of each port below; others share it by chance, one in a hundred. */
    private static final long[] TARGETS = bits(L2tp.PORT, 2152, 3544, 4789, 8472, 4790, 6080, 6081, 6635);

    private static final long[] SOURCES = bits(L2tp.PORT, 2152, 3544);

    private Tunnel() {}

    private static long[] bits(int... ports) {
        long[] bits = new long[16];
        for (int port : ports) {
            bits[(port >>> 6) & 15] |= 1L << port;
        }
        return bits;
    }

    /** 1 when the ports of a datagram may be those of a tunnel, 0 when they are not: told without a branch. */
    static int likely(int ports) {
        int source = ports >>> 16;
        return (int) ((TARGETS[(ports >>> 6) & 15] >>> ports) | (SOURCES[(source >>> 6) & 15] >>> source)) & 1;
    }

    /**
     * The header within an IP packet of some protocol.
     *
     * @param outer what was found behind the IP header
     */
    static long next(ByteBuffer in, Transport outer, long wireEnd) {
        if (!outer.mayBeTunnel) {
            return Next.NOT_IP;
        }
        int at = outer.at;
        int end = outer.end;
        if (at == Transport.UNREADABLE) {
            return Next.NOT_IP;
        }
        return switch (outer.protocol) {
            case Transport.UDP -> end - at < 8 ? Next.TRUNCATED : overUdp(in, outer.ports, at + 8, end, wireEnd);
                // RFC 2003; BBN's variant of it
            case 4, 94 -> Next.of(EtherType.IPV4, at);
                // RFC 4213, 2473
            case 41 -> Next.of(EtherType.IPV6, at);
            case 47 -> Gre.next(in, at, end);
            case 97 -> etherIp(in, at, end);
            case 115 -> L2tp.session(in, at, end, wireEnd);
                // RFC 4023
            case 137 -> Next.of(EtherType.MPLS, at);
                // RFC 8986, section 4.9
            case 143 -> Next.of(EtherType.BRIDGED, at);
            default -> Next.NOT_IP;
        };
    }

    private static long overUdp(ByteBuffer in, int ports, int at, int end, long wireEnd) {
        return switch (ports & 0xffff) {
            case L2tp.PORT -> L2tp.overUdp(in, at, end, wireEnd);
            case 2152 -> gtp(in, at, end, wireEnd);
            case 3544 -> teredo(in, at, end);
                // 8472 is what Linux had before there was a number
            case 4789, 8472 -> vxlan(in, at, end);
            case 4790 -> vxlanGpe(in, at, end);
            case 6080 -> gue(in, at, end);
            case 6081 -> geneve(in, at, end);
                // RFC 7510
            case 6635 -> Next.of(EtherType.MPLS, at);
            default -> switch (ports >>> 16) {
                case L2tp.PORT -> L2tp.overUdp(in, at, end, wireEnd);
                case 2152 -> gtp(in, at, end, wireEnd);
                case 3544 -> teredo(in, at, end);
                default -> Next.NOT_IP;
            };
        };
    }

    /** RFC 3378, section 3: 2 bytes, the first four bits are 3. */
    private static long etherIp(ByteBuffer in, int at, int end) {
        if (end - at < 2) {
            return Next.TRUNCATED;
        }
        return (in.get(at) & 0xf0) == 0x30 ? Next.of(EtherType.BRIDGED, at + 2) : Next.UNSUPPORTED;
    }

    /**
     * RFC 7348, section 5. A frame follows.
     *
     * <pre>
     * +-+-+-+-+-+-+-+-+-----------------------------------------------+
     * |R|R|R|R|I|R|R|R|                   Reserved                    |
     * +-+-+-+-+-+-+-+-+-------------------------------+---------------+
     * |                      VNI                      |   Reserved    |
     * +-----------------------------------------------+---------------+
     * </pre>
     */
    private static long vxlan(ByteBuffer in, int at, int end) {
        if (end - at < 8) {
            return Next.TRUNCATED;
        }
        return (in.get(at) & 0x08) != 0 ? Next.of(EtherType.BRIDGED, at + 8) : Next.UNSUPPORTED;
    }

    /** draft-ietf-nvo3-vxlan-gpe, section 3: as VXLAN; with bit P (0x04) the fourth byte tells what follows. */
    private static long vxlanGpe(ByteBuffer in, int at, int end) {
        if (end - at < 8) {
            return Next.TRUNCATED;
        }
        int next = (in.get(at) & 0x04) == 0 ? 3 : in.get(at + 3);
        return Next.of(EtherType.ofNextProtocol(next), at + 8);
    }

    /**
     * RFC 8926, section 3.4. Options are as many words as the length says.
     *
     * <pre>
     * +---+-----------+-+-+-----------+-------------------------------+
     * |Ver|  Opt Len  |O|C|   Rsvd.   |         Protocol Type         |
     * +---+-----------+-+-+-----------+---------------+---------------+
     * |                      VNI                      |   Reserved    |
     * +-----------------------------------------------+---------------+
     * </pre>
     */
    private static long geneve(ByteBuffer in, int at, int end) {
        if (end - at < 8) {
            return Next.TRUNCATED;
        }
        int first = in.get(at);
        return (first & 0xc0) == 0
                ? Next.of(in.getShort(at + 2) & 0xffff, at + 8 + (first & 0x3f) * 4)
                : Next.UNSUPPORTED;
    }

    /**
     * 3GPP TS 29.281, section 5: GTP-U. With one of E, S and PN set 4 more bytes follow, of which the last is the type of the first
     * extension header. Of these each starts with its length in words and ends with the type of the next. Message 255 carries a
     * packet.
     *
     * <pre>
     * +-----+-+-+-+-+-+---------------+-------------------------------+
     * |Ver 1|P| |E|S|N|    Message    |            Length             |
     * +-----+-+-+-+-+-+---------------+-------------------------------+
     * |                  Tunnel Endpoint Identifier                   |
     * |       [Sequence Number]       |   [N-PDU]     |[Next Ext. Type]
     * +---------------------------------------------------------------+
     * </pre>
     */
    private static long gtp(ByteBuffer in, int at, int end, long wireEnd) {
        if (end - at < 12) {
            return Next.TRUNCATED;
        }
        int first = in.get(at) & 0xff;
        if ((first & 0xf0) != 0x30 || (in.get(at + 1) & 0xff) != 255) {
            return Next.NOT_IP;
        }
        int after = at + ((first & 7) == 0 ? 8 : 12);
        int extension = (first & 4) == 0 ? 0 : in.get(at + 11);
        for (int i = 0; extension != 0; i++) {
            int length = end - after < 4 ? 0 : (in.get(after) & 0xff) * 4;
            if (length == 0 || length > end - after || i == MOST_GTP_EXTENSIONS) {
                return Next.UNSUPPORTED;
            }
            after += length;
            extension = in.get(after - 1);
        }
        // a session may carry Ethernet too
        return Plausible.isEthernet(in, after, end) && !Plausible.isIp(in, after, end, wireEnd)
                ? Next.of(EtherType.BRIDGED, after)
                : Next.ofVersion(in, after, end);
    }

    /**
     * RFC 4380, section 5.1.1: IPv6, perhaps behind an authentication (00 01, the lengths of two fields, these, 9 bytes) and an origin
     * (00 00, 6 bytes).
     */
    private static long teredo(ByteBuffer in, int first, int end) {
        int at = first;
        if (end - at >= 4 && in.getShort(at) == 1) {
            at += 13 + (in.get(at + 2) & 0xff) + (in.get(at + 3) & 0xff);
        }
        if (end - at >= 8 && in.getShort(at) == 0) {
            at += 8;
        }
        return Next.ofVersion(in, at, end);
    }

    /**
     * draft-ietf-intarea-gue-09, section 3: version 0 has a length in words, an IP protocol and flags, and as many words of fields;
     * version 1 is the IP packet itself.
     */
    private static long gue(ByteBuffer in, int at, int end) {
        if (end - at < 4) {
            return Next.TRUNCATED;
        }
        int first = in.get(at) & 0xff;
        int after = at + 4 + (first & 0x1f) * 4;
        return switch (first >>> 5) {
            case 2, 3 -> Next.ofVersion(in, at, end);
            case 0 -> switch (in.get(at + 1) & 0xff) {
                case 4 -> Next.of(EtherType.IPV4, after);
                case 41 -> Next.of(EtherType.IPV6, after);
                case 47 -> Gre.next(in, after, end);
                default -> Next.UNSUPPORTED;
            };
            default -> Next.NOT_IP;
        };
    }
}
