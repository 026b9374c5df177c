// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** Settings of some exporters: one for each {@code etc/polder.decode.netflow.exporter-NAME.cfg}. */
@Component(
        service = ExporterCfg.class,
        configurationPid = "polder.decode.netflow.exporter",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ExporterCfg {
    private static final Logger LOG = LoggerFactory.getLogger(ExporterCfg.class);

    private volatile Map<String, Object> accepted;

    /** @throws SettingsException when the cfg is wrong */
    @Activate
    public ExporterCfg(Map<String, Object> properties) {
        ExporterSettings.ofSome(properties, ExporterSettings.NOTHING_SAID);
        accepted = properties;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            ExporterSettings.ofSome(properties, ExporterSettings.NOTHING_SAID);
            accepted = properties;
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** What it says, the rest as it is for all. */
    ExporterSettings settings(ExporterSettings all) {
        return ExporterSettings.ofSome(accepted, all);
    }
}
