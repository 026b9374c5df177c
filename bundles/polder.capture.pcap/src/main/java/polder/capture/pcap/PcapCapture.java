// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.capture.Capture;
import polder.api.capture.CaptureLane;
import polder.api.config.SettingsException;

/** Frames that libpcap or somebody else has captured: from files, from devices, from streams; on one lane. */
@Component(
        name = "polder.capture.pcap",
        configurationPid = "polder.capture.pcap",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PcapCapture implements Capture {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.pcap");

    /** The keys; README.md says what they mean. Those that do not go with every origin have their defaults elsewhere. */
    @interface Config {
        String file();

        String interface$();

        String stream();

        String decoder() default "packet";

        String speed();

        String time();

        String repeat();

        String filter();

        String port();

        String count() default "own";

        String sampling() default "1";

        String library();

        String snaplen();

        String buffer();

        String promiscuous();

        String reopen();
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
        BooleanSupplier stale = () -> !settings.equals(now);
        PcapLane.Notes notes = new LaneNotes(now.instance(), LOG);
        if (now.origin() instanceof Origin.Replay replay) {
            return new PcapLane(now, replay, stale, notes);
        }
        if (now.origin() instanceof Origin.Live live) {
            return new LiveLane(now, live, stale);
        }
        return new StreamLane(now, (Origin.Stream) now.origin(), stale, notes);
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
