// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Level;
import polder.api.attack.Rule;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** An attack as a line of the journal: {@code key=value} separated by tabs, so that people can read it too. */
final class AttackLine {
    private AttackLine() {}

    static String of(Attack attack) {
        StringBuilder out = new StringBuilder(600).append("attack");
        add(out, "id", attack.id());
        add(out, "target", attack.target());
        add(out, "state", attack.state());
        add(out, "since", attack.since());
        add(out, "last.over", attack.lastOver());
        Instant end = attack.ended();
        if (end != null) {
            add(out, "ended", end);
        }
        add(out, "group", attack.group());
        add(out, "detector", attack.detector());
        Metric metric = attack.metric();
        if (metric != null) {
            add(out, "metric", metric.key());
        }
        add(out, "observed", attack.observed());
        add(out, "limit", attack.limit());
        add(out, "peak", attack.peak());
        add(out, "hold", attack.hold());
        add(out, "ban.time", attack.banTime());
        add(out, "reason", attack.reason());
        add(out, "start.rates", text(attack.startRates()));
        add(out, "rates", text(attack.rates()));
        addMore(out, attack);
        return out.toString();
    }

    /** What the first version did not have. */
    private static void addMore(StringBuilder out, Attack attack) {
        add(out, "level", attack.level());
        add(out, "direction", attack.direction());
        add(out, "packets", attack.packets());
        add(out, "bytes", attack.bytes());
        add(out, "acting", attack.acting());
        Instant acted = attack.actedSince();
        if (acted != null) {
            add(out, "acted.since", acted);
        }
        add(out, "why", attack.why());
        if (!attack.actions().isEmpty()) {
            add(out, "actions", String.join(",", attack.actions()));
        }
        List<Rule> rules = attack.rules();
        for (int i = 0; i < rules.size(); i++) {
            add(out, "rule." + i, RuleLine.of(rules.get(i)));
        }
    }

    private static void add(StringBuilder out, String key, Object value) {
        out.append('\t').append(key).append('=').append(escape(value.toString()));
    }

    /** The rates that are not zero. */
    private static String text(Rates rates) {
        StringBuilder out = new StringBuilder();
        for (Metric metric : Metric.all()) {
            if (rates.get(metric) != 0) {
                out.append(out.isEmpty() ? "" : ",")
                        .append(metric.key())
                        .append(':')
                        .append(rates.get(metric));
            }
        }
        return out.toString();
    }

    /**
     * Reads a line.
     *
     * @throws RuntimeException of one kind or another when it is not what {@link #of} writes
     */
    static Attack parse(String line) {
        Map<String, String> fields = fields(line);
        @Nullable String end = fields.get("ended");
        @Nullable String acted = fields.get("acted.since");
        @Nullable
        Metric metric = fields.containsKey("metric")
                ? Metric.ofKey(field(fields, "metric")).orElseThrow()
                : null;
        // what the first version did not write: everything was an alert and acted on from its start to its end
        boolean first = !fields.containsKey("level");
        Direction direction = metric == null ? Direction.OTHER : metric.direction();
        return new Attack(
                UUID.fromString(field(fields, "id")),
                Prefix.parse(field(fields, "target")),
                Attack.State.valueOf(field(fields, "state")),
                field(fields, "group"),
                field(fields, "detector"),
                metric,
                Long.parseLong(field(fields, "observed")),
                Long.parseLong(field(fields, "limit")),
                Long.parseLong(field(fields, "peak")),
                field(fields, "reason"),
                rates(field(fields, "start.rates")),
                rates(field(fields, "rates")),
                Instant.parse(field(fields, "since")),
                Instant.parse(field(fields, "last.over")),
                end == null ? null : Instant.parse(end),
                Duration.parse(field(fields, "hold")),
                Duration.parse(field(fields, "ban.time")),
                first ? Level.ALERT : Level.valueOf(field(fields, "level")),
                first ? direction : Direction.valueOf(field(fields, "direction")),
                rules(fields),
                first ? 0 : Long.parseLong(field(fields, "packets")),
                first ? 0 : Long.parseLong(field(fields, "bytes")),
                first ? end == null : Boolean.parseBoolean(field(fields, "acting")),
                first ? Instant.parse(field(fields, "since")) : acted == null ? null : Instant.parse(acted),
                first ? "" : field(fields, "why"),
                actions(fields.getOrDefault("actions", "")));
    }

    private static List<String> actions(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    private static List<Rule> rules(Map<String, String> fields) {
        List<Rule> rules = new ArrayList<>();
        String rule = fields.get("rule.0");
        while (rule != null) {
            rules.add(RuleLine.parse(rule));
            rule = fields.get("rule." + rules.size());
        }
        return rules;
    }

    /** The fields after the first word. */
    static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String part : line.split("\t", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(part.substring(0, equals), unescape(part.substring(equals + 1)));
            }
        }
        return fields;
    }

    static String field(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static Rates rates(String text) {
        long[] values = new long[Metric.COUNT];
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int colon = part.indexOf(':');
            Metric metric = Metric.ofKey(part.substring(0, colon)).orElseThrow();
            values[metric.ordinal()] = Long.parseLong(part.substring(colon + 1));
        }
        return new Rates(values);
    }

    static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            out.append(
                    switch (escaped) {
                        case 't' -> '\t';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        default -> escaped;
                    });
        }
        return out.toString();
    }
}
