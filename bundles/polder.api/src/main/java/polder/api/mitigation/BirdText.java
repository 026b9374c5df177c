// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import polder.api.mitigation.FlowRule.Span;
import polder.wire.Prefix;

/** FlowSpec routes of BIRD 2: a table and a static protocol for each family, actions as extended communities. */
final class BirdText {
    private static final long TWO_BYTES = 0xffff;

    private BirdText() {}

    static String of(List<FlowSpec> rules) {
        return family(rules, "flow4", true) + family(rules, "flow6", false);
    }

    private static String family(List<FlowSpec> rules, String family, boolean v4) {
        List<FlowSpec> some =
                rules.stream().filter(rule -> rule.target().base().isV4() == v4).toList();
        if (some.isEmpty()) {
            return "";
        }
        String table = "polder_" + family + "_table";
        StringBuilder out = new StringBuilder(family + " table " + table + ";\n");
        out.append("protocol static polder_").append(family).append(" {\n    ");
        out.append(family).append(" { table ").append(table).append("; };\n");
        for (FlowSpec rule : some) {
            String matches = matches(rule.rule(), v4);
            out.append("    route ")
                    .append(family)
                    .append(" { ")
                    .append(matches)
                    .append(" }");
            out.append(action(rule.action())).append(";\n");
        }
        return out.append("}\n").toString();
    }

    private static String matches(FlowRule rule, boolean v4) {
        StringBuilder out = new StringBuilder("dst " + FlowWords.prefix(rule.destination()) + ";");
        Prefix source = rule.source();
        if (source != null) {
            out.append(" src ").append(FlowWords.prefix(source)).append(';');
        }
        match(out, v4 ? "proto" : "next header", ", ", rule.protocols(), Object::toString);
        match(out, "dport", ", ", rule.targetPorts(), BirdText::span);
        match(out, "sport", ", ", rule.sourcePorts(), BirdText::span);
        match(out, "tcp flags", " || ", rule.tcpFlags(), flag -> bits(1 << flag.ordinal()));
        match(out, "length", ", ", rule.lengths(), BirdText::span);
        match(
                out,
                "fragment",
                " || ",
                rule.fragments(),
                one -> one == FlowRule.Fragment.NOT_A_FRAGMENT
                        ? "!is_fragment && !first_fragment"
                        : one.name().toLowerCase(Locale.ROOT));
        return out.toString();
    }

    private static String bits(int bit) {
        return "0x" + Integer.toHexString(bit) + "/0x" + Integer.toHexString(bit);
    }

    private static String span(Span span) {
        return span.first() == span.last() ? Integer.toString(span.first()) : span.first() + ".." + span.last();
    }

    private static <T> void match(
            StringBuilder out, String key, String or, Collection<T> values, Function<T, String> name) {
        if (!values.isEmpty()) {
            out.append(values.stream().map(name).collect(Collectors.joining(or, " " + key + ' ', ";")));
        }
    }

    /** RFC 8955 section 7: type and subtype in the upper two bytes. */
    private static String action(FlowAction action) {
        if (action instanceof FlowAction.Discard) {
            return community(0x8006_0000L, 0);
        }
        if (action instanceof FlowAction.RateLimit limit) {
            return community(0x8006_0000L, Float.floatToIntBits((float) limit.bytesPerSecond()) & 0xffff_ffffL);
        }
        if (action instanceof FlowAction.Mark mark) {
            return community(0x8009_0000L, mark.dscp());
        }
        if (action instanceof FlowAction.Redirect redirect) {
            long as = redirect.administrator();
            return as <= TWO_BYTES
                    ? community(0x8008_0000L | as, redirect.number())
                    : community(0x8208_0000L | as >>> 16, (as & TWO_BYTES) << 16 | redirect.number());
        }
        return "";
    }

    private static String community(long high, long low) {
        return String.format(Locale.ROOT, " { bgp_ext_community.add((generic, 0x%x, 0x%x)); }", high, low);
    }
}
