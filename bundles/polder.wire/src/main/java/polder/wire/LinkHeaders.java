// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/**
 * Goes from header to header until it stands before an IP packet, at the start of a frame and again in each tunnel, and keeps where
 * the addresses, tags and labels lie. Used by {@link Frame}.
 */
final class LinkHeaders {
    static final int NONE = -1;

    /** More tags, labels and shims than any network stacks, in all layers of a frame together. */
    private static final int MOST = 16;

    /** The IP packet: its type and where it starts. */
    int type;

    int at;

    /** Where the Ethernet header starts, or {@link #NONE}. */
    int ethernet;

    /** Where the outer tag and the top label lie, or {@link #NONE}; right only when headers were followed. */
    private int tag;

    private int label;
    private int headers;
    private boolean followed;
    private boolean tunnelled;

    /** A new frame. Short, since most frames need no more. */
    void begin(int ethernetAt) {
        ethernet = ethernetAt;
        followed = false;
    }

    private void beginToFollow() {
        followed = true;
        tunnelled = false;
        headers = 0;
        label = NONE;
        tag = NONE;
    }

    /** A tunnel: the first Ethernet header in it takes the place of the one around it. */
    void enter(ByteBuffer in) {
        if (!followed) {
            beginToFollow();
            tag = quickTag(in);
        }
        tunnelled = true;
    }

    /** From the start of the frame, or of what a tunnel carries, up to an IP packet. */
    Frame.Result follow(ByteBuffer in, long first, int end, long wireEnd) {
        if (!followed) {
            beginToFollow();
        }
        long next = first;
        while (next >= 0) {
            type = Next.type(next);
            at = Next.at(next);
            if (type == EtherType.IPV4 || type == EtherType.IPV6) {
                return Frame.Result.OK;
            }
            if (headers++ == MOST) {
                return Frame.Result.TOO_DEEP;
            }
            next = step(in, end, wireEnd);
        }
        return Next.reason(next);
    }

    /** The tag of a frame whose headers did not have to be followed: it has one at most. */
    private int quickTag(ByteBuffer in) {
        boolean tagged = ethernet != NONE && (in.getShort(ethernet + 12) & 0xffff) == EtherType.VLAN;
        return tagged ? ethernet + 14 : NONE;
    }

    int vlan(ByteBuffer in) {
        int outer = followed ? tag : quickTag(in);
        return outer == NONE ? 0 : in.getShort(outer) & 0xfff;
    }

    int label(ByteBuffer in) {
        return followed && label != NONE ? in.getInt(label) >>> 12 : 0;
    }

    /** What comes after the header of {@link #type} that starts {@link #at} a place. */
    long step(ByteBuffer in, int end, long wireEnd) {
        return switch (type) {
            case EtherType.VLAN, EtherType.PROVIDER_VLAN, EtherType.OLD_VLAN -> tag(in, end);
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> {
                label = label == NONE ? at : label;
                yield Mpls.next(in, at, end, wireEnd);
            }
            case EtherType.BRIDGED -> ethernet(in, end);
            case EtherType.PPPOE -> Ppp.overEthernet(in, at, end);
            case EtherType.PPP -> Ppp.next(in, at, end);
                // IEEE 802.1Q, clause 9.7: priority and service 4, then the customer's frame
            case EtherType.BACKBONE_INSTANCE -> Next.of(EtherType.BRIDGED, at + 4);
            case EtherType.VN_TAG -> shim(in, 4, end);
                // IEEE 802.1BR, clause 7.5
            case EtherType.E_TAG -> shim(in, 6, end);
            case EtherType.CISCO_METADATA -> shim(in, 6, end);
            case EtherType.NSH -> serviceChain(in, end);
            default -> type < EtherType.LOWEST
                    ? llc(in, end)
                    : EtherType.isOpaque(type) ? Next.UNSUPPORTED : Next.NOT_IP;
        };
    }

    /** Ethernet II (IEEE 802.3, clause 3.2): target 6, source 6, type 2. */
    private long ethernet(ByteBuffer in, int end) {
        if (end - at < 14) {
            return Next.TRUNCATED;
        }
        if (tunnelled) {
            tunnelled = false;
            ethernet = at;
            tag = NONE;
            label = NONE;
        }
        return Next.of(in.getShort(at + 12) & 0xffff, at + 14);
    }

    /** IEEE 802.1Q, clause 9: priority and VLAN 2, type 2. */
    private long tag(ByteBuffer in, int end) {
        tag = tag == NONE ? at : tag;
        return shim(in, 2, end);
    }

    private long shim(ByteBuffer in, int length, int end) {
        return end - at < length + 2 ? Next.TRUNCATED : Next.of(in.getShort(at + length) & 0xffff, at + length + 2);
    }

    /** IEEE 802.2 with SNAP (RFC 1042): aa aa 03, organisation 3, type 2. */
    private long llc(ByteBuffer in, int end) {
        if (end - at < 8) {
            return Next.NOT_IP;
        }
        return in.getInt(at) == 0xaaaa0300 && in.getShort(at + 4) == 0
                ? Next.of(in.getShort(at + 6) & 0xffff, at + 8)
                : Next.NOT_IP;
    }

    /**
     * RFC 8300, section 2.2. The length counts words of the whole header.
     *
     * <pre>
     * +---+-+-+-----------+-----------+-------+-------+---------------+
     * |Ver|O|U|    TTL    |  Length   | Unass.|MD Type| Next Protocol |
     * +---+-+-+-----------+-----------+-------+-------+---------------+
     * |          Service Path Identifier              | Service Index |
     * +-----------------------------------------------+---------------+
     * </pre>
     */
    private long serviceChain(ByteBuffer in, int end) {
        if (end - at < 8) {
            return Next.TRUNCATED;
        }
        int length = (in.getShort(at) & 0x3f) * 4;
        return length < 8 ? Next.UNSUPPORTED : Next.of(EtherType.ofNextProtocol(in.get(at + 3)), at + length);
    }
}
