// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.wire.Address;
import polder.wire.Prefix;

/** FlowSpec rules as ExaBGP 3 and 4 read them, and as FastNetMon wrote them. */
public final class ExabgpText {
    private ExabgpText() {}

    /**
     * Who speaks with whom, for a whole configuration.
     *
     * @param local the daemon's own address, also its router id when it is IPv4
     * @param peer the router
     */
    public record Session(Address local, long localAs, Address peer, long peerAs) {}

    /** What a rule matches, statement by statement: {@code protocol [ udp ]}. */
    public static List<String> match(FlowRule rule) {
        List<String> all = new ArrayList<>();
        Prefix source = rule.source();
        if (source != null) {
            all.add("source " + FlowWords.prefix(source));
        }
        all.add("destination " + FlowWords.prefix(rule.destination()));
        String protocol = rule.destination().base().isV4() ? "protocol" : "next-header";
        add(all, protocol, protocols(rule), IpProtocols::name);
        add(all, "source-port", rule.sourcePorts(), ExabgpText::span);
        add(all, "destination-port", rule.targetPorts(), ExabgpText::span);
        add(all, "packet-length", rule.lengths(), ExabgpText::span);
        add(all, "fragment", fragments(rule), FlowWords::word);
        add(all, "tcp-flags", rule.tcpFlags(), FlowWords::word);
        return all;
    }

    private static <T> void add(List<String> all, String key, Collection<T> values, Function<T, String> name) {
        if (!values.isEmpty()) {
            all.add(values.stream().map(name).collect(Collectors.joining(" ", key + " [ ", " ]")));
        }
    }

    /** UDP before TCP, as FastNetMon's tests have it. */
    private static List<Integer> protocols(FlowRule rule) {
        return Stream.concat(
                        rule.protocols().stream().filter(one -> one == IpProtocols.UDP),
                        rule.protocols().stream().filter(one -> one != IpProtocols.UDP))
                .toList();
    }

    /** Likewise, dont-fragment last. */
    private static List<Fragment> fragments(FlowRule rule) {
        return Stream.concat(
                        rule.fragments().stream().filter(one -> one != Fragment.DONT_FRAGMENT),
                        rule.fragments().stream().filter(one -> one == Fragment.DONT_FRAGMENT))
                .toList();
    }

    private static String span(Span span) {
        return span.first() == span.last() ? "=" + span.first() : ">=" + span.first() + "&<=" + span.last();
    }

    /** {@code match {source 4.0.0.0/24;destination 127.0.0.0/24;}}. */
    public static String matchBlock(FlowRule rule) {
        return block("match", match(rule));
    }

    /** {@code then {rate-limit 1024;}}. */
    public static String thenBlock(FlowAction action) {
        return block("then", List.of(action.toString()));
    }

    private static String block(String name, List<String> statements) {
        return statements.stream().collect(Collectors.joining(";", name + " {", ";}"));
    }

    /** {@code flow route destination 127.0.0.0/24 discard }, with the blank at its end. */
    public static String line(FlowSpec rule) {
        return "flow route " + String.join(" ", match(rule.rule())) + ' ' + rule.action() + ' ';
    }

    static String lines(List<FlowSpec> rules) {
        return rules.stream().map(rule -> line(rule).stripTrailing() + '\n').collect(Collectors.joining());
    }

    /** A whole configuration that has these rules from the start. */
    public static String configuration(Session session, List<FlowSpec> rules) {
        StringBuilder out = new StringBuilder("neighbor " + session.peer() + " {\n");
        if (session.local().isV4()) {
            out.append("    router-id ").append(session.local()).append(";\n");
        }
        out.append("    local-address ").append(session.local()).append(";\n");
        out.append("    local-as ").append(session.localAs()).append(";\n");
        out.append("    peer-as ").append(session.peerAs()).append(";\n");
        out.append("    family {\n        ipv4 flow;\n        ipv6 flow;\n    }\n    flow {\n");
        int number = 0;
        for (FlowSpec rule : rules) {
            out.append("        route polder-").append(++number).append(" {\n            ");
            out.append(matchBlock(rule.rule())).append("\n            ");
            out.append(thenBlock(rule.action())).append("\n        }\n");
        }
        return out.append("    }\n}\n").toString();
    }
}
