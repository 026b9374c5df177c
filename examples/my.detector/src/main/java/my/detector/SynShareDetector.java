// SPDX-License-Identifier: Apache-2.0
package my.detector;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.LoggerFactory;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;

/** Reports hosts whose incoming TCP packets are mostly SYN: everybody knocks, nobody comes in. Needs no limit of a group. */
@Component(name = "my.detector", configurationPid = "my.detector", configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class SynShareDetector implements Detector {
    /** Fewer samples than this are no proof: the share of so many is wrong by a tenth at most. */
    private static final long SAMPLES = 400;

    private record Keys(long atLeast, int percent) {
        static Keys read(Map<String, Object> properties) {
            Settings settings = new Settings(properties);
            Keys keys = new Keys(
                    settings.read(
                            "at.least", "500pps", "a rate such as 500pps", 0L, text -> Quantity.rate(text, "pps")),
                    settings.number("percent", 60, 1, 100));
            settings.refuseRest();
            return keys;
        }
    }

    private volatile Keys keys;

    @Activate
    public SynShareDetector(Map<String, Object> properties) {
        keys = Keys.read(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            keys = Keys.read(properties);
        } catch (SettingsException e) {
            LoggerFactory.getLogger("my.detector").error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public void inspect(TrafficWindow window, Findings findings) {
        Keys now = keys;
        for (int row = 0; row < window.size(); row++) {
            if (window.scope(row) != Scope.HOST) {
                continue;
            }
            long syn = window.average(row, Metric.IN_SYN_PACKETS);
            long allowed = window.average(row, Metric.IN_TCP_PACKETS) * now.percent / 100;
            long samples = window.samples(row, Direction.INCOMING);
            if (syn >= now.atLeast && syn > allowed && samples >= SAMPLES) {
                long limit = Math.max(allowed, now.atLeast);
                findings.report(
                        row, new Fired(Level.ALERT, Metric.IN_SYN_PACKETS, syn, limit, samples, reason(syn, now)));
            }
        }
    }

    /** Allocates, which a finding may. */
    private static String reason(long syn, Keys now) {
        return "incoming tcp syn " + Quantity.human(syn, "pps") + " are over " + now.percent + " % of its tcp packets";
    }
}
