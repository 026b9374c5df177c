// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/** Writes an event as one line of JSON. The keys are promised: README.md lists them, none is ever renamed. */
final class AttackJson {
    private final StringBuilder out = new StringBuilder(2048).append('{');

    private AttackJson() {}

    static String write(AttackEvent event) {
        Attack attack = event.attack();
        Metric metric = attack.metric();
        AttackJson json = new AttackJson();
        json.text("phase", lower(event.phase()));
        json.text("at", event.at().toString());
        json.text("id", attack.id().toString());
        json.text("target", attack.target().toString());
        json.text("family", attack.target().base().isV4() ? "ipv4" : "ipv6");
        json.number("prefix_length", attack.target().length());
        json.text("group", attack.group());
        json.text("detector", attack.detector());
        json.text("state", lower(attack.state()));
        json.text("direction", AttackHeaders.direction(attack));
        json.text("metric", metric == null ? null : metric.key());
        json.text("unit", metric == null ? null : metric.unit().perSecond());
        json.number("observed", attack.observed());
        json.number("limit", attack.limit());
        json.number("peak", attack.peak());
        json.text("reason", attack.reason());
        json.text("since", attack.since().toString());
        json.text("last_over", attack.lastOver().toString());
        json.text("ended", attack.ended() == null ? null : attack.ended().toString());
        json.number("hold_seconds", attack.hold().toSeconds());
        json.number("ban_time_seconds", attack.banTime().toSeconds());
        json.rates("start_rates", attack.startRates());
        json.rates("rates", attack.rates());
        return json.out.append('}').toString();
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private void rates(String key, Rates rates) {
        key(key);
        out.append('{');
        for (Metric metric : Metric.all()) {
            number(metric.key(), rates.get(metric));
        }
        out.append('}');
    }

    private void number(String key, long value) {
        key(key);
        out.append(value);
    }

    private void text(String key, @Nullable String value) {
        key(key);
        if (value == null) {
            out.append("null");
        } else {
            quoted(value);
        }
    }

    private void key(String key) {
        if (out.charAt(out.length() - 1) != '{') {
            out.append(',');
        }
        quoted(key);
        out.append(':');
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
