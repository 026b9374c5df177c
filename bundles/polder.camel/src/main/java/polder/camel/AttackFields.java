// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** An event as names and values. The names are promised: README.md lists them, none is ever renamed. */
final class AttackFields {
    private AttackFields() {}

    /** @param evidence of its traffic, or null when there is none */
    static Map<String, @Nullable Object> of(AttackEvent event, @Nullable AttackEvidence evidence) {
        Attack attack = event.attack();
        Metric metric = attack.metric();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("phase", lower(event.phase()));
        fields.put("at", event.at().toString());
        fields.put("id", attack.id().toString());
        fields.put("target", attack.target().toString());
        fields.put("family", attack.target().base().isV4() ? "ipv4" : "ipv6");
        fields.put("prefix_length", attack.target().length());
        fields.put("group", attack.group());
        fields.put("detector", attack.detector());
        fields.put("state", lower(attack.state()));
        fields.put("direction", AttackHeaders.direction(attack));
        fields.put("metric", key(metric));
        fields.put("unit", metric == null ? null : metric.unit().perSecond());
        fields.put("observed", attack.observed());
        fields.put("limit", attack.limit());
        fields.put("peak", attack.peak());
        fields.put("reason", attack.reason());
        fields.put("since", attack.since().toString());
        fields.put("last_over", attack.lastOver().toString());
        fields.put("ended", text(attack.ended()));
        fields.put("hold_seconds", attack.hold().toSeconds());
        fields.put("ban_time_seconds", attack.banTime().toSeconds());
        treatment(fields, event);
        fields.put("start_rates", rates(attack.startRates()));
        fields.put("rates", rates(attack.rates()));
        fields.put("evidence", evidence == null ? null : evidence(evidence));
        return fields;
    }

    private static void treatment(Map<String, @Nullable Object> fields, AttackEvent event) {
        Attack attack = event.attack();
        fields.put("level", lower(attack.level()));
        fields.put("action", lower(event.action()));
        fields.put("acting", attack.acting());
        fields.put("acted_since", text(attack.actedSince()));
        fields.put("why", attack.why());
        fields.put("packets", attack.packets());
        fields.put("bytes", attack.bytes());
        fields.put("rules", attack.rules().stream().map(AttackFields::rule).toList());
    }

    private static Map<String, @Nullable Object> rule(Rule rule) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("detector", rule.detector());
        fields.put("level", lower(rule.level()));
        fields.put("metric", key(rule.metric()));
        fields.put("group", rule.group());
        fields.put("observed", rule.observed());
        fields.put("limit", rule.limit());
        fields.put("peak", rule.peak());
        fields.put("samples", rule.samples() == Long.MAX_VALUE ? null : rule.samples());
        fields.put("reason", rule.reason());
        fields.put("first", rule.first().toString());
        fields.put("last", rule.last().toString());
        return fields;
    }

    private static Map<String, @Nullable Object> evidence(AttackEvidence evidence) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("complete", evidence.complete());
        fields.put("from", evidence.from().toString());
        fields.put("to", evidence.to().toString());
        fields.put("packets", evidence.packets());
        fields.put("bytes", evidence.bytes());
        fields.put("sources", evidence.sources());
        fields.put("sources_error", evidence.sourcesError());
        fields.put("vectors", shares(evidence.vectors()));
        Map<String, @Nullable Object> tops = new LinkedHashMap<>();
        for (Facet facet : Facet.values()) {
            if (!evidence.top(facet).isEmpty()) {
                tops.put(lower(facet), shares(evidence.top(facet)));
            }
        }
        fields.put("tops", tops);
        fields.put("samples", evidence.samples().stream().map(Sample::line).toList());
        return fields;
    }

    private static List<Map<String, @Nullable Object>> shares(List<Share> shares) {
        return shares.stream().map(AttackFields::share).toList();
    }

    private static Map<String, @Nullable Object> share(Share share) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", share.name());
        fields.put("packets", share.packets());
        fields.put("bytes", share.bytes());
        fields.put("of_packets", share.ofPackets());
        fields.put("of_bytes", share.ofBytes());
        return fields;
    }

    private static Map<String, @Nullable Object> rates(Rates rates) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Metric metric : Metric.all()) {
            fields.put(metric.key(), rates.get(metric));
        }
        return fields;
    }

    private static @Nullable String key(@Nullable Metric metric) {
        return metric == null ? null : metric.key();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
