// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

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

/** A route that writes the traffic to a carbon server every so often. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.graphite",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.graphite")
public final class GraphiteNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.graphite");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String host() default "127.0.0.1";

        String port() default "2003";

        String format() default "polder";

        String prefix() default "polder";

        String fastnetmon_prefix() default "fastnetmon";

        String fastnetmon_average() default "off";

        String metrics() default "usual";

        String period() default "1s";

        String scope() default "total, network, group, host";

        String top() default "1000";

        String by() default "in.packets";

        String rates() default "average";

        String groups() default "";

        String time_limit() default "10s";
    }

    private volatile GraphiteKeys keys;

    @Activate
    public GraphiteNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    GraphiteNotifier(Map<String, Object> properties) {
        keys = GraphiteKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = GraphiteKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        GraphiteKeys now = keys;
        context.addRoutes(new RouteBuilder(context) {
            @Override
            public void configure() {
                from(now.subscription().from())
                        .routeId("polder.notify.graphite-" + now.instance())
                        .process(new GraphiteWriter(now));
            }
        });
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {
        // there are none
    }

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) {
        return Set.of();
    }
}
