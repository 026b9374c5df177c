// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

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
import polder.notify.influxdb.InfluxKeys.Format;

/** A route that writes the traffic to an InfluxDB server every so often, and one for attacks. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.influxdb",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.influxdb")
public final class InfluxNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.influxdb");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String url() default "http://127.0.0.1:8086";

        String api() default "1";

        String database() default "fastnetmon";

        String create_database() default "on";

        String retention_policy() default "";

        String user() default "";

        String org() default "";

        String bucket() default "";

        String format() default "polder";

        String metrics() default "usual";

        String annotations() default "on";

        String period() default "1s";

        String scope() default "total, network, group, host";

        String top() default "1000";

        String by() default "in.packets";

        String rates() default "average";

        String groups() default "";

        String batch() default "5000";

        String gzip() default "off";

        String time_limit() default "10s";
    }

    private volatile InfluxKeys keys;

    @Activate
    public InfluxNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    InfluxNotifier(Map<String, Object> properties) {
        keys = InfluxKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = InfluxKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        InfluxKeys now = keys;
        String name = "polder.notify.influxdb-" + now.instance();
        context.addRoutes(new RouteBuilder(context) {
            @Override
            public void configure() {
                from(now.subscription().from()).routeId(name).process(new TrafficWriter(now));
                if (now.annotations() && now.format() != Format.FASTNETMON) {
                    from(now.attacks().from()).routeId(name + "-attacks").process(new AttackWriter(now));
                }
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
