// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** Tells from bytes alone what they are, where no header says it: in pseudowires. */
final class Plausible {
    private Plausible() {}

    /** An Ethernet header with a usual type, IP of the right version behind it, or an IEEE 802.2 header. */
    static boolean isEthernet(ByteBuffer in, int at, int end) {
        if (end - at < 16) {
            return false;
        }
        int type = in.getShort(at + 12) & 0xffff;
        int first = in.getShort(at + 14) & 0xffff;
        return switch (type) {
            case EtherType.IPV4 -> first >>> 12 == 4 && (first >>> 8 & 0xf) >= 5;
            case EtherType.IPV6 -> first >>> 12 == 6;
            default -> EtherType.isUsual(type) || (type < EtherType.LOWEST && (first == 0xaaaa || first == 0x4242));
        };
    }

    /** An IP packet just as long as the bytes there were. */
    static boolean isIp(ByteBuffer in, int at, int end, long wireEnd) {
        if (end - at < 8) {
            return false;
        }
        int first = in.getInt(at);
        if (first >>> 28 == 4) {
            int header = first >>> 22 & 0x3c;
            int total = first & 0xffff;
            return header >= 20 && total >= header && total == wireEnd - at;
        }
        return first >>> 28 == 6 && (in.getShort(at + 4) & 0xffff) + 40 == wireEnd - at;
    }
}
