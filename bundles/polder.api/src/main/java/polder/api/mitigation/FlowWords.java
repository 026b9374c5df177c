// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

/** The plain text of rules and actions, as in a cfg, a command and a journal. */
final class FlowWords {
    private static final String DESTINATION = "destination";
    private static final String SOURCE = "source";
    private static final String PROTOCOL = "protocol";
    private static final String SOURCE_PORT = "source-port";
    private static final String TARGET_PORT = "destination-port";
    private static final String LENGTH = "packet-length";
    private static final String FLAGS = "tcp-flags";
    private static final String FRAGMENT = "fragment";
    private static final List<String> KEYS =
            List.of(DESTINATION, SOURCE, PROTOCOL, SOURCE_PORT, TARGET_PORT, LENGTH, FLAGS, FRAGMENT);
    private static final List<String> ACTIONS = List.of("discard", "rate-limit", "redirect", "mark", "accept");
    private static final int BITS = 8;

    private FlowWords() {}

    static String of(FlowRule rule) {
        StringBuilder out = new StringBuilder(DESTINATION).append(' ').append(prefix(rule.destination()));
        Prefix source = rule.source();
        if (source != null) {
            out.append(' ').append(SOURCE).append(' ').append(prefix(source));
        }
        append(out, PROTOCOL, rule.protocols(), IpProtocols::name);
        append(out, SOURCE_PORT, rule.sourcePorts(), Span::toString);
        append(out, TARGET_PORT, rule.targetPorts(), Span::toString);
        append(out, LENGTH, rule.lengths(), Span::toString);
        append(out, FLAGS, rule.tcpFlags(), FlowWords::word);
        append(out, FRAGMENT, rule.fragments(), FlowWords::word);
        return out.toString();
    }

    private static <T> void append(StringBuilder out, String key, Collection<T> values, Function<T, String> name) {
        if (!values.isEmpty()) {
            out.append(' ')
                    .append(key)
                    .append(' ')
                    .append(values.stream().map(name).collect(Collectors.joining(",")));
        }
    }

    /** With its length, also of a host. */
    static String prefix(Prefix prefix) {
        return prefix.base() + "/" + prefix.length();
    }

    /** As a constant is written: {@code is-fragment}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FlowSpec spec(String text, String group) {
        List<String> words = words(text);
        for (int i = 0; i < words.size(); i++) {
            if (ACTIONS.contains(words.get(i))) {
                return new FlowSpec(rule(words.subList(0, i)), action(words.subList(i, words.size())), group);
            }
        }
        throw new IllegalArgumentException("'" + text + "' has no action: " + String.join(", ", ACTIONS));
    }

    static FlowRule rule(String text) {
        return rule(words(text));
    }

    private static List<String> words(String text) {
        String trimmed = text.trim();
        return trimmed.isEmpty() ? List.of() : Arrays.asList(trimmed.split("\\s+"));
    }

    private static FlowRule rule(List<String> words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String key = words.get(i);
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + key + "' is none of " + String.join(", ", KEYS));
            }
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException(key + " has no value");
            }
            if (values.put(key, words.get(i + 1)) != null) {
                throw new IllegalArgumentException(key + " is said twice; several values are divided by commas");
            }
        }
        if (!values.containsKey(DESTINATION)) {
            throw new IllegalArgumentException("a rule needs a destination, one of our networks or hosts");
        }
        return sound(values);
    }

    private static FlowRule sound(Map<String, String> values) {
        List<Prefix> destination = list(values, DESTINATION, Prefix::parse);
        List<Prefix> source = list(values, SOURCE, Prefix::parse);
        if (destination.size() > 1 || source.size() > 1) {
            throw new IllegalArgumentException("a rule has one destination and at most one source");
        }
        FlowRule rule = new FlowRule(
                destination.get(0),
                first(source),
                new TreeSet<>(list(values, PROTOCOL, IpProtocols::number)),
                list(values, SOURCE_PORT, FlowWords::span),
                list(values, TARGET_PORT, FlowWords::span),
                list(values, LENGTH, FlowWords::span),
                set(TcpFlag.class, list(values, FLAGS, FlowWords::flag)),
                set(Fragment.class, list(values, FRAGMENT, text -> constant(Fragment.class, text))));
        List<String> faults = FlowRules.faults(rule);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return rule;
    }

    private static @Nullable Prefix first(List<Prefix> prefixes) {
        return prefixes.isEmpty() ? null : prefixes.get(0);
    }

    private static <T> List<T> list(Map<String, String> values, String key, Function<String, T> reader) {
        List<T> list = new ArrayList<>();
        String text = values.get(key);
        if (text != null) {
            for (String one : text.split(",", -1)) {
                try {
                    list.add(reader.apply(one));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(key + " '" + one + "': " + e.getMessage(), e);
                }
            }
        }
        return list;
    }

    private static <E extends Enum<E>> Set<E> set(Class<E> type, List<E> list) {
        Set<E> set = EnumSet.noneOf(type);
        set.addAll(list);
        return set;
    }

    private static Span span(String text) {
        String[] ends = text.split("-", -1);
        if (ends.length > 2) {
            throw new IllegalArgumentException("is no number from 0 to 65535 and no range such as 1000-1500");
        }
        return new Span(number(ends[0]), number(ends[ends.length - 1]));
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("is no number from 0 to 65535 and no range such as 1000-1500");
        }
        return Integer.parseInt(text);
    }

    private static TcpFlag flag(String text) {
        return switch (text) {
            case "psh" -> TcpFlag.PUSH;
            case "urg" -> TcpFlag.URGENT;
            default -> constant(TcpFlag.class, text);
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        for (E one : type.getEnumConstants()) {
            if (word(one).equals(text)) {
                return one;
            }
        }
        String all = Arrays.stream(type.getEnumConstants()).map(FlowWords::word).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("is none of " + all);
    }

    static FlowAction action(String text) {
        return action(words(text));
    }

    private static FlowAction action(List<String> words) {
        String name = words.isEmpty() ? "" : words.get(0);
        boolean alone = name.equals("discard") || name.equals("accept");
        if (!ACTIONS.contains(name) || words.size() != (alone ? 1 : 2)) {
            throw new IllegalArgumentException(
                    "'" + String.join(" ", words) + "' is none of discard, rate-limit 10mbps, "
                            + "rate-limit 1250000 (bytes a second), redirect 65000:100, mark 10, accept");
        }
        return switch (name) {
            case "discard" -> new FlowAction.Discard();
            case "accept" -> new FlowAction.Accept();
            case "rate-limit" -> new FlowAction.RateLimit(rate(words.get(1)));
            case "redirect" -> redirect(words.get(1));
            default -> new FlowAction.Mark(number(words.get(1)));
        };
    }

    private static long rate(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        if (!text.toLowerCase(Locale.ROOT).endsWith("bps")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no number of bytes a second and no rate such as 10mbps");
        }
        return Quantity.rate(text, "bps") / BITS;
    }

    private static FlowAction redirect(String text) {
        if (!text.matches("[0-9]{1,10}:[0-9]{1,10}")) {
            throw new IllegalArgumentException("'" + text + "' is no route target such as 65000:100");
        }
        int colon = text.indexOf(':');
        return new FlowAction.Redirect(
                Long.parseLong(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
    }
}
