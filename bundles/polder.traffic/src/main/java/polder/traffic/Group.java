// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.SettingsException;

/** A host group: one for each {@code etc/polder.traffic.group-NAME.cfg}. */
@Component(
        service = Group.class,
        configurationPid = "polder.traffic.group",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class Group {
    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    private volatile GroupSettings settings;

    @Activate
    public Group(Map<String, Object> properties) {
        settings = GroupSettings.of(properties);
    }

    Group(GroupSettings settings) {
        this.settings = settings;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = GroupSettings.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    GroupSettings settings() {
        return settings;
    }
}
