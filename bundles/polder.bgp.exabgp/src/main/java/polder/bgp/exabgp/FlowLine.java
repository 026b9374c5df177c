// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

/** FlowSpec rules as ExaBGP 4 reads and prints them. */
final class FlowLine {
    /** The protocols ExaBGP prints by their names. */
    private static final Map<String, Integer> PROTOCOLS = Map.ofEntries(
            Map.entry("icmp", 1),
            Map.entry("igmp", 2),
            Map.entry("tcp", 6),
            Map.entry("egp", 8),
            Map.entry("udp", 17),
            Map.entry("rsvp", 46),
            Map.entry("gre", 47),
            Map.entry("esp", 50),
            Map.entry("ah", 51),
            Map.entry("ospf", 89),
            Map.entry("ipip", 94),
            Map.entry("pim", 103),
            Map.entry("sctp", 132));

    private FlowLine() {}

    /** {@code source 4.0.0.0/24 destination 127.0.0.0/24 protocol [ udp ] source-port [ =53 ]}, in FastNetMon's order. */
    static String match(FlowRule rule) {
        boolean v6 = !rule.destination().base().isV4();
        StringJoiner line = new StringJoiner(" ");
        if (rule.source() != null) {
            line.add("source " + prefix(rule.source()));
        }
        line.add("destination " + prefix(rule.destination()));
        add(
                line,
                v6 ? "next-header" : "protocol",
                rule.protocols().stream().map(FlowLine::protocol).toList());
        add(line, "source-port", spans(rule.sourcePorts()));
        add(line, "destination-port", spans(rule.targetPorts()));
        add(line, "packet-length", spans(rule.lengths()));
        add(line, "tcp-flags", flags(rule.tcpFlags()));
        add(line, "fragment", fragments(rule.fragments(), v6));
        return line.toString();
    }

    /** The rule as ExaBGP prints it when asked for its table, without brackets and with protocols as numbers. */
    static String key(FlowRule rule) {
        boolean v6 = !rule.destination().base().isV4();
        String family = v6 ? "-ipv6 " : "-ipv4 ";
        String offset = v6 ? "/0" : "";
        StringJoiner line = new StringJoiner(" ");
        line.add("flow destination" + family + prefix(rule.destination()) + offset);
        if (rule.source() != null) {
            line.add("source" + family + prefix(rule.source()) + offset);
        }
        plain(
                line,
                v6 ? "next-header" : "protocol",
                rule.protocols().stream().map(one -> "=" + one).toList());
        plain(line, "destination-port", spans(rule.targetPorts()));
        plain(line, "source-port", spans(rule.sourcePorts()));
        plain(line, "tcp-flags", flags(rule.tcpFlags()));
        plain(line, "packet-length", spans(rule.lengths()));
        plain(line, "fragment", fragments(rule.fragments(), v6));
        return line.toString();
    }

    /** What ExaBGP prints of a rule, such as {@code flow destination-ipv4 10.0.0.1/32 protocol [ =tcp =udp ]}, as {@link #key}. */
    static String key(String printed) {
        StringJoiner line = new StringJoiner(" ");
        String named = printed.trim().replace("=unknown protocol type ", "=");
        for (String word : named.split("\\s+", -1)) {
            Integer protocol = word.startsWith("=") ? PROTOCOLS.get(word.substring(1)) : null;
            if (!"[".equals(word) && !"]".equals(word)) {
                line.add(protocol == null ? word : "=" + protocol);
            }
        }
        return line.toString();
    }

    static String action(FlowAction action) {
        return action instanceof FlowAction.Redirect redirect
                ? "redirect " + redirect.administrator() + ":" + redirect.number()
                : action.toString();
    }

    static String prefix(Prefix prefix) {
        return prefix.base() + "/" + prefix.length();
    }

    private static void add(StringJoiner line, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            line.add(name + " [ " + String.join(" ", values) + " ]");
        }
    }

    private static void plain(StringJoiner line, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            line.add(name + " " + String.join(" ", values));
        }
    }

    private static String protocol(int number) {
        return switch (number) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> "=" + number;
        };
    }

    private static List<String> spans(List<Span> spans) {
        return spans.stream()
                .map(span ->
                        span.first() == span.last() ? "=" + span.first() : ">=" + span.first() + "&<=" + span.last())
                .toList();
    }

    private static List<String> flags(Set<TcpFlag> flags) {
        return flags.stream()
                .map(flag -> flag == TcpFlag.URGENT ? "urg" : flag.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> fragments(Set<Fragment> fragments, boolean v6) {
        if (v6 && fragments.contains(Fragment.DONT_FRAGMENT)) {
            throw new IllegalArgumentException("IPv6 has no dont-fragment");
        }
        if (fragments.contains(Fragment.NOT_A_FRAGMENT)) {
            // ExaBGP's not-a-fragment is a value of zero on the wire, which by RFC 8955 fits never
            return List.of("!is-fragment&!first-fragment&!last-fragment");
        }
        return fragments.stream()
                .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
