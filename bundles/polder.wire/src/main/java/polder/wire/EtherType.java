// SPDX-License-Identifier: Apache-2.0
package polder.wire;

/** EtherTypes (IEEE Registration Authority) a frame's reader has to know. */
final class EtherType {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;

    private EtherType() {}

    /** IEEE 802.1Q, 802.1ad, and what switches used before that. */
    static boolean isTag(int type) {
        return type == 0x8100 || type == 0x88a8 || type == 0x9100;
    }

    /** MPLS (two), PPPoE session, provider backbone bridge, VN-Tag, E-Tag and NSH: there may be IP within. */
    static boolean isEncapsulation(int type) {
        return switch (type) {
            case 0x8847, 0x8848, 0x8864, 0x88e7, 0x8926, 0x893f, 0x894f -> true;
            default -> false;
        };
    }
}
