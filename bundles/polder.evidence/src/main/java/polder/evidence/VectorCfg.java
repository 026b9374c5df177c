// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** A vector of the user's own: one for each {@code etc/polder.evidence.vector-NAME.cfg}. */
@Component(
        service = VectorCfg.class,
        configurationPid = "polder.evidence.vector",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class VectorCfg {
    private static final Logger LOG = LoggerFactory.getLogger(VectorCfg.class);

    private volatile VectorRule rule;

    /** @throws SettingsException when the cfg is wrong */
    @Activate
    public VectorCfg(Map<String, Object> properties) {
        rule = VectorSettings.of(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            rule = VectorSettings.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    VectorRule rule() {
        return rule;
    }
}
