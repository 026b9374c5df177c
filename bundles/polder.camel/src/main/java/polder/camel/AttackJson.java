// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.Rule;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.Sample;
import polder.api.evidence.Share;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/** Writes an event as one line of JSON. The keys are promised: README.md lists them, none is ever renamed. */
final class AttackJson {
    private final StringBuilder out = new StringBuilder(2048).append('{');

    private AttackJson() {}

    /** @param evidence of its traffic, or null when there is none */
    static String write(AttackEvent event, @Nullable AttackEvidence evidence) {
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
        json.treatment(event);
        json.rates("start_rates", attack.startRates());
        json.rates("rates", attack.rates());
        json.key("evidence");
        if (evidence == null) {
            json.out.append("null");
        } else {
            json.evidence(evidence);
        }
        return json.out.append('}').toString();
    }

    private void treatment(AttackEvent event) {
        Attack attack = event.attack();
        text("level", lower(attack.level()));
        text("action", lower(event.action()));
        key("acting");
        out.append(attack.acting());
        Instant acted = attack.actedSince();
        text("acted_since", acted == null ? null : acted.toString());
        text("why", attack.why());
        number("packets", attack.packets());
        number("bytes", attack.bytes());
        rules(attack.rules());
    }

    private void rules(List<Rule> rules) {
        key("rules");
        out.append('[');
        for (Rule rule : rules) {
            Metric metric = rule.metric();
            comma();
            out.append('{');
            text("detector", rule.detector());
            text("level", lower(rule.level()));
            text("metric", metric == null ? null : metric.key());
            text("group", rule.group());
            number("observed", rule.observed());
            number("limit", rule.limit());
            number("peak", rule.peak());
            key("samples");
            out.append(rule.samples() == Long.MAX_VALUE ? "null" : Long.toString(rule.samples()));
            text("reason", rule.reason());
            text("first", rule.first().toString());
            text("last", rule.last().toString());
            out.append('}');
        }
        out.append(']');
    }

    private void evidence(AttackEvidence evidence) {
        out.append('{');
        key("complete");
        out.append(evidence.complete());
        text("from", evidence.from().toString());
        text("to", evidence.to().toString());
        number("packets", evidence.packets());
        number("bytes", evidence.bytes());
        number("sources", evidence.sources());
        key("sources_error");
        out.append(evidence.sourcesError());
        shares("vectors", evidence.vectors());
        key("tops");
        out.append('{');
        for (Facet facet : Facet.values()) {
            if (!evidence.top(facet).isEmpty()) {
                shares(lower(facet), evidence.top(facet));
            }
        }
        out.append('}');
        key("samples");
        out.append('[');
        for (Sample sample : evidence.samples()) {
            comma();
            quoted(sample.line());
        }
        out.append("]}");
    }

    private void shares(String key, List<Share> shares) {
        key(key);
        out.append('[');
        for (Share share : shares) {
            comma();
            out.append('{');
            text("name", share.name());
            number("packets", share.packets());
            number("bytes", share.bytes());
            key("of_packets");
            out.append(share.ofPackets());
            key("of_bytes");
            out.append(share.ofBytes()).append('}');
        }
        out.append(']');
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
        comma();
        quoted(key);
        out.append(':');
    }

    private void comma() {
        char last = out.charAt(out.length() - 1);
        if (last != '{' && last != '[') {
            out.append(',');
        }
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
