// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** What Linux's packet filter logs: a header, then attributes, one of which is the packet from its IP header on. */
final class Nflog {
    /** More than there are kinds of attributes. */
    private static final int MOST = 64;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int PACKET_HEADER = 1;
    private static final int PAYLOAD = 9;

    private Nflog() {}

    /**
     * LINKTYPE_NFLOG of tcpdump.org. An attribute's length counts its header; lengths and types are in the byte order of the machine
     * that captured, which the first type tells, all are small numbers.
     *
     * <pre>
     * +---------------+---------------+-------------------------------+
     * |    Family     |    Version    |        Resource (group)       |  0
     * +---------------+---------------+-------------------------------+
     * |            Length             |             Type              |  4, and so on
     * |            Value, padded to four bytes                        |
     * </pre>
     *
     * Of a bridge's packets the family does not tell the protocol: the packet header (type 1) starts with its EtherType.
     */
    static long next(ByteBuffer in, int start, int end) {
        if (end - start < 8) {
            return Next.TRUNCATED;
        }
        boolean little = in.get(start + 7) == 0;
        int family = in.get(start);
        int protocol = EtherType.UNKNOWN;
        int at = start + 4;
        for (int i = 0; i < MOST && end - at >= 4; i++) {
            int length = number(in, little, at);
            int type = number(in, little, at + 2) & 0x7fff;
            if (length < 4) {
                return Next.UNSUPPORTED;
            }
            if (type == PAYLOAD) {
                return at + 4 >= end ? Next.TRUNCATED : Next.of(etherType(family, protocol), at + 4);
            }
            if (type == PACKET_HEADER && length >= 6 && end - at >= 6) {
                protocol = in.getShort(at + 4) & 0xffff;
            }
            at += (length + 3) & ~3;
        }
        return Next.TRUNCATED;
    }

    private static int number(ByteBuffer in, boolean little, int at) {
        short value = in.getShort(at);
        return (little ? Short.reverseBytes(value) : value) & 0xffff;
    }

    private static int etherType(int family, int protocol) {
        return switch (family) {
            case AF_INET -> EtherType.IPV4;
            case AF_INET6 -> EtherType.IPV6;
            default -> protocol;
        };
    }
}
