// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import javax.json.Json;
import javax.json.JsonArrayBuilder;
import javax.json.JsonObjectBuilder;
import javax.json.JsonStructure;
import javax.json.JsonValue;
import javax.json.JsonWriter;
import javax.json.stream.JsonGenerator;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/** Values as JSON: numbers raw, times as ISO 8601 in UTC, durations in seconds, names in lower case, all keys in snake_case. */
final class Values {
    private Values() {}

    static JsonValue json(@Nullable Object value) {
        if (value == null) {
            return JsonValue.NULL;
        }
        if (value instanceof JsonValue json) {
            return json;
        }
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Double number) {
            return Json.createValue(Math.round(number * 1000) / 1000.0);
        }
        if (value instanceof Number number) {
            return Json.createValue(number.longValue());
        }
        if (value instanceof Duration duration) {
            long millis = duration.toMillis();
            return millis % 1000 == 0 ? Json.createValue(millis / 1000) : json(millis / 1000.0);
        }
        if (value instanceof Instant instant) {
            return Json.createValue(instant.truncatedTo(ChronoUnit.MILLIS).toString());
        }
        if (value instanceof Rates rates) {
            return rates(rates);
        }
        if (value instanceof Map<?, ?> map) {
            JsonObjectBuilder object = Json.createObjectBuilder();
            map.entrySet().stream()
                    .sorted(Comparator.comparing(entry -> key(entry.getKey())))
                    .forEach(entry -> object.add(key(entry.getKey()), json(entry.getValue())));
            return object.build();
        }
        if (value instanceof Collection<?> many) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            many.forEach(one -> array.add(json(one)));
            return array.build();
        }
        return Json.createValue(value instanceof Enum<?> ? key(value) : value.toString());
    }

    private static JsonValue rates(Rates rates) {
        JsonObjectBuilder object = Json.createObjectBuilder();
        Metric.all().forEach(metric -> object.add(key(metric), rates.get(metric)));
        return object.build();
    }

    /** {@code in_udp_packets} of a metric, {@code hosts_refused} of {@code hosts.refused}, {@code active} of a state. */
    static String key(Object name) {
        return name.toString().toLowerCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Readable, and in ASCII alone, so that no terminal or pipe can spoil it. */
    static String print(JsonStructure json) {
        StringWriter out = new StringWriter();
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(out)) {
            writer.write(json);
        }
        StringBuilder ascii = new StringBuilder();
        for (char c : out.toString().trim().toCharArray()) {
            if (c < 127) {
                ascii.append(c);
            } else {
                ascii.append(String.format("\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }
}
