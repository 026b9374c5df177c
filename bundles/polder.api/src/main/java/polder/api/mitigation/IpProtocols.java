// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.Map;
import java.util.Map.Entry;

/** Names of IP protocols that everybody knows, and ExaBGP too. */
final class IpProtocols {
    static final int TCP = 6;
    static final int UDP = 17;

    private static final Map<Integer, String> NAMES = Map.of(
            1, "icmp", 2, "igmp", TCP, "tcp", UDP, "udp", 46, "rsvp", 47, "gre", 50, "esp", 51, "ah", 89, "ospf", 132,
            "sctp");

    private IpProtocols() {}

    /** Its name, or its number when it has none. */
    static String name(int protocol) {
        return NAMES.getOrDefault(protocol, Integer.toString(protocol));
    }

    static int number(String text) {
        for (Entry<Integer, String> one : NAMES.entrySet()) {
            if (one.getValue().equals(text)) {
                return one.getKey();
            }
        }
        if (!text.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("is no IP protocol: a number, or a name such as udp, tcp, icmp, gre");
        }
        return Integer.parseInt(text);
    }
}
