// SPDX-License-Identifier: Apache-2.0
package polder.notify.eventadmin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

public class EventAdminNotifierTest {
    private final List<Event> posted = new ArrayList<>();
    private final EventAdmin events = new EventAdmin() {
        @Override
        public void postEvent(Event event) {
            posted.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            throw new UnsupportedOperationException("a handler would hold the route up");
        }
    };
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @Before
    public void start() {
        // stands in for polder:attacks, which belongs to another bundle
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.start();
    }

    @After
    public void stop() {
        camel.stop();
    }

    @Test
    public void aStepIsAnEventWithTheKeysOfTheJson() throws Exception {
        EventAdminNotifier notifier = new EventAdminNotifier(events, Map.of("service.pid", "polder.notify.eventadmin"));
        camel.addRoutes(notifier);
        Map<String, Object> fields = new HashMap<>(Map.of("target", "192.0.2.1", "peak", 110_000L));
        fields.put("ended", null);
        camel.createFluentProducerTemplate()
                .to("polder:attacks")
                .withHeader("PolderPhase", "STARTED")
                .withBody(fields)
                .send();
        assertThat(posted).hasSize(1);
        Event event = posted.get(0);
        assertThat(event.getTopic()).isEqualTo("polder/attack/STARTED");
        assertThat(event.getProperty("target")).isEqualTo("192.0.2.1");
        assertThat(event.getProperty("peak")).isEqualTo(110_000L);
        assertThat(event.getProperty("test")).isEqualTo(false);
        assertThat(event.containsProperty("ended")).isFalse();
    }

    @Test
    public void aRouteAsksForWhatTheCfgSays() throws Exception {
        camel.addRoutes(new EventAdminNotifier(
                events, Map.of("service.pid", "polder.notify.eventadmin", "phases", "ended", "groups", "web")));
        assertThat(camel.getRoutes().get(0).getEndpoint().getEndpointUri()).contains("phase=ENDED", "group=web");
    }

    @Test
    public void aWrongKeyIsRefusedInWords() {
        assertThatThrownBy(() -> new EventAdminNotifier(
                        events, Map.of("service.pid", "polder.notify.eventadmin", "level", "high")))
                .hasMessageContaining("did you mean levels?");
    }
}
