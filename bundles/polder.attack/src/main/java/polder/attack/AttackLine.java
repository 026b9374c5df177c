// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
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
        return out.toString();
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
        @Nullable String metric = fields.get("metric");
        return new Attack(
                UUID.fromString(field(fields, "id")),
                Prefix.parse(field(fields, "target")),
                Attack.State.valueOf(field(fields, "state")),
                field(fields, "group"),
                field(fields, "detector"),
                metric == null ? null : Metric.ofKey(metric).orElseThrow(),
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
                Duration.parse(field(fields, "ban.time")));
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
