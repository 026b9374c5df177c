// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** Writes the events of attacks to a topic, one after another, each when the one before it is stored. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.kafka",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.kafka")
public final class KafkaNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.kafka");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String brokers();

        String topic() default "polder-attacks";

        String key() default "id";

        String tls() default "off";

        String sasl() default "off";

        String time_limit() default "10s";
    }

    private volatile AttackKeys keys;

    @Activate
    public KafkaNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    KafkaNotifier(Map<String, Object> properties) {
        keys = AttackKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = AttackKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        context.addRoutes(routes(context));
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
        return routes(context).updateRoutesToCamelContext(context);
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // there are none
    }

    private RouteBuilder routes(CamelContext context) {
        AttackKeys now = keys;
        return new RouteBuilder(context) {
            @Override
            public void configure() {
                from(now.subscription().from()).routeId(now.name()).process(new AttackSender(now));
            }
        };
    }
}
