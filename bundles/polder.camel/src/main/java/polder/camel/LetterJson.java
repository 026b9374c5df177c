// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.attack.Rule;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/**
 * A letter as the store has it: one object of JSON. Times are ISO 8601, lengths of time too ({@code PT30S}), metrics go by their keys,
 * rates that are zero and values that are null are left out. A key is never renamed or given another meaning; a reader takes no notice
 * of keys it does not know.
 *
 * <pre>{@code
 * {"route":"mail","since":"2026-03-01T12:00:01Z","tries":2,"failure":"timeout","died":...,
 *  "phase":"STARTED","action":"BEGIN","at":"2026-03-01T12:00:00Z",
 *  "attack":{"id":...,"target":"192.0.2.1/32","state":"ACTIVE",...,"rates":{"in.packets":104000},
 *            "rules":[{"detector":...,"level":"ALERT",...}],"actions":["mail"]}}
 * }</pre>
 */
final class LetterJson {
    private LetterJson() {}

    static String write(Letter letter) {
        AttackEvent event = letter.event();
        JsonObject out = new JsonObject();
        out.put("route", letter.route());
        out.put("since", letter.since().toString());
        out.put("tries", letter.tries());
        out.put("failure", letter.failure());
        put(out, "died", letter.died());
        out.put("phase", event.phase().name());
        out.put("action", event.action().name());
        out.put("at", event.at().toString());
        out.put("attack", attack(event.attack()));
        return out.toJson();
    }

    private static JsonObject attack(Attack attack) {
        JsonObject out = new JsonObject();
        put(out, "id", attack.id());
        put(out, "target", attack.target());
        out.put("state", attack.state().name());
        out.put("group", attack.group());
        out.put("detector", attack.detector());
        put(out, "metric", key(attack.metric()));
        out.put("observed", attack.observed());
        out.put("limit", attack.limit());
        out.put("peak", attack.peak());
        out.put("reason", attack.reason());
        out.put("start.rates", rates(attack.startRates()));
        out.put("rates", rates(attack.rates()));
        put(out, "since", attack.since());
        put(out, "last.over", attack.lastOver());
        put(out, "ended", attack.ended());
        put(out, "hold", attack.hold());
        put(out, "ban.time", attack.banTime());
        out.put("level", attack.level().name());
        out.put("direction", attack.direction().name());
        JsonArray rules = new JsonArray();
        attack.rules().forEach(rule -> rules.add(rule(rule)));
        out.put("rules", rules);
        out.put("packets", attack.packets());
        out.put("bytes", attack.bytes());
        out.put("acting", attack.acting());
        put(out, "acted.since", attack.actedSince());
        out.put("why", attack.why());
        out.put("actions", new JsonArray(attack.actions()));
        return out;
    }

    private static JsonObject rule(Rule rule) {
        JsonObject out = new JsonObject();
        out.put("detector", rule.detector());
        out.put("level", rule.level().name());
        put(out, "metric", key(rule.metric()));
        out.put("group", rule.group());
        out.put("observed", rule.observed());
        out.put("limit", rule.limit());
        out.put("peak", rule.peak());
        out.put("samples", rule.samples());
        out.put("reason", rule.reason());
        put(out, "first", rule.first());
        put(out, "last", rule.last());
        return out;
    }

    private static @Nullable String key(@Nullable Metric metric) {
        return metric == null ? null : metric.key();
    }

    private static void put(JsonObject out, String key, @Nullable Object value) {
        if (value != null) {
            out.put(key, value.toString());
        }
    }

    private static JsonObject rates(Rates rates) {
        JsonObject out = new JsonObject();
        for (Metric metric : Metric.all()) {
            if (rates.get(metric) != 0) {
                out.put(metric.key(), rates.get(metric));
            }
        }
        return out;
    }

    /**
     * Reads what {@link #write} or that of another version has written.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Letter read(long number, String text) {
        try {
            JsonObject in = (JsonObject) Jsoner.deserialize(text);
            AttackEvent event = new AttackEvent(
                    Phase.valueOf(text(in, "phase")),
                    Action.valueOf(text(in, "action")),
                    attack(object(in, "attack")),
                    instant(in, "at"));
            return new Letter(
                    number,
                    text(in, "route"),
                    event,
                    instant(in, "since"),
                    (int) number(in, "tries"),
                    text(in, "failure"),
                    optional(in, "died"));
        } catch (DeserializationException | RuntimeException e) {
            throw new IllegalArgumentException("no letter: " + e.getMessage(), e);
        }
    }

    private static Attack attack(JsonObject in) {
        return new Attack(
                UUID.fromString(text(in, "id")),
                Prefix.parse(text(in, "target")),
                Attack.State.valueOf(text(in, "state")),
                text(in, "group"),
                text(in, "detector"),
                metric(in),
                number(in, "observed"),
                number(in, "limit"),
                number(in, "peak"),
                text(in, "reason"),
                readRates(object(in, "start.rates")),
                readRates(object(in, "rates")),
                instant(in, "since"),
                instant(in, "last.over"),
                optional(in, "ended"),
                Duration.parse(text(in, "hold")),
                Duration.parse(text(in, "ban.time")),
                Level.valueOf(text(in, "level")),
                Direction.valueOf(text(in, "direction")),
                rules(in),
                number(in, "packets"),
                number(in, "bytes"),
                Boolean.TRUE.equals(in.get("acting")),
                optional(in, "acted.since"),
                text(in, "why"),
                array(in, "actions").stream().map(Object::toString).toList());
    }

    private static List<Rule> rules(JsonObject in) {
        List<Rule> rules = new ArrayList<>();
        for (Object one : array(in, "rules")) {
            JsonObject rule = (JsonObject) one;
            rules.add(new Rule(
                    text(rule, "detector"),
                    Level.valueOf(text(rule, "level")),
                    metric(rule),
                    text(rule, "group"),
                    number(rule, "observed"),
                    number(rule, "limit"),
                    number(rule, "peak"),
                    number(rule, "samples"),
                    text(rule, "reason"),
                    instant(rule, "first"),
                    instant(rule, "last")));
        }
        return rules;
    }

    private static Rates readRates(JsonObject in) {
        long[] values = new long[Metric.COUNT];
        for (Map.Entry<String, Object> rate : in.entrySet()) {
            Metric.ofKey(rate.getKey())
                    .ifPresent(metric -> values[metric.ordinal()] = ((BigDecimal) rate.getValue()).longValue());
        }
        return new Rates(values);
    }

    private static @Nullable Metric metric(JsonObject in) {
        return in.containsKey("metric") ? Metric.ofKey(text(in, "metric")).orElse(null) : null;
    }

    private static Object get(JsonObject in, String key) {
        Object value = in.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static String text(JsonObject in, String key) {
        return (String) get(in, key);
    }

    private static long number(JsonObject in, String key) {
        return ((BigDecimal) get(in, key)).longValue();
    }

    private static JsonObject object(JsonObject in, String key) {
        return (JsonObject) get(in, key);
    }

    private static JsonArray array(JsonObject in, String key) {
        return (JsonArray) get(in, key);
    }

    private static Instant instant(JsonObject in, String key) {
        return Instant.parse(text(in, key));
    }

    private static @Nullable Instant optional(JsonObject in, String key) {
        return in.containsKey(key) ? instant(in, key) : null;
    }
}
