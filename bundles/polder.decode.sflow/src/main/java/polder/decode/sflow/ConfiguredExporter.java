// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** What the operator knows better than the exporter: one for each {@code etc/polder.decode.sflow.exporter-NAME.cfg}. */
@Component(
        service = ConfiguredExporter.class,
        configurationPid = "polder.decode.sflow.exporter",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ConfiguredExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredExporter.class);

    private volatile ExporterSettings settings;

    @Activate
    public ConfiguredExporter(Map<String, Object> properties) {
        settings = ExporterSettings.of(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = ExporterSettings.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    ExporterSettings settings() {
        return settings;
    }
}
