// SPDX-License-Identifier: Apache-2.0
package polder.wire;

/** EtherTypes (IEEE Registration Authority) a frame's reader has to know. What GRE carries has the same numbers. */
final class EtherType {
    /** Anything lower is the length of an IEEE 802.2 frame. */
    static final int LOWEST = 0x0600;

    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;
    static final int ERSPAN_3 = 0x22eb;
    /** Transparent Ethernet bridging: a frame, from its target address on. */
    static final int BRIDGED = 0x6558;

    static final int VLAN = 0x8100;
    static final int IPV6 = 0x86dd;
    static final int PPP = 0x880b;
    static final int MPLS = 0x8847;
    static final int MPLS_MULTICAST = 0x8848;
    static final int PPPOE_DISCOVERY = 0x8863;
    static final int PPPOE = 0x8864;
    static final int PROVIDER_VLAN = 0x88a8;
    /** ERSPAN type II, and type I. */
    static final int ERSPAN = 0x88be;

    static final int LLDP = 0x88cc;
    static final int BACKBONE_INSTANCE = 0x88e7;
    static final int CISCO_METADATA = 0x8909;
    static final int VN_TAG = 0x8926;
    static final int E_TAG = 0x893f;
    static final int NSH = 0x894f;
    static final int OLD_VLAN = 0x9100;
    /** Reserved: stands for whatever is not known. */
    static final int UNKNOWN = 0xffff;

    private EtherType() {}

    /** IEEE 802.1Q, 802.1ad, and what switches used before that. */
    static boolean isTag(int type) {
        return type == VLAN || type == PROVIDER_VLAN || type == OLD_VLAN;
    }

    /** TRILL, FabricPath, MACsec: there may be IP within. */
    static boolean isOpaque(int type) {
        return type == 0x22f3 || type == 0x8903 || type == 0x88e5;
    }

    /** Whether it is one of those a frame in a tunnel is told by. */
    static boolean isUsual(int type) {
        return switch (type) {
            case ARP, VLAN, PROVIDER_VLAN, OLD_VLAN, MPLS, MPLS_MULTICAST, PPPOE_DISCOVERY, PPPOE, LLDP -> true;
            default -> false;
        };
    }

    /** The "next protocol" of NSH (RFC 8300, section 2.2) and VXLAN-GPE. */
    static int ofNextProtocol(int number) {
        return switch (number) {
            case 1 -> IPV4;
            case 2 -> IPV6;
            case 3 -> BRIDGED;
            case 4 -> NSH;
            case 5 -> MPLS;
            default -> UNKNOWN;
        };
    }
}
