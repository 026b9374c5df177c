// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.util.List;

/** Kinds of attack. */
enum Vector {
    /** TCP SYN to port 443 from sources that do not exist. */
    SYN_FLOOD(74, 0, 443),
    /** Answers of NTP's monlist from many servers. */
    NTP_AMPLIFICATION(482, 123, 0),
    /** Large DNS answers from many resolvers. */
    DNS_AMPLIFICATION(1294, 53, 0),
    /** Answers of open memcached servers. */
    MEMCACHED_AMPLIFICATION(1442, 11211, 0),
    /** Large echo requests. */
    ICMP_FLOOD(1066, 0, 0),
    /** IP fragments that are neither first nor last. */
    FRAGMENT_FLOOD(1514, 0, 0),
    /** UDP to port 443 over IPv6. */
    UDP6_FLOOD(562, 0, 443),
    /** UDP to port 443. */
    UDP_FLOOD(562, 0, 443),
    /** TCP ACK to port 443, of no connection. */
    ACK_FLOOD(60, 0, 443),
    /** Answers of devices to SSDP searches. */
    SSDP_AMPLIFICATION(362, 1900, 0),
    /** Answers of directory servers over UDP. */
    CLDAP_AMPLIFICATION(1442, 389, 0),
    /** Answers of character generators. */
    CHARGEN_AMPLIFICATION(1066, 19, 0);

    private static final List<Vector> AMPLIFICATIONS =
            List.of(NTP_AMPLIFICATION, DNS_AMPLIFICATION, MEMCACHED_AMPLIFICATION);

    /** Bytes of a frame. */
    final int length;
    /** Zero where it is any, or there are no ports. */
    final int sourcePort;

    final int targetPort;

    Vector(int length, int sourcePort, int targetPort) {
        this.length = length;
        this.sourcePort = sourcePort;
        this.targetPort = targetPort;
    }

    /** The vector of an attack: each kind in turn, and at each turn the next kind of amplification. */
    static Vector of(int attack, boolean v4, boolean v6) {
        if (!v4) {
            return UDP6_FLOOD;
        }
        int kinds = v6 ? 5 : 4;
        return switch (attack % kinds) {
            case 0 -> SYN_FLOOD;
            case 1 -> AMPLIFICATIONS.get(attack / kinds % AMPLIFICATIONS.size());
            case 2 -> ICMP_FLOOD;
            case 3 -> FRAGMENT_FLOOD;
            default -> UDP6_FLOOD;
        };
    }

    boolean v6() {
        return this == UDP6_FLOOD;
    }

    boolean amplification() {
        return sourcePort != 0;
    }
}
