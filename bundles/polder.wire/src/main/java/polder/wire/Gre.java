// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** Generic routing encapsulation, and the mirrors that use it. */
final class Gre {
    private static final int CHECKSUM = 0x8000;
    private static final int ROUTING = 0x4000;
    private static final int KEY = 0x2000;
    private static final int SEQUENCE = 0x1000;
    private static final int ACKNOWLEDGEMENT = 0x0080;

    private Gre() {}

    /**
     * RFC 2784, section 2 and RFC 2890, section 2. Each of the three words is there when its bit is set. Source routes (RFC 1701) are
     * not followed.
     *
     * <pre>
     * +-+-+-+-+-----------------+-----+-------------------------------+
     * |C|R|K|S|    Reserved     | Ver |         Protocol Type         |
     * +-+-+-+-+-----------------+-----+-------------------------------+
     * |           Checksum            |           Reserved            |
     * |                              Key                              |
     * |                        Sequence Number                        |
     * +---------------------------------------------------------------+
     * </pre>
     */
    static long next(ByteBuffer in, int at, int end) {
        if (end - at < 4) {
            return Next.TRUNCATED;
        }
        int flags = in.getShort(at) & 0xffff;
        int type = in.getShort(at + 2) & 0xffff;
        if ((flags & 7) == 1) {
            return pointToPoint(flags, type, at);
        }
        if ((flags & 7) != 0 || (flags & ROUTING) != 0) {
            return Next.UNSUPPORTED;
        }
        int after = at + 4 + word(flags, CHECKSUM) + word(flags, KEY) + word(flags, SEQUENCE);
        if (type == EtherType.ERSPAN) {
            return (flags & SEQUENCE) == 0 ? Next.of(EtherType.BRIDGED, after) : mirrored2(in, after, end);
        }
        return switch (type) {
            case EtherType.ERSPAN_3 -> mirrored3(in, after, end);
            case EtherType.CISCO_METADATA -> tagged(in, after, end);
            default -> Next.of(type, after);
        };
    }

    private static int word(int flags, int bit) {
        return (flags & bit) == 0 ? 0 : 4;
    }

    /** Cisco's security group tag: what follows it 2, which over Ethernet comes last, then 6. */
    private static long tagged(ByteBuffer in, int at, int end) {
        return end - at < 8 ? Next.TRUNCATED : Next.of(in.getShort(at) & 0xffff, at + 8);
    }

    /** RFC 2637, section 4.1: version 1, PPTP. The key, length 2 and call 2, is always there. */
    private static long pointToPoint(int flags, int type, int at) {
        return type == EtherType.PPP
                ? Next.of(EtherType.PPP, at + 8 + word(flags, SEQUENCE) + word(flags, ACKNOWLEDGEMENT))
                : Next.UNSUPPORTED;
    }

    /** draft-foschiano-erspan-03, section 4.2: ERSPAN type II has a header of 8 bytes, which starts with 1. Type I has none. */
    private static long mirrored2(ByteBuffer in, int at, int end) {
        if (end - at < 8) {
            return Next.TRUNCATED;
        }
        return (in.get(at) & 0xf0) == 0x10 ? Next.of(EtherType.BRIDGED, at + 8) : Next.UNSUPPORTED;
    }

    /**
     * draft-foschiano-erspan-03, section 4.3: ERSPAN type III. A subheader of 8 bytes follows when O is set; frame type 0 is Ethernet,
     * 2 is IP.
     *
     * <pre>
     * +-------+-----------------------+-----+---+-+-------------------+
     * | Ver 2 |         VLAN          | COS |BSO|T|    Session Id     |
     * +-------+-----------------------+-----+---+-+-------------------+
     * |                           Timestamp                           |
     * +-------------------------------+-+---------+-----------+-+---+-+
     * |              SGT              |P|   FT    |   Hw Id   |D|Gra|O|
     * +-------------------------------+-+---------+-----------+-+---+-+
     * </pre>
     */
    private static long mirrored3(ByteBuffer in, int at, int end) {
        if (end - at < 12) {
            return Next.TRUNCATED;
        }
        if ((in.get(at) & 0xf0) != 0x20) {
            return Next.UNSUPPORTED;
        }
        int bits = in.getShort(at + 10);
        int after = at + 12 + ((bits & 1) == 0 ? 0 : 8);
        return switch (bits >>> 10 & 0x1f) {
            case 0 -> Next.of(EtherType.BRIDGED, after);
            case 2 -> Next.ofVersion(in, after, end);
            default -> Next.UNSUPPORTED;
        };
    }
}
