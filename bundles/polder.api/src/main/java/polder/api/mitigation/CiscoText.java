// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

/** BGP FlowSpec of Cisco IOS XR: a class map for each rule, a policy map for each family, and where it is announced from. */
final class CiscoText {
    private static final int BITS = 8;

    private CiscoText() {}

    static String of(List<FlowSpec> rules) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < rules.size(); i++) {
            classMap(out, name(i), rules.get(i).rule());
        }
        StringBuilder flowspec = new StringBuilder();
        for (String family : List.of("ipv4", "ipv6")) {
            if (rules.stream().anyMatch(rule -> family(rule).equals(family))) {
                policyMap(out, family, rules);
                flowspec.append(" address-family ").append(family).append("\n  service-policy type pbr ");
                flowspec.append(policy(family)).append("\n !\n");
            }
        }
        return out.append("flowspec\n").append(flowspec).append("!\n").toString();
    }

    private static String name(int index) {
        return "POLDER-" + (index + 1);
    }

    private static String policy(String family) {
        return "POLDER-" + (family.equals("ipv4") ? "IPV4" : "IPV6");
    }

    private static String family(FlowSpec spec) {
        return spec.target().base().isV4() ? "ipv4" : "ipv6";
    }

    private static void classMap(StringBuilder out, String name, FlowRule rule) {
        String family = rule.destination().base().isV4() ? "ipv4 " : "ipv6 ";
        out.append("class-map type traffic match-all ").append(name).append('\n');
        out.append(" match destination-address ").append(family).append(FlowWords.prefix(rule.destination()));
        out.append('\n');
        Prefix source = rule.source();
        if (source != null) {
            out.append(" match source-address ")
                    .append(family)
                    .append(FlowWords.prefix(source))
                    .append('\n');
        }
        match(out, "protocol", rule.protocols(), IpProtocols::name);
        match(out, "source-port", rule.sourcePorts(), Object::toString);
        match(out, "destination-port", rule.targetPorts(), Object::toString);
        match(out, "packet length", rule.lengths(), Object::toString);
        if (!rule.tcpFlags().isEmpty()) {
            int bits = rule.tcpFlags().stream().mapToInt(CiscoText::bit).sum();
            out.append(" match tcp-flag ").append(bits).append(" any\n");
        }
        match(out, "fragment-type", rule.fragments(), FlowWords::word);
        out.append(" end-class-map\n!\n");
    }

    private static int bit(TcpFlag flag) {
        return 1 << flag.ordinal();
    }

    private static <T> void match(StringBuilder out, String key, Collection<T> values, Function<T, String> name) {
        if (!values.isEmpty()) {
            out.append(values.stream().map(name).collect(Collectors.joining(" ", " match " + key + ' ', "\n")));
        }
    }

    private static void policyMap(StringBuilder out, String family, List<FlowSpec> rules) {
        out.append("policy-map type pbr ").append(policy(family)).append('\n');
        for (int i = 0; i < rules.size(); i++) {
            if (family(rules.get(i)).equals(family)) {
                out.append(" class type traffic ").append(name(i)).append("\n  ");
                out.append(action(rules.get(i).action())).append("\n !\n");
            }
        }
        out.append(" class type traffic class-default\n !\n end-policy-map\n!\n");
    }

    private static String action(FlowAction action) {
        if (action instanceof FlowAction.RateLimit limit) {
            return "police rate " + Math.multiplyExact(limit.bytesPerSecond(), BITS) + " bps";
        }
        if (action instanceof FlowAction.Redirect redirect) {
            return "redirect nexthop route-target " + redirect.administrator() + ':' + redirect.number();
        }
        if (action instanceof FlowAction.Mark mark) {
            return "set dscp " + mark.dscp();
        }
        return action instanceof FlowAction.Discard ? "drop" : "transmit";
    }
}
