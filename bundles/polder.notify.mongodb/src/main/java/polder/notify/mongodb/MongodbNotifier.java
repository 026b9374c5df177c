// SPDX-License-Identifier: Apache-2.0
package polder.notify.mongodb;

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

/** A route to a MongoDB server. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.mongodb",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.mongodb")
public final class MongodbNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.mongodb");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String hosts() default "localhost:27017";

        String replica_set() default "";

        String user() default "";

        String password() default "";

        String auth_database() default "admin";

        String tls() default "off";

        String tls_ca() default "";

        String tls_certificate() default "";

        String tls_key() default "";

        String time_limit() default "10s";

        String database() default "fastnetmon";

        String collection() default "attacks";

        String format() default "fastnetmon";

        String at_end() default "keep";
    }

    private volatile MongodbKeys keys;

    @Activate
    public MongodbNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    MongodbNotifier(Map<String, Object> properties) {
        keys = MongodbKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = MongodbKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        MongodbKeys now = keys;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(now.subscription().from())
                        .routeId("polder.notify.mongodb-" + now.instance())
                        .process(new MongodbWriter(now));
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
