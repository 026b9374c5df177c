// SPDX-License-Identifier: Apache-2.0
package polder.lib.http.testing;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.jspecify.annotations.Nullable;

/** A Camel context with stand-ins for {@code polder:attacks} and the languages of templates, which belong to another bundle. */
public final class Stage implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext();

    public Stage() {
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.getRegistry().bind("polder-language", new Templates(Escapers.NONE));
        camel.getRegistry().bind("polder-html-language", new Templates(Escapers.HTML));
        camel.getRegistry().bind("polder-json-language", new Templates(Escapers.simple(new String[][] {
            {"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}
        })));
        camel.start();
    }

    public CamelContext camel() {
        return camel;
    }

    public void add(RoutesBuilder routes) throws Exception {
        camel.addRoutes(routes);
    }

    /** A message to the route there is. */
    public Exchange send(Object body) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        return camel.createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
    }

    /** What went wrong with a message, in all the words a log could show of it; empty when nothing did. */
    public static String failure(Exchange exchange) {
        StringBuilder words = new StringBuilder();
        for (Throwable one = exchange.getException(); one != null; one = one.getCause()) {
            words.append(one.getMessage());
        }
        return words.toString();
    }

    /** Properties of a component. */
    public static Map<String, Object> properties(String pid, String... more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", pid + "~noc");
        properties.put("polder.routes", pid);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    /** An attack as templates see it. */
    public static Map<String, Object> attack(String phase) {
        boolean over = phase.equals("ended");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("phase", phase);
        fields.put("at", "2026-03-01T12:00:00.250Z");
        fields.put("id", "01020304-0506-0708-090a-0b0c0d0e0f10");
        fields.put("target", "203.0.113.7");
        fields.put("group", "web & mail");
        fields.put("detector", "threshold");
        fields.put("direction", "incoming");
        fields.put("metric", "in.packets");
        fields.put("unit", "pps");
        fields.put("observed", 104_000L);
        fields.put("limit", 20_000L);
        fields.put("peak", 110_000L);
        fields.put("level", "critical");
        fields.put("reason", "incoming 104 kpps, limit 20 kpps");
        fields.put("since", "2026-03-01T12:00:00Z");
        fields.put("ended", over ? "2026-03-01T12:03:12Z" : "");
        fields.put("summary", "attack " + phase + " on 203.0.113.7 (group web & mail)");
        fields.put("observed_text", "104 kpps");
        fields.put("limit_text", "20 kpps");
        fields.put("peak_text", "110 kpps");
        fields.put("duration", "3m12s");
        fields.put("node", "edge-1");
        fields.put("digest", false);
        fields.put("test", false);
        fields.put(
                "evidence",
                Map.of(
                        "vectors", List.of(share("ntp_amplification", 0.97), share("udp_flood", 0.03)),
                        "tops", Map.of("source", List.of(share("198.51.100.1", 0.42), share("198.51.100.2", 0.2)))));
        return fields;
    }

    private static Map<String, Object> share(String name, double part) {
        return Map.of("name", name, "packets", 1000L, "bytes", 1000L, "of_packets", part, "of_bytes", part);
    }

    /** Two attacks in one message. */
    public static Map<String, Object> digest() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("phase", "digest");
        fields.put("at", "2026-03-01T12:00:00Z");
        fields.put("target", "2 attacks");
        fields.put("group", "web");
        fields.put("level", "alert");
        fields.put("summary", "2 attacks in 1m");
        fields.put("report", "attack started on 203.0.113.7\nattack started on 203.0.113.8\n");
        fields.put("digest", true);
        fields.put("test", false);
        fields.put("node", "edge-1");
        return fields;
    }

    @Override
    public void close() {
        camel.stop();
    }

    private static final class Templates extends LanguageSupport {
        private final Mustache.Compiler compiler;

        Templates(Mustache.Escaper escaper) {
            compiler = Mustache.compiler()
                    .withEscaper(escaper)
                    .defaultValue("")
                    .strictSections(false)
                    .emptyStringIsFalse(true)
                    .zeroIsFalse(true);
        }

        @Override
        public Expression createExpression(String text) {
            Template template = compiler.compile(text);
            return new ExpressionAdapter() {
                @Override
                public Object evaluate(Exchange exchange) {
                    Map<String, @Nullable Object> fields = new HashMap<>();
                    Map<?, ?> body = exchange.getMessage().getBody(Map.class);
                    body.forEach((name, value) -> fields.put(String.valueOf(name), value));
                    fields.put("headers", exchange.getMessage().getHeaders());
                    return template.execute(fields);
                }
            };
        }

        @Override
        public Predicate createPredicate(String text) {
            throw new UnsupportedOperationException();
        }
    }
}
