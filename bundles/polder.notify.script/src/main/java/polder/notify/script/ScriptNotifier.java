// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** Calls a script for every attack of its groups, one call after another, with FastNetMon's arguments and text. */
@Component(
        service = RoutesBuilder.class,
        configurationPid = "polder.notify.script",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "polder.routes=polder.notify.script")
public final class ScriptNotifier implements RoutesBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("polder.notify.script");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String script();

        String format() default "text";

        String phases() default "started, ended";

        String groups() default "";

        String levels() default "";

        String directions() default "";

        String attacks() default "acted";

        String retry() default "off";

        String time_limit() default "30s";

        String working_directory() default "";
    }

    private volatile ScriptKeys keys;

    @Activate
    public ScriptNotifier(Config config, Map<String, Object> properties) {
        this(properties);
    }

    ScriptNotifier(Map<String, Object> properties) {
        keys = ScriptKeys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = ScriptKeys.read(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
        context.addRoutes(new ScriptRoute(keys));
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
