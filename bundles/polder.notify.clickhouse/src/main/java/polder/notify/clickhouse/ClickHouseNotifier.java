// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

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

/** A route that writes the traffic to a ClickHouse server every so often. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.clickhouse",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.clickhouse")
public final class ClickHouseNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.clickhouse");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String url() default "http://127.0.0.1:8123";

        String database() default "fastnetmon";

        String create_tables() default "on";

        String user() default "default";

        String period() default "1s";

        String scope() default "total, network, group, host";

        String top() default "1000";

        String by() default "in.packets";

        String rates() default "average";

        String groups() default "";

        String batch() default "10000";

        String time_limit() default "10s";
    }

    private volatile ClickHouseKeys keys;

    @Activate
    public ClickHouseNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    ClickHouseNotifier(Map<String, Object> properties) {
        keys = ClickHouseKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = ClickHouseKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        ClickHouseKeys now = keys;
        String name = "polder.notify.clickhouse-" + now.instance();
        context.addRoutes(new RouteBuilder(context) {
            @Override
            public void configure() {
                from(now.subscription().from()).routeId(name).process(new TableWriter(now));
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
