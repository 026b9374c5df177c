// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** PPP frames, and PPPoE. */
final class Ppp {
    private static final int ADDRESS_AND_CONTROL = 0xff03;

    private Ppp() {}

    /**
     * RFC 2516, section 4: the session stage of PPPoE, which has code 0.
     *
     * <pre>
     * +-------+-------+---------------+-------------------------------+
     * | Ver 1 | Type 1|     Code      |          Session Id           |
     * +-------+-------+---------------+-------------------------------+
     * |            Length             |        PPP Protocol ...
     * +-------------------------------+-------------------------------
     * </pre>
     */
    static long overEthernet(ByteBuffer in, int at, int end) {
        if (end - at < 6) {
            return Next.TRUNCATED;
        }
        return in.getShort(at) == 0x1100 ? Next.of(EtherType.PPP, at + 6) : Next.NOT_IP;
    }

    /**
     * RFC 1661, section 2 and RFC 1662, section 3.1: address and control (ff 03) may be left out, and of the protocol the first byte
     * when it is zero. What is compressed, encrypted or split over links cannot be read.
     */
    static long next(ByteBuffer in, int first, int end) {
        int at = first;
        if (end - at >= 2 && (in.getShort(at) & 0xffff) == ADDRESS_AND_CONTROL) {
            at += 2;
        }
        if (end - at < 2) {
            return Next.TRUNCATED;
        }
        int protocol = in.getShort(at) & 0xffff;
        int after = at + 2;
        if ((protocol & 0x0100) != 0) {
            protocol >>>= 8;
            after--;
        }
        return switch (protocol) {
            case 0x0021 -> Next.of(EtherType.IPV4, after);
            case 0x0057 -> Next.of(EtherType.IPV6, after);
            case 0x0281, 0x0283 -> Next.of(EtherType.MPLS, after);
            case 0x0031 -> Next.of(EtherType.BRIDGED, after + 2);
            case 0x002d, 0x002f, 0x003d, 0x0053, 0x0055, 0x00fb, 0x00fd -> Next.UNSUPPORTED;
            default -> Next.NOT_IP;
        };
    }
}
