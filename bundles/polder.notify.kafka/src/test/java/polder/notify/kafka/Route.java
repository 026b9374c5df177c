// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;

/** The route of a notifier, with a stand-in for {@code polder:attacks} before it, which belongs to another bundle. */
final class Route implements AutoCloseable {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    final KafkaNotifier notifier;

    Route(Map<String, Object> properties) throws Exception {
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.getTypeConverterRegistry()
                .addTypeConverter(
                        String.class,
                        AttackEvent.class,
                        new SimpleTypeConverter(false, (type, exchange, event) -> json((AttackEvent) event)));
        camel.start();
        notifier = new KafkaNotifier(properties);
        camel.addRoutes(notifier);
    }

    static String json(AttackEvent event) {
        return "{\"phase\":\"" + event.phase().name().toLowerCase(Locale.ROOT) + "\",\"target\":\""
                + event.attack().target() + "\",\"reason\":\"" + event.attack().reason() + "\"}";
    }

    static Map<String, Object> properties(String brokers, String... more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.kafka~noc");
        properties.put("polder.routes", "polder.notify.kafka");
        properties.put("brokers", brokers);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    Exchange send(AttackEvent event, boolean test) {
        Exchange exchange = new DefaultExchange(camel);
        Message message = exchange.getMessage();
        message.setBody(event);
        message.setHeader("PolderPhase", event.phase().name());
        message.setHeader("PolderId", event.attack().id().toString());
        message.setHeader("PolderTarget", event.attack().target().toString());
        message.setHeader("PolderGroup", event.attack().group());
        message.setHeader("PolderLevel", event.attack().level().name());
        if (test) {
            message.setHeader("PolderTest", true);
        }
        return camel.createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
    }

    Exchange send(AttackEvent event) {
        return send(event, false);
    }

    static @Nullable String failure(Exchange exchange) {
        return exchange.getException() == null ? null : exchange.getException().getMessage();
    }

    @Override
    public void close() {
        camel.stop();
    }
}
