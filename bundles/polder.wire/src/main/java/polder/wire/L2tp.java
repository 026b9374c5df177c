// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** Layer two tunnelling, versions 2 and 3. Control messages hold no IP. */
final class L2tp {
    static final int PORT = 1701;

    private static final int CONTROL = 0x8000;
    private static final int LENGTH = 0x4000;
    private static final int SEQUENCE = 0x0800;
    private static final int OFFSET = 0x0200;
    /** A cookie of 0, 4 or 8 bytes, then a sublayer of 0 or 4. */
    private static final int LONGEST_COOKIE = 12;

    private L2tp() {}

    /**
     * RFC 2661, section 3.1. Length, the two sequence numbers and the offset are there when their bits are set. Version 3 over UDP (RFC
     * 3931, section 4.1.2) has 2 reserved bytes and a session of 4.
     *
     * <pre>
     * +-+-+---+-+-+-+-+-------+-------+-------------------------------+
     * |T|L|   |S| |O|P|       |  Ver  |           [Length]            |
     * +-+-+---+-+-+-+-+-------+-------+-------------------------------+
     * |           Tunnel Id           |          Session Id           |
     * |             [Ns]              |             [Nr]              |
     * |        [Offset Size]          |      [Offset Padding ...]
     * +-------------------------------+-------------------------------
     * </pre>
     */
    static long overUdp(ByteBuffer in, int at, int end, long wireEnd) {
        if (end - at < 8) {
            return Next.TRUNCATED;
        }
        int flags = in.getShort(at) & 0xffff;
        if ((flags & CONTROL) != 0) {
            return Next.NOT_IP;
        }
        if ((flags & 0xf) == 3) {
            return session(in, at + 4, end, wireEnd);
        }
        if ((flags & 0xf) != 2) {
            return Next.UNSUPPORTED;
        }
        int after = at + 6 + ((flags & LENGTH) == 0 ? 0 : 2) + ((flags & SEQUENCE) == 0 ? 0 : 4);
        if ((flags & OFFSET) != 0) {
            if (end - after < 2) {
                return Next.TRUNCATED;
            }
            after += 2 + (in.getShort(after) & 0xffff);
        }
        return Next.of(EtherType.PPP, after);
    }

    /**
     * RFC 3931, sections 4.1.1 and 4.6: a session, which is zero in control messages, a cookie and a sublayer whose lengths only the
     * two ends know, then Ethernet or PPP. It is found where its header makes sense.
     */
    static long session(ByteBuffer in, int at, int end, long wireEnd) {
        if (end - at < 4) {
            return Next.TRUNCATED;
        }
        if (in.getInt(at) == 0) {
            return Next.NOT_IP;
        }
        for (int after = at + 4; after <= at + 4 + LONGEST_COOKIE; after += 4) {
            if (Plausible.isEthernet(in, after, end)) {
                return Next.of(EtherType.BRIDGED, after);
            }
            if (end - after >= 4 && isPpp(in.getInt(after)) && Plausible.isIp(in, after + 4, end, wireEnd)) {
                return Next.of(EtherType.PPP, after);
            }
        }
        return Next.UNSUPPORTED;
    }

    private static boolean isPpp(int start) {
        return start == 0xff030021 || start == 0xff030057;
    }
}
