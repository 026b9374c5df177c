// SPDX-License-Identifier: Apache-2.0
package polder.notify.syslog;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** A route to a syslog server. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.syslog",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.syslog")
public final class SyslogNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.syslog");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String host() default "127.0.0.1";

        String port() default "";

        String protocol() default "udp";

        String framing() default "octets";

        String tls_ca() default "";

        String tls_certificate() default "";

        String tls_key() default "";

        String time_limit() default "10s";

        String size_max() default "8kb";

        String facility() default "daemon";

        String severity_warn() default "warning";

        String severity_alert() default "error";

        String severity_critical() default "critical";

        String severity_ended() default "notice";

        String hostname() default "";

        String app_name() default "polder";

        String enterprise() default "32473";

        String message() default "{{summary}}";
    }

    private volatile SyslogKeys keys;

    @Activate
    public SyslogNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    SyslogNotifier(Map<String, Object> properties) {
        keys = SyslogKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = SyslogKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        SyslogKeys now = keys;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                Expression template = context.resolveLanguage("polder").createExpression(now.message());
                from(now.subscription().from())
                        .routeId("polder.notify.syslog-" + now.instance())
                        .process(new SyslogSender(now, template));
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
