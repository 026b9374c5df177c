// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

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
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;

/**
 * Reports hosts over a limit of their group, and groups over a limit of all their hosts: every limit, with the highest level it has
 * reached ({@link Look} says when), and hosts with too many sources. Allocates nothing for rows within their limits.
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
        String burst() default "2";

        String leave() default "90%";

        String samples_min() default "20";

        String sigma() default "5.5";

        String steady() default "2s";

        String few_times() default "10";
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
    private final Look look = new Look();
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
        held.begin(window.epochNanos());
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
            if (rules.isNear(window, row)) {
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

    private void judge(TrafficWindow window, int row, Rules rules, Judgement by, Findings findings) {
        int count = rules.metrics.length;
        long now = window.epochNanos();
        Held.Row known = held.size() == 0 ? null : held.find(key(window, row), rules, now);
        if (known == null && !rules.isOver(window, row)) {
            return;
        }
        Held.Row is = known == null ? held.add(key(window, row), rules, now) : known;
        look.at(window, row, rules, by, is);
        int worst = -1;
        for (int i = 0; i < count; i++) {
            if (look.judge(i) != Held.NONE && (worst < 0 || look.isWorse(i, worst))) {
                worst = i;
            }
        }
        byte sources = look.judgeSources();
        if (!is.isHeld()) {
            held.leave(key(window, row));
            return;
        }
        if (worst >= 0) {
            findings.report(row, look.fired(worst));
        }
        for (int i = 0; i < count; i++) {
            if (i != worst && look.level(i) != Held.NONE) {
                findings.report(row, look.fired(i));
            }
        }
        if (sources != Held.NONE) {
            findings.report(row, look.sourcesFired());
        }
    }

    /** What a row is remembered by. Allocates. */
    private static Object key(TrafficWindow window, int row) {
        return window.scope(row) == Scope.HOST
                ? window.target(row)
                : window.group(row).name();
    }

    /** How many rows are remembered as being over a limit. */
    int held() {
        return held.size();
    }
}
