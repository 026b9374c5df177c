// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;

/** Link layers as pcap files number them (LINKTYPE_*), and how far their headers go. */
final class LinkType {
    static final int NULL = 0;
    static final int ETHERNET = 1;
    static final int PPP = 9;
    static final int FDDI = 10;
    static final int RAW_BSD = 12;
    static final int RAW_OPENBSD = 14;
    static final int PPP_HDLC = 50;
    static final int RAW = 101;
    static final int CISCO_HDLC = 104;
    static final int LOOP = 108;
    static final int LINUX_SLL = 113;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int NFLOG = 239;
    static final int LINUX_SLL2 = 276;

    /** No frame is longer: a kernel's largest packet is 512 KiB. */
    static final int LONGEST = 1 << 20;

    private LinkType() {}

    /** Bytes before the network layer, or -1 when the link type is not read here; Ethernet is read by {@link Frame}. */
    static int header(int linkType) {
        return switch (linkType) {
            case NULL, LOOP, CISCO_HDLC -> 4;
            case FDDI -> 13;
            case LINUX_SLL -> 16;
            case LINUX_SLL2 -> 20;
            case PPP, PPP_HDLC, RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> 0;
            default -> -1;
        };
    }

    /** What the network layer is, as an EtherType; {@link EtherType#UNKNOWN} when it is none. The header and a byte more are there. */
    static int etherType(int linkType, ByteBuffer in, int at) {
        return switch (linkType) {
            case NULL, LOOP -> ofFamily(in.getInt(at));
            case PPP, PPP_HDLC -> EtherType.PPP;
                // frame control 1 and two addresses, then IEEE 802.2
            case FDDI -> 0;
            case CISCO_HDLC -> in.getShort(at + 2) & 0xffff;
            case LINUX_SLL -> in.getShort(at + 14) & 0xffff;
            case LINUX_SLL2 -> in.getShort(at) & 0xffff;
            case IPV4 -> EtherType.IPV4;
            case IPV6 -> EtherType.IPV6;
            default -> ofVersion((in.get(at) & 0xf0) >> 4);
        };
    }

    private static int ofVersion(int version) {
        return version == 4 ? EtherType.IPV4 : version == 6 ? EtherType.IPV6 : EtherType.UNKNOWN;
    }

    /** AF_INET is 2 everywhere, AF_INET6 differs: Linux, NetBSD and OpenBSD, FreeBSD, Darwin. In the byte order of the host. */
    private static int ofFamily(int family) {
        int value = Integer.compareUnsigned(family, 0xffff) > 0 ? Integer.reverseBytes(family) : family;
        return switch (value) {
            case 2 -> EtherType.IPV4;
            case 10, 24, 28, 30 -> EtherType.IPV6;
            default -> EtherType.UNKNOWN;
        };
    }
}
