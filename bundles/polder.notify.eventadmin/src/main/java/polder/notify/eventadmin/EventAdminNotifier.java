// SPDX-License-Identifier: Apache-2.0
package polder.notify.eventadmin;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.notify.Subscription;

/**
 * Posts every step of an attack to the topic {@code polder/attack/STARTED} and so on. The properties of an event are the keys of the
 * attack's JSON; what is null is left out. Nobody waits for a handler.
 */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.eventadmin",
        property = "polder.routes=polder.notify.eventadmin")
public final class EventAdminNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.eventadmin");
    private static final String NAME = "polder.notify.eventadmin";

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String phases() default "warned, started, ongoing, ended, passed";

        String groups() default "";

        String levels() default "";

        String directions() default "";

        String attacks() default "all";
    }

    private final EventAdmin events;
    private volatile Subscription subscription;

    @Activate
    public EventAdminNotifier(@Reference EventAdmin events, Config config, Map<String, Object> properties) {
        this(events, properties);
    }

    EventAdminNotifier(EventAdmin events, Map<String, Object> properties) {
        this.events = events;
        subscription = read(properties);
    }

    private static Subscription read(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        settings.text("polder.routes", "");
        Subscription read = Subscription.ofEvents(settings);
        settings.refuseRest();
        return read;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            subscription = read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        String from = subscription.from();
        context.addRoutes(new RouteBuilder(context) {
            @Override
            public void configure() {
                from(from).routeId(NAME).process(EventAdminNotifier.this::post);
            }
        });
    }

    private void post(Exchange exchange) {
        Map<?, ?> fields = exchange.getMessage().getBody(Map.class);
        Map<String, Object> properties = new HashMap<>();
        fields.forEach((name, value) -> {
            if (value != null) {
                properties.put(String.valueOf(name), value);
            }
        });
        properties.put("test", exchange.getMessage().getHeader("PolderTest", false, Boolean.class));
        String phase = exchange.getMessage().getHeader("PolderPhase", String.class);
        events.postEvent(new Event("polder/attack/" + phase, properties));
        exchange.setProperty("PolderAnswer", "posted to polder/attack/" + phase);
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // there are none
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) {
        throw new UnsupportedOperationException("routes are replaced, not updated");
    }
}
