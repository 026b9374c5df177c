// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import polder.wire.Prefix;

/**
 * Reads a rule: words and their values, by blanks, values of a word by commas.
 *
 * <pre>{@code source 198.51.100.0/24 protocol tcp target.port 873,8000-8010 tcp.flags syn,!ack}</pre>
 */
final class RuleText {
    private static final Map<String, Integer> PROTOCOLS = Map.of(
            "icmp", 1, "tcp", 6, "udp", 17, "ipv6", 41, "gre", 47, "esp", 50, "ah", 51, "icmp6", 58, "sctp", 132);
    private static final List<String> FLAGS = List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr");
    private static final Set<String> ADDRESSES = Set.of("source", "target", "remote", "exporter");
    private static final String WORDS =
            "source, target, remote, exporter, group, protocol, source.port, target.port, port, length,"
                    + " tcp.flags, fragment, dscp, input, output, interface, vlan, source.as, target.as";

    private final Map<String, List<Prefix>> prefixes = new HashMap<>();
    private final List<Condition> conditions = new ArrayList<>();
    private List<String> groups;

    private RuleText(List<String> groups) {
        this.groups = groups;
    }

    /**
     * The rule a text says.
     *
     * @param groups the host groups it is for when it names none
     * @throws IllegalArgumentException says which word is wrong and why
     */
    static Rule parse(String name, String text, List<String> groups) {
        RuleText reader = new RuleText(groups);
        String[] words = text.trim().split("\\s+", -1);
        for (int i = 0; i < words.length; i += 2) {
            String word = words[i].toLowerCase(Locale.ROOT);
            if (i + 1 == words.length) {
                throw new IllegalArgumentException(word.isEmpty() ? "it is empty" : "'" + word + "' has no value");
            }
            try {
                reader.read(word, words[i + 1].split(",", -1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + word + " " + words[i + 1] + "' is no number", e);
            }
        }
        return new Rule(
                name,
                text.trim(),
                reader.of("source"),
                reader.of("target"),
                reader.of("remote"),
                reader.of("exporter"),
                reader.groups,
                List.copyOf(reader.conditions));
    }

    private List<Prefix> of(String word) {
        return prefixes.getOrDefault(word, List.of());
    }

    private void read(String word, String[] values) {
        if (ADDRESSES.contains(word)) {
            List<Prefix> list = new ArrayList<>();
            for (String value : values) {
                list.add(Prefix.parse(value));
            }
            if (prefixes.put(word, list) != null) {
                throw new IllegalArgumentException("'" + word + "' is there twice; separate its values by commas");
            }
            return;
        }
        switch (word) {
            case "group" -> groups = List.of(values);
            case "tcp.flags" -> conditions.add(flags(values));
            case "fragment" -> conditions.add(Condition.bits(Field.FRAGMENT, 1, yes(values) ? 1 : 0));
            case "port" -> conditions.add(
                    Condition.in(Field.SOURCE_PORT, Field.TARGET_PORT, ranges(Field.SOURCE_PORT, values)));
            case "interface" -> conditions.add(Condition.in(Field.INPUT, Field.OUTPUT, ranges(Field.INPUT, values)));
            default -> {
                Field field = field(word);
                conditions.add(Condition.in(field, field, ranges(field, values)));
            }
        }
    }

    private static Field field(String word) {
        for (Field field : Field.values()) {
            if (field.word().equals(word)) {
                return field;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no word of a rule; they are " + WORDS);
    }

    private static boolean yes(String[] values) {
        return switch (values[0].toLowerCase(Locale.ROOT)) {
            case "yes", "on", "true", "1" -> true;
            case "no", "off", "false", "0" -> false;
            default -> throw new IllegalArgumentException("'fragment " + values[0] + "' is neither yes nor no");
        };
    }

    private static Condition flags(String[] values) {
        long mask = 0;
        long set = 0;
        for (String value : values) {
            boolean absent = value.startsWith("!");
            int bit = FLAGS.indexOf(value.substring(absent ? 1 : 0).toLowerCase(Locale.ROOT));
            if (bit < 0) {
                throw new IllegalArgumentException("'" + value + "' is no TCP flag; they are "
                        + String.join(", ", FLAGS) + ", each with ! for not");
            }
            mask |= 1L << bit;
            set |= absent ? 0 : 1L << bit;
        }
        return Condition.bits(Field.TCP_FLAGS, mask, set);
    }

    private static long[] ranges(Field field, String[] values) {
        long[] ranges = new long[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            int dash = values[i].indexOf('-');
            long least = number(field, dash < 0 ? values[i] : values[i].substring(0, dash));
            long most = dash < 0 ? least : number(field, values[i].substring(dash + 1));
            if (least > most || most > field.most) {
                throw new IllegalArgumentException(
                        "'" + field.word() + " " + values[i] + "' is no range from 0 to " + field.most);
            }
            ranges[2 * i] = least;
            ranges[2 * i + 1] = most;
        }
        return ranges;
    }

    private static long number(Field field, String text) {
        Integer named = field == Field.PROTOCOL ? PROTOCOLS.get(text.toLowerCase(Locale.ROOT)) : null;
        return named == null ? Long.parseUnsignedLong(text) : named;
    }
}
