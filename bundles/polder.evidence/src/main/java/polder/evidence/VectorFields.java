// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads the fields of a row, in the table and in a cfg alike; each throws IllegalArgumentException at what it does not accept. */
final class VectorFields {
    static final int MOST_PORT = 65535;
    /** What BIG TCP sends is longer than any limit that makes sense here. */
    static final int MOST_LENGTH = 65535;

    private static final Map<String, Integer> PROTOCOLS = new TreeMap<>(Map.ofEntries(
            Map.entry("any", VectorRule.ANY_PROTOCOL),
            Map.entry("icmp", VectorSample.ICMP),
            Map.entry("igmp", 2),
            Map.entry("ipip", 4),
            Map.entry("tcp", 6),
            Map.entry("udp", 17),
            Map.entry("ipv6", 41),
            Map.entry("gre", 47),
            Map.entry("esp", 50),
            Map.entry("ah", 51),
            Map.entry("icmpv6", VectorSample.ICMPV6),
            Map.entry("sctp", 132)));

    static final String PROTOCOL = "one of " + String.join(", ", PROTOCOLS.keySet()) + ", or a number from 0 to 255";
    static final String PORTS = "ports such as 53, 80,443 or 27015-27050";
    static final String TYPES = "ICMP types such as 3 or 13,14";
    static final String FLAGS =
            "letters of FSRPAU or 0, and perhaps a slash and those that are looked at, such as S/FSRA";
    static final String FRAGMENT = "any, no, yes or later";
    static final String LENGTH = "bytes of the IP packet such as 468, 540- or 40-100";
    static final String CONTENT = "a content (" + String.join(", ", Payloads.NAMES.keySet()) + ") or "
            + Pattern.ACCEPTED + "; then perhaps ! or ?";

    private VectorFields() {}

    static String name(String text) {
        if (!text.matches("[a-z0-9]+(-[a-z0-9]+)*") || text.equals(Vector.OTHER.name())) {
            throw new IllegalArgumentException("'" + text + "' is no name such as dns-amplification");
        }
        return text;
    }

    static int protocol(String text) {
        Integer number = PROTOCOLS.get(text.toLowerCase(Locale.ROOT));
        if (number != null) {
            return number;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
            throw new IllegalArgumentException("'" + text + "' is no protocol");
        }
        return Integer.parseInt(text);
    }

    static Fragments fragments(String text) {
        return switch (text) {
            case "any" -> Fragments.ANY;
            case "no" -> Fragments.NO;
            case "yes" -> Fragments.YES;
            case "later" -> Fragments.LATER;
            default -> throw new IllegalArgumentException("'" + text + "' says nothing of fragments");
        };
    }

    /**
     * What makes no sense together.
     *
     * @return why, or nothing
     */
    static String contradiction(VectorRule rule) {
        boolean tcp = rule.protocol() == 6;
        boolean ports = tcp || rule.protocol() == 17 || rule.protocol() == 132;
        boolean icmp = rule.protocol() == VectorSample.ICMP || rule.protocol() == VectorSample.ICMPV6;
        if (!rule.flags().equals(Flags.ANY) && !tcp) {
            return "only tcp has flags";
        }
        if (!rule.source().isAny() && !ports && !icmp) {
            return "only tcp, udp and sctp have ports, only icmp and icmpv6 have types";
        }
        if (!rule.target().isAny() && !ports) {
            return "only tcp, udp and sctp have ports";
        }
        boolean data = tcp || rule.protocol() == 17;
        return rule.demand().content() != null && !data ? "only of tcp and udp the content is looked at" : "";
    }
}
