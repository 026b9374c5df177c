// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.config.Quantity;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.notify.AttackLine;
import polder.api.notify.Digest;
import polder.api.traffic.Metric;

/** What routes get to read: an event, or a digest of many, as JSON, as a map, and as texts in that map. Any thread may ask. */
final class Messages {
    /** Lines of a digest. */
    private static final int MOST = 50;

    private final Supplier<@Nullable Evidence> evidence;
    private final String node = node();

    Messages(Supplier<@Nullable Evidence> evidence) {
        this.evidence = evidence;
    }

    private static String node() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private @Nullable AttackEvidence evidence(AttackEvent event) {
        Evidence kept = evidence.get();
        return kept == null ? null : kept.of(event.attack()).orElse(null);
    }

    String json(AttackEvent event) {
        return Json.write(AttackFields.of(event, evidence(event)));
    }

    String json(Digest digest) {
        return Json.write(fields(digest));
    }

    /** What is in the JSON, and what is only for templates. */
    Map<String, @Nullable Object> map(AttackEvent event) {
        AttackEvidence seen = evidence(event);
        Map<String, @Nullable Object> fields = AttackFields.of(event, seen);
        String json = Json.write(fields);
        AttackReport report = new AttackReport(event, seen);
        fields.put("json", json);
        fields.put("report", report.text());
        fields.put("power", report.power());
        Map<String, @Nullable Object> fastnetmon = FastNetMonFields.of(event, seen);
        fields.put("fastnetmon", fastnetmon);
        fields.put("fastnetmon_json", Json.write(fastnetmon));
        fields.put("summary", AttackLine.of(event));
        Attack attack = event.attack();
        fields.put("observed_text", rate(attack.observed(), attack.metric()));
        fields.put("limit_text", rate(attack.limit(), attack.metric()));
        fields.put("peak_text", rate(attack.peak(), attack.metric()));
        fields.put("duration", Quantity.human(lasted(event)));
        fields.put("digest", false);
        fields.put("node", node);
        return fields;
    }

    private static Duration lasted(AttackEvent event) {
        Duration lasted = Duration.between(event.attack().since(), event.at()).truncatedTo(ChronoUnit.SECONDS);
        return lasted.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : lasted;
    }

    private static String rate(long value, @Nullable Metric metric) {
        return metric == null ? "" : Quantity.human(value, metric.unit().perSecond());
    }

    Map<String, @Nullable Object> map(Digest digest) {
        Map<String, @Nullable Object> fields = fields(digest);
        String json = Json.write(fields);
        fields.put("json", json);
        fields.put("report", lines(digest));
        fields.put("summary", digest.summary());
        fields.put("digest", true);
        fields.put("node", node);
        return fields;
    }

    private Map<String, @Nullable Object> fields(Digest digest) {
        List<AttackEvent> events = digest.events();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("phase", "digest");
        fields.put("at", events.get(events.size() - 1).at().toString());
        fields.put("target", digest.target());
        fields.put("group", digest.group());
        fields.put("level", digest.level().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("reason", digest.summary());
        fields.put("count", events.size());
        fields.put("seconds", digest.time().toSeconds());
        fields.put(
                "events",
                events.stream()
                        .limit(MOST)
                        .map(event -> AttackFields.of(event, null))
                        .toList());
        fields.put("more", Math.max(0, events.size() - MOST));
        return fields;
    }

    private static String lines(Digest digest) {
        int more = digest.events().size() - MOST;
        return digest.events().stream()
                .limit(MOST)
                .map(event -> event.at().truncatedTo(ChronoUnit.SECONDS) + " " + AttackLine.of(event) + "\n")
                .collect(Collectors.joining("", "", more > 0 ? "and " + more + " more\n" : ""));
    }
}
