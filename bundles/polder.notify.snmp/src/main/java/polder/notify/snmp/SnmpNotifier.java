// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

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

/** A route to an SNMP manager. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.snmp",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.snmp")
public final class SnmpNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.snmp");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String host() default "127.0.0.1";

        String port() default "162";

        String version() default "2c";

        String community() default "";

        String user() default "";

        String auth() default "sha";

        String auth_password() default "";

        String priv() default "aes";

        String priv_password() default "";

        String engine_id() default "";

        String confirm() default "off";

        String enterprise() default "32473";

        String time_limit() default "10s";
    }

    private volatile SnmpKeys keys;

    @Activate
    public SnmpNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    SnmpNotifier(Map<String, Object> properties) {
        keys = SnmpKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = SnmpKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        SnmpKeys now = keys;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(now.subscription().from())
                        .routeId("polder.notify.snmp-" + now.instance())
                        .process(new SnmpSender(now));
            }
        });
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
