// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** A policy as its file now says. */
@Component(
        configurationPid = "polder.mitigation.policy",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = PolicyFile.class)
public final class PolicyFile {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");

    /** {@code etc/polder.mitigation.policy-<name>.cfg}; and its steps, {@code step.1} and so on. */
    @interface Config {
        String groups() default "";

        String mode() default "observe";

        String outgoing() default "off";
    }

    private volatile Policy policy;

    @Activate
    public PolicyFile(Config config, Map<String, Object> properties) {
        policy = Policy.of(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            policy = Policy.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    Policy policy() {
        return policy;
    }
}
