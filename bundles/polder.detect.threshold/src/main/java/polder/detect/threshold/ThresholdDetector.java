// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.config.Settings;
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;

/**
 * Reports hosts over a limit of their group. A host is over a limit when its moving average is (slow), or when the sliding second
 * alone holds more than the limit allows in a second and the last beat is several times the limit (fast). Of sampled traffic the
 * lower bound at 95 % counts. Allocates nothing for hosts within their limits.
 */
@Component(
        name = "polder.detect.threshold",
        configurationPid = "polder.detect.threshold",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class ThresholdDetector implements Detector {
    private static final Logger LOG = LoggerFactory.getLogger("polder.detect.threshold");
    /** Windows after which the limits of a group no longer seen are forgotten, when a new group is met. */
    private static final int FORGET = 1000;

    /** {@code etc/polder.detect.threshold.cfg}. */
    @interface Config {
        /** How many times its limit the last beat has to be for the fast way. */
        String burst() default "2";
    }

    private final IdentityHashMap<HostGroup, GroupLimits> limits = new IdentityHashMap<>();
    private final ReasonText text = new ReasonText();
    private volatile double burst;
    private int windows;

    @Activate
    public ThresholdDetector(Config config, Map<String, Object> properties) {
        this(burst(properties));
    }

    ThresholdDetector(double burst) {
        this.burst = burst;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            burst = burst(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    private static double burst(Map<String, Object> properties) {
        Settings settings = new Settings(properties);
        double burst = settings.decimal("burst", 2, 1, 1000);
        settings.refuseRest();
        return burst;
    }

    /** Groups are told apart by identity, as comparing their contents for every row would cost more than judging it. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public void inspect(TrafficWindow window, Findings findings) {
        windows++;
        double times = burst;
        @Nullable HostGroup group = null;
        @Nullable GroupLimits of = null;
        int rows = window.size();
        for (int row = 0; row < rows; row++) {
            if (window.scope(row) != Scope.HOST) {
                continue;
            }
            HostGroup mine = window.group(row);
            if (of == null || mine != group) {
                group = mine;
                of = limitsOf(mine);
            }
            judge(window, row, of, times, findings);
        }
    }

    private GroupLimits limitsOf(HostGroup group) {
        GroupLimits found = limits.get(group);
        if (found == null) {
            limits.values().removeIf(one -> windows - one.usedIn > FORGET);
            found = new GroupLimits(group);
            limits.put(group, found);
        }
        found.usedIn = windows;
        return found;
    }

    private void judge(TrafficWindow window, int row, GroupLimits of, double times, Findings findings) {
        int worst = -1;
        int over = 0;
        double most = 0;
        for (int i = 0; i < of.metrics.length; i++) {
            if (isOver(window, row, of, i, times)) {
                over++;
                double ratio = observed(window, row, of.metrics[i]) / (double) Math.max(1, of.most[i]);
                if (ratio > most) {
                    most = ratio;
                    worst = i;
                }
            }
        }
        if (worst >= 0) {
            Metric metric = of.metrics[worst];
            String reason = text.of(window, row, of, worst, over);
            long samples = samples(window, row, of, worst);
            long observed = observed(window, row, metric);
            findings.report(row, new Fired(Level.ALERT, metric, observed, of.most[worst], samples, reason));
        }
    }

    private static boolean isOver(TrafficWindow window, int row, GroupLimits of, int i, double times) {
        Metric metric = of.metrics[i];
        long limit = of.most[i];
        long average = window.average(row, metric);
        if (average > limit && lowerBound(window, row, of, i, average) > limit) {
            return true;
        }
        long second = window.rate(row, metric);
        return second > limit
                && window.current(row, metric) >= times * limit
                && lowerBound(window, row, of, i, second) > limit;
    }

    /** The sliding second, or the average of several where that is more. */
    static long observed(TrafficWindow window, int row, Metric metric) {
        return Math.max(window.rate(row, metric), window.average(row, metric));
    }

    private static double lowerBound(TrafficWindow window, int row, GroupLimits of, int i, long value) {
        long samples = samples(window, row, of, i);
        return samples == Long.MAX_VALUE ? value : samples == 0 ? 0 : value * (1 - error(samples));
    }

    /** The relative error at 95 %. */
    static double error(long samples) {
        return 1.96 * Math.sqrt(1.0 / samples);
    }

    /** A class of traffic stands on its share of its direction's samples. */
    static long samples(TrafficWindow window, int row, GroupLimits of, int i) {
        long samples = window.samples(row, of.directions[i]);
        if (samples == Long.MAX_VALUE || of.packets[i] == of.total[i]) {
            return samples;
        }
        double share = window.rate(row, of.packets[i]) / (double) Math.max(1, window.rate(row, of.total[i]));
        return (long) (samples * Math.min(1, share));
    }
}
