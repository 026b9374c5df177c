// SPDX-License-Identifier: Apache-2.0
package polder.notify.pagerduty;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;
import polder.lib.http.Cut;

/**
 * Events of PagerDuty's Events API v2 (PD-CEF): the attack's id is the {@code dedup_key}, so what comes of an attack after its start
 * changes its incident, and its end resolves it.
 */
final class Incident {
    /** PagerDuty cuts a longer summary. */
    private static final int LONGEST = 1024;

    private static final List<String> DETAILS = List.of(
            "reason",
            "direction",
            "metric",
            "observed_text",
            "limit_text",
            "peak_text",
            "since",
            "detector",
            "level",
            "why",
            "node");

    private final Message message;
    private final Map<?, ?> fields;
    private final String summary;
    private final boolean test;

    /** @param summary in a line */
    Incident(Exchange exchange, String summary) {
        message = exchange.getMessage();
        Map<?, ?> body = message.getBody(Map.class);
        fields = body == null ? Map.of() : body;
        test = message.getHeader("PolderTest", false, Boolean.class);
        this.summary = Cut.to(LONGEST, summary.strip());
    }

    /** What is to be sent; a test leaves nothing open. */
    List<JsonObject> events(String key) {
        boolean over = message.getHeader("over", false, Boolean.class);
        return test ? List.of(trigger(key), resolve(key)) : List.of(over ? resolve(key) : trigger(key));
    }

    private JsonObject resolve(String key) {
        JsonObject event = new JsonObject();
        event.put("routing_key", key);
        event.put("event_action", "resolve");
        event.put("dedup_key", text("id"));
        return event;
    }

    private JsonObject trigger(String key) {
        JsonObject event = resolve(key);
        event.put("event_action", "trigger");
        event.put("client", "Polder");
        JsonObject payload = new JsonObject();
        payload.put("summary", summary);
        payload.put("source", text("target"));
        payload.put("severity", severity());
        payload.put("timestamp", text("at"));
        payload.put("component", text("target"));
        payload.put("group", text("group"));
        payload.put("class", text("detector"));
        payload.put("custom_details", details());
        event.put("payload", payload);
        return event;
    }

    private String severity() {
        return test
                ? "info"
                : switch (text("level")) {
                    case "critical" -> "critical";
                    case "warn" -> "warning";
                    default -> "error";
                };
    }

    private JsonObject details() {
        JsonObject details = new JsonObject();
        for (String name : DETAILS) {
            put(details, name.replace("_text", ""), fields.get(name));
        }
        put(details, "vectors", message.getHeader("vectors"));
        put(details, "top_sources", message.getHeader("sources"));
        return details;
    }

    private static void put(JsonObject details, String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            details.put(name, value.toString());
        }
    }

    private String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }
}
