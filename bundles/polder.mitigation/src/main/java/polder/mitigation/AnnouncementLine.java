// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.api.mitigation.FlowSpec;
import polder.wire.Prefix;

/** An announcement as fields of a line on disk. */
final class AnnouncementLine {
    private AnnouncementLine() {}

    static void put(Fields fields, Announcement what) {
        fields.put("target", what.target()).put("group", what.group());
        if (what instanceof FlowSpec flowSpec) {
            FlowRule rule = flowSpec.rule();
            fields.put("action", flowSpec.action())
                    .put("source", rule.source())
                    .put("protocols", text(rule.protocols()))
                    .put("source.ports", text(rule.sourcePorts()))
                    .put("target.ports", text(rule.targetPorts()))
                    .put("lengths", text(rule.lengths()))
                    .put("tcp.flags", text(rule.tcpFlags()))
                    .put("fragments", text(rule.fragments()));
        }
    }

    private static @Nullable String text(Collection<?> values) {
        return values.isEmpty() ? null : values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException when the fields are no announcement */
    static Announcement get(Fields fields) {
        Prefix target = Prefix.parse(fields.get("target"));
        String group = fields.get("group");
        String action = fields.find("action");
        if (action == null) {
            return new Blackhole(target, group);
        }
        String source = fields.find("source");
        FlowRule rule = new FlowRule(
                target,
                source == null ? null : Prefix.parse(source),
                set(fields, "protocols", Integer::valueOf),
                list(fields, "source.ports", AnnouncementLine::span),
                list(fields, "target.ports", AnnouncementLine::span),
                list(fields, "lengths", AnnouncementLine::span),
                set(fields, "tcp.flags", TcpFlag::valueOf),
                set(fields, "fragments", Fragment::valueOf));
        return new FlowSpec(rule, action(action), group);
    }

    private static <T> List<T> list(Fields fields, String name, Function<String, T> reader) {
        String text = fields.find(name);
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(reader).toList();
    }

    private static <T extends Comparable<T>> Set<T> set(Fields fields, String name, Function<String, T> reader) {
        return new TreeSet<>(list(fields, name, reader));
    }

    private static Span span(String text) {
        String[] ends = text.split("-", -1);
        return new Span(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    private static FlowAction action(String text) {
        String[] words = text.split("[ :]", -1);
        return switch (words[0]) {
            case "discard" -> new FlowAction.Discard();
            case "accept" -> new FlowAction.Accept();
            case "rate-limit" -> new FlowAction.RateLimit(Long.parseLong(words[1]));
            case "mark" -> new FlowAction.Mark(Integer.parseInt(words[1]));
            case "redirect" -> new FlowAction.Redirect(Long.parseLong(words[1]), Long.parseLong(words[2]));
            default -> throw new IllegalArgumentException("'" + text + "' is no action");
        };
    }
}
