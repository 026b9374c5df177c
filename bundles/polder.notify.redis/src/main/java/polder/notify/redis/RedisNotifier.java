// SPDX-License-Identifier: Apache-2.0
package polder.notify.redis;

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

/** A route to a Redis server. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.redis",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.redis")
public final class RedisNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.redis");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String host() default "127.0.0.1";

        String port() default "6379";

        String user() default "";

        String password() default "";

        String database() default "0";

        String tls() default "off";

        String tls_ca() default "";

        String tls_certificate() default "";

        String tls_key() default "";

        String time_limit() default "10s";

        String keys() default "on";

        String prefix() default "";

        String expire() default "0s";

        String at_end() default "keep";

        String channel() default "";
    }

    private volatile RedisKeys keys;

    @Activate
    public RedisNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    RedisNotifier(Map<String, Object> properties) {
        keys = RedisKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = RedisKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        RedisKeys now = keys;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(now.subscription().from())
                        .routeId("polder.notify.redis-" + now.instance())
                        .process(new RedisWriter(now));
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
