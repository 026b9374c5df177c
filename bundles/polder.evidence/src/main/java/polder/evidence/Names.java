// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/** What things are called in the tables of an attack. */
final class Names {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP6 = 58;

    private static final int[] SIZES = {64, 128, 256, 512, 1024, 1519};

    private Names() {}

    static String protocol(int number) {
        return switch (number) {
            case ICMP -> "icmp";
            case 2 -> "igmp";
            case 4 -> "ipip";
            case TCP -> "tcp";
            case UDP -> "udp";
            case 41 -> "ipv6";
            case 47 -> "gre";
            case 50 -> "esp";
            case 51 -> "ah";
            case ICMP6 -> "icmpv6";
            case 89 -> "ospf";
            case 132 -> "sctp";
            default -> Integer.toString(number);
        };
    }

    /** Which class a packet of so many bytes is of. */
    static int sizeClass(long length) {
        int size = 0;
        while (size < SIZES.length && length >= SIZES[size]) {
            size++;
        }
        return size;
    }

    static String size(int sizeClass) {
        int from = sizeClass == 0 ? 0 : SIZES[sizeClass - 1];
        return from + "-" + (sizeClass == SIZES.length ? "" : SIZES[sizeClass] - 1);
    }
}
