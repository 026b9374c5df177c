// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
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

/** Replays capture files, one after another, on one lane. */
@Component(
        name = "polder.capture.pcap",
        configurationPid = "polder.capture.pcap",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PcapCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.pcap");

    /** The keys and their defaults; README.md says what they mean. */
    @interface Config {
        String file();

        String decoder() default "packet";

        String speed() default "1";

        String time() default "now";

        String repeat() default "1";

        String filter() default "";

        String port() default "";

        String count() default "own";
    }

    private volatile PcapSettings settings;

    /** @throws SettingsException when the configuration is refused */
    @Activate
    public PcapCapture(Config config, Map<String, Object> properties) {
        this(PcapSettings.of(properties));
    }

    PcapCapture(PcapSettings settings) {
        this.settings = settings;
    }

    /** Takes new settings: the replay starts anew with them. */
    @Modified
    public void modified(Map<String, Object> properties) {
        try {
            PcapSettings changed = PcapSettings.of(properties);
            if (!changed.equals(settings)) {
                settings = changed;
            }
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public CaptureLane open(int lane) throws IOException {
        PcapSettings now = settings;
        return new PcapLane(now, () -> !settings.equals(now), new LaneNotes(now.instance(), LOG));
    }

    /** What a lane tells the operator, as log lines. */
    private record LaneNotes(String instance, Logger log) implements PcapLane.Notes {
        @Override
        public void lost(String what) {
            log.warn("{}: {}", instance, what);
        }

        @Override
        public void done(String what) {
            log.info("{}: {}", instance, what);
        }
    }
}
