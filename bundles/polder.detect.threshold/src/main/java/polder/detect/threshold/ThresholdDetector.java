// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
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
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;

/**
 * Reports hosts over a limit of their group, and groups over a limit of all their hosts: every limit, with the highest level it has
 * reached. A level is reached when the moving average is over its limit (slow), or when the sliding second alone holds more than the
 * limit allows in a second and the last beat is several times the limit (fast). It is kept while the sliding second is over most of
 * the limit. Allocates nothing for rows within their limits.
 */
@Component(
        name = "polder.detect.threshold",
        configurationPid = "polder.detect.threshold",
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class ThresholdDetector implements Detector {
    private static final Logger LOG = LoggerFactory.getLogger("polder.detect.threshold");
    private static final Level[] LEVELS = Level.values();
    /** Windows after which the limits of a group no longer seen are forgotten, when a new group is met. */
    private static final int FORGET = 1000;

    /** {@code etc/polder.detect.threshold.cfg}. */
    @interface Config {
        String burst() default "2";

        String leave() default "90%";

        String samples_min() default "20";

        String sigma() default "4";
    }

    /** What is judged by; a new one for each group, as it is now, and for each change of the cfg. */
    private static final class Judged {
        final Judgement judgement;
        final Rules hosts;
        final Rules sum;
        int usedIn;

        Judged(HostGroup group, Judgement judgement) {
            this.judgement = judgement;
            hosts = Rules.ofHosts(group, judgement);
            sum = Rules.ofSum(group, judgement);
        }
    }

    private final IdentityHashMap<HostGroup, Judged> groups = new IdentityHashMap<>();
    private final Held held = new Held();
    private final ReasonText text = new ReasonText();
    private final byte[] levels = new byte[Metric.COUNT];
    private volatile Judgement judgement;
    private int windows;

    @Activate
    public ThresholdDetector(Config config, Map<String, Object> properties) {
        this(Judgement.of(properties));
    }

    ThresholdDetector(Judgement judgement) {
        this.judgement = judgement;
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            judgement = Judgement.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    @Override
    public Optional<Detector> twin() {
        return Optional.of(new ThresholdDetector(judgement));
    }

    /** Hosts that are not busy are within their limits. */
    @Override
    public void inspect(TrafficWindow window, Findings findings) {
        windows++;
        held.sweep(window.epochNanos());
        inspect(window, 0, window.busy(), findings);
        inspect(window, window.hosts(), window.size(), findings);
    }

    /** Groups are told apart by identity, as comparing their contents for every row would cost more than judging it. */
    @SuppressWarnings("ReferenceEquality")
    private void inspect(TrafficWindow window, int from, int to, Findings findings) {
        Judgement by = judgement;
        @Nullable HostGroup group = null;
        @Nullable Judged judged = null;
        for (int row = from; row < to; row++) {
            Scope scope = window.scope(row);
            if (scope != Scope.HOST && scope != Scope.GROUP) {
                continue;
            }
            HostGroup mine = window.group(row);
            if (judged == null || mine != group) {
                group = mine;
                judged = judged(mine, by);
            }
            Rules rules = scope == Scope.HOST ? judged.hosts : judged.sum;
            if (isNear(window, row, rules)) {
                judge(window, row, rules, by, findings);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private Judged judged(HostGroup group, Judgement by) {
        Judged found = groups.get(group);
        if (found == null || found.judgement != by) {
            groups.values().removeIf(one -> windows - one.usedIn > FORGET);
            found = new Judged(group, by);
            groups.put(group, found);
        }
        found.usedIn = windows;
        return found;
    }

    /** Most rows are not, and need no closer look. */
    private static boolean isNear(TrafficWindow window, int row, Rules rules) {
        for (int i = 0; i < rules.metrics.length; i++) {
            if (window.rate(row, rules.metrics[i]) > rules.near[i]) {
                return true;
            }
        }
        return false;
    }

    private void judge(TrafficWindow window, int row, Rules rules, Judgement by, Findings findings) {
        long now = window.epochNanos();
        byte[] before = held.size() == 0 ? null : held.levels(key(window, row), now);
        Arrays.fill(levels, Held.NONE);
        int worst = -1;
        for (int i = 0; i < rules.metrics.length; i++) {
            int metric = rules.metrics[i].ordinal();
            levels[metric] = level(window, row, rules, i, by, before == null ? Held.NONE : before[metric]);
            if (levels[metric] != Held.NONE && (worst < 0 || isWorse(window, row, rules, i, worst))) {
                worst = i;
            }
        }
        if (worst < 0) {
            if (before != null) {
                held.leave(key(window, row));
            }
            return;
        }
        held.hold(key(window, row), levels, now);
        report(window, row, rules, worst, findings);
        for (int i = 0; i < rules.metrics.length; i++) {
            if (i != worst && levels[rules.metrics[i].ordinal()] != Held.NONE) {
                report(window, row, rules, i, findings);
            }
        }
    }

    /** What a row is remembered by. Allocates. */
    private static Object key(TrafficWindow window, int row) {
        return window.scope(row) == Scope.HOST
                ? window.target(row)
                : window.group(row).name();
    }

    /** Whether a metric is at a higher level than another, or at the same one and further over its limit. */
    private boolean isWorse(TrafficWindow window, int row, Rules rules, int i, int than) {
        int level = levels[rules.metrics[i].ordinal()];
        int other = levels[rules.metrics[than].ordinal()];
        return level != other ? level > other : ratio(window, row, rules, i) > ratio(window, row, rules, than);
    }

    private double ratio(TrafficWindow window, int row, Rules rules, int i) {
        Metric metric = rules.metrics[i];
        return observed(window, row, metric) / (double) rules.limits[i][levels[metric.ordinal()]];
    }

    /** The highest level a metric has reached, or reached before and not left. */
    private static byte level(TrafficWindow window, int row, Rules rules, int i, Judgement by, byte before) {
        long second = window.rate(row, rules.metrics[i]);
        if (second <= rules.near[i]) {
            return Held.NONE;
        }
        for (byte level = (byte) (LEVELS.length - 1); level >= 0; level--) {
            long limit = rules.limits[i][level];
            if (limit == Limit.NONE) {
                continue;
            }
            boolean isKept = level <= before && second > by.leave(limit);
            if (isKept || isReached(window, row, rules, i, by, limit)) {
                return level;
            }
        }
        return Held.NONE;
    }

    /**
     * The average counts only while the sliding second is high too. When a flood has stopped its average stays over the limit for
     * seconds more, and what little the host then gets would be taken for another attack.
     */
    private static boolean isReached(TrafficWindow window, int row, Rules rules, int i, Judgement by, long limit) {
        Metric metric = rules.metrics[i];
        long second = window.rate(row, metric);
        if (second > limit
                && window.current(row, metric) >= by.burst() * limit
                && by.isAbove(second, limit, rules.samples(window, row, i))) {
            return true;
        }
        if (second <= by.leave(limit)) {
            return false;
        }
        long average = window.average(row, metric);
        return average > limit && by.isAbove(average, limit, rules.averageSamples(window, row, i));
    }

    private void report(TrafficWindow window, int row, Rules rules, int i, Findings findings) {
        Metric metric = rules.metrics[i];
        int level = levels[metric.ordinal()];
        long observed = observed(window, row, metric);
        long limit = rules.limits[i][level];
        long samples = rules.samples(window, row, i);
        String reason = text.of(window, row, rules, i, level, samples);
        findings.report(row, new Fired(LEVELS[level], metric, observed, limit, samples, reason));
    }

    /** The sliding second, or the average of several where that is more. */
    private static long observed(TrafficWindow window, int row, Metric metric) {
        return Math.max(window.rate(row, metric), window.average(row, metric));
    }

    /** How many rows are remembered as having reached a level. */
    int held() {
        return held.size();
    }
}
