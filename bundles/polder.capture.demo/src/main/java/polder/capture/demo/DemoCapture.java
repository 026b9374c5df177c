// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.config.SettingsException;

/** Makes frames instead of receiving them: everyday traffic of some networks, and every now and then an attack. One lane. */
@Component(configurationPid = "polder.capture.demo", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DemoCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.demo");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String networks() default "198.51.100.0/24, 203.0.113.0/24, 2001:db8::/48";

        String background() default "5kpps";

        String attack_rate() default "60kpps";

        String first_attack() default "8s";

        String attack_length() default "20s";

        String attack_pause() default "20s";

        int seed() default 1;

        String count() default "own";
    }

    private volatile DemoSettings settings;

    /** @throws SettingsException when the configuration is refused */
    @Activate
    public DemoCapture(Config config, Map<String, Object> properties) {
        settings = DemoSettings.of(properties);
    }

    /** Takes new settings; the lane asks to be opened anew and begins from the start. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            settings = DemoSettings.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** The settings in force: a lane with others asks to be opened anew. */
    DemoSettings settings() {
        return settings;
    }

    @Override
    public CaptureLane open(int lane) {
        return new DemoLane(this, settings, Ticker.OF_THIS_MACHINE);
    }
}
