// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

/** A table of nftables that does what FlowSpec routers do, before fragments are put together. */
final class NftText {
    private static final int IPV6_HEADER = 40;

    private final StringBuilder limits = new StringBuilder();
    private final StringBuilder chain = new StringBuilder();

    private NftText() {}

    static String of(List<FlowSpec> rules) {
        NftText text = new NftText();
        int number = 0;
        for (FlowSpec rule : rules) {
            text.rule("polder-" + ++number, rule);
        }
        return "table inet polder {\n" + text.limits
                + "    chain flowspec {\n        type filter hook prerouting priority -450; policy accept;\n"
                + text.chain
                + "    }\n}\n";
    }

    private void rule(String name, FlowSpec spec) {
        FlowAction action = spec.action();
        if (action instanceof FlowAction.Redirect) {
            chain.append("        # ").append(spec).append(": nftables has no routing instances\n");
            return;
        }
        FlowRule rule = spec.rule();
        boolean v4 = rule.destination().base().isV4();
        if (action instanceof FlowAction.RateLimit limit) {
            limits.append("    limit ").append(name).append(" { rate over ").append(limit.bytesPerSecond());
            limits.append(" bytes/second; }\n");
        }
        String match = match(rule, v4);
        for (String fragment : fragments(rule.fragments(), v4)) {
            chain.append("        ").append(match).append(fragment);
            chain.append(verdict(name, action, v4)).append('\n');
        }
    }

    private static String verdict(String name, FlowAction action, boolean v4) {
        if (action instanceof FlowAction.RateLimit) {
            return "limit name \"" + name + "\" drop";
        }
        if (action instanceof FlowAction.Mark mark) {
            return (v4 ? "ip" : "ip6") + " dscp set " + mark.dscp();
        }
        return action instanceof FlowAction.Discard ? "drop" : "accept";
    }

    private static String match(FlowRule rule, boolean v4) {
        String ip = v4 ? "ip " : "ip6 ";
        StringBuilder out = new StringBuilder();
        out.append(ip)
                .append("daddr ")
                .append(FlowWords.prefix(rule.destination()))
                .append(' ');
        Prefix source = rule.source();
        if (source != null) {
            out.append(ip).append("saddr ").append(FlowWords.prefix(source)).append(' ');
        }
        set(out, "meta l4proto", rule.protocols());
        set(out, "th sport", merged(rule.sourcePorts()));
        set(out, "th dport", merged(rule.targetPorts()));
        set(out, ip + "length", merged(v4 ? rule.lengths() : payloads(rule.lengths())));
        if (!rule.tcpFlags().isEmpty()) {
            String flags = rule.tcpFlags().stream().map(NftText::flag).collect(Collectors.joining("|"));
            out.append("tcp flags & (").append(flags).append(") != 0 ");
        }
        return out.toString();
    }

    private static void set(StringBuilder out, String key, Collection<?> values) {
        if (!values.isEmpty()) {
            out.append(values.stream().map(Object::toString).collect(Collectors.joining(", ", key + " { ", " } ")));
        }
    }

    /** A set takes no two that overlap. */
    private static List<Span> merged(List<Span> sorted) {
        List<Span> merged = new ArrayList<>();
        for (Span span : sorted) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && span.first() <= last.last()) {
                merged.set(merged.size() - 1, new Span(last.first(), Math.max(last.last(), span.last())));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }

    /** An IPv6 header tells the length of what follows it. */
    private static List<Span> payloads(List<Span> lengths) {
        return lengths.stream()
                .map(span -> new Span(Math.max(0, span.first() - IPV6_HEADER), Math.max(0, span.last() - IPV6_HEADER)))
                .sorted()
                .toList();
    }

    private static String flag(TcpFlag flag) {
        return switch (flag) {
            case PUSH -> "psh";
            case URGENT -> "urg";
            default -> FlowWords.word(flag);
        };
    }

    private static List<String> fragments(Set<Fragment> fragments, boolean v4) {
        return fragments.isEmpty()
                ? List.of("")
                : fragments.stream()
                        .map(one -> v4 ? fragment4(one) : fragment6(one))
                        .toList();
    }

    private static String fragment4(Fragment fragment) {
        return switch (fragment) {
            case DONT_FRAGMENT -> "ip frag-off & 0x4000 != 0 ";
            case IS_FRAGMENT -> "ip frag-off & 0x1fff != 0 ";
            case FIRST_FRAGMENT -> "ip frag-off & 0x3fff == 0x2000 ";
            case LAST_FRAGMENT -> "ip frag-off & 0x1fff != 0 ip frag-off & 0x2000 == 0 ";
            case NOT_A_FRAGMENT -> "ip frag-off & 0x3fff == 0 ";
        };
    }

    private static String fragment6(Fragment fragment) {
        return switch (fragment) {
            case IS_FRAGMENT -> "frag frag-off != 0 ";
            case FIRST_FRAGMENT -> "frag frag-off 0 frag more-fragments 1 ";
            case LAST_FRAGMENT -> "frag frag-off != 0 frag more-fragments 0 ";
            case NOT_A_FRAGMENT, DONT_FRAGMENT -> "exthdr frag missing ";
        };
    }
}
