// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** Label stacks, and what is below them. */
final class Mpls {
    private Mpls() {}

    /**
     * RFC 3032, section 2.1: a label stack entry; the last has S set.
     *
     * <pre>
     * +---------------------------------------+-----+-+---------------+
     * |                 Label                 | TC  |S|      TTL      |
     * +---------------------------------------+-----+-+---------------+
     * </pre>
     */
    static long next(ByteBuffer in, int at, int end, long wireEnd) {
        if (end - at < 4) {
            return Next.TRUNCATED;
        }
        boolean last = (in.get(at + 2) & 1) != 0;
        return last ? payload(in, at + 4, end, wireEnd) : Next.of(EtherType.MPLS, at + 4);
    }

    /**
     * No header says what is below the stack. IP is told by its version. A pseudowire of Ethernet (RFC 4448) may start with a control
     * word, whose first four bits are zero (RFC 4385, section 3), or with the target's MAC address, which may look like any of these;
     * so what fits decides. An associated channel (RFC 5586) starts with 1.
     */
    private static long payload(ByteBuffer in, int at, int end, long wireEnd) {
        if (end - at < 1) {
            return Next.TRUNCATED;
        }
        int version = in.get(at) >>> 4 & 0xf;
        if (Plausible.isIp(in, at, end, wireEnd)) {
            return Next.ofVersion(in, at, end);
        }
        if (version == 0 && Plausible.isEthernet(in, at + 4, end)) {
            return Next.of(EtherType.BRIDGED, at + 4);
        }
        if (Plausible.isEthernet(in, at, end)) {
            return Next.of(EtherType.BRIDGED, at);
        }
        return version == 0 || version == 1 ? Next.NOT_IP : Next.ofVersion(in, at, end);
    }
}
