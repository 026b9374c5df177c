// SPDX-License-Identifier: Apache-2.0
package polder.lib.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * What a template cannot say by itself, as headers for it: {@code headers.vectors} and {@code headers.sources}, the largest with their
 * share of the packets, and {@code headers.over}, whether the attack is over.
 */
final class Highlights {
    private static final int MOST = 5;

    private Highlights() {}

    static void add(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<?, ?> fields = message.getBody(Map.class);
        Map<?, ?> evidence = map(fields == null ? null : fields.get("evidence"));
        String phase = fields == null ? "" : String.valueOf(fields.get("phase"));
        message.setHeader("over", phase.equals("ended") || phase.equals("passed"));
        message.setHeader("vectors", shares(evidence.get("vectors")));
        message.setHeader("sources", shares(map(evidence.get("tops")).get("source")));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String shares(@Nullable Object value) {
        return value instanceof List<?> shares
                ? shares.stream().limit(MOST).map(Highlights::share).collect(Collectors.joining(", "))
                : "";
    }

    private static String share(@Nullable Object value) {
        Map<?, ?> share = map(value);
        return share.get("of_packets") instanceof Number part
                ? String.format(Locale.ROOT, "%s %.0f %%", share.get("name"), part.doubleValue() * 100)
                : String.valueOf(share.get("name"));
    }
}
