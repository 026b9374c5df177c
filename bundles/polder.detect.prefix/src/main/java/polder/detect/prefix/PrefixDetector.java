// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.attack.Veto;
import polder.api.config.SettingsException;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

/**
 * Reports prefixes whose hosts together have too much while each stays below its limit. Keeps what each host last added to the sums:
 * a busy host is shown in every window, a quiet one once a second. Allocates nothing for hosts it knows and prefixes within their
 * limits.
 */
@Component(
        name = "polder.detect.prefix",
        configurationPid = "polder.detect.prefix",
        configurationPolicy = ConfigurationPolicy.OPTIONAL,
        service = {Detector.class, Veto.class})
public final class PrefixDetector implements Detector, Veto {
    private static final String NAME = "polder.detect.prefix";
    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final long MILLI = 1_000_000;
    /** A quiet host is shown once a second, give or take a beat. */
    private static final int SHOWN_MILLIS = 1_300;

    /** What is usual moves no faster than by this time constant, milliseconds: a carpet would be usual before there are enough samples of it. */
    private static final int LEAST_LEARN = 60_000;

    private static final int LONGEST_BEAT = 5_000;
    private static final int SWEEP_MILLIS = 5_000;
    /** What is over is learned more slowly than what is not: usual only when it has lasted for hours. */
    private static final float OVER = 1 / 24f;

    /** {@code etc/polder.detect.prefix.cfg}. */
    @interface Config {
        String lengths() default "24 22 20 18 16";

        String lengths_ipv6() default "64 56 48 40 32";

        String factor() default "3";

        String rise() default "3";

        String learn() default "10m";

        String learn_first() default "10s";

        String sustain() default "1500ms";

        String hosts_min() default "10";

        String samples_min() default "20";

        String sigma() default "4";

        String prefixes_max() default "262144";

        String mode() default "notify";
    }

    private volatile PrefixSettings settings;
    private PrefixSettings used;
    private final Groups groups = new Groups();
    private final PrefixJudge judge;
    private final PrefixReport report;
    private List<Prefix> own = List.of();
    /** The columns limits are given for, as bits. */
    private int given;

    private Ladder ladder4;
    private Ladder ladder6;
    private Hosts hosts;
    private long base;
    private long now;
    /** When the first host was seen, milliseconds; 0 before. */
    private long started;

    private long swept;
    private boolean isFull;

    @Activate
    public PrefixDetector(Config config, Map<String, Object> properties) {
        this(PrefixSettings.of(properties));
    }

    PrefixDetector(PrefixSettings settings) {
        this.settings = settings;
        used = settings;
        judge = new PrefixJudge(groups, settings);
        report = new PrefixReport(groups, judge);
        ladder4 = new Ladder(true, settings.lengths(), settings.most());
        ladder6 = new Ladder(false, settings.lengths6(), settings.most());
        hosts = new Hosts(groups);
        use();
    }

    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = PrefixSettings.of(properties);
        } catch (SettingsException e) {
            LOG.error("{}; the last good configuration goes on", e.getMessage());
        }
    }

    /** It takes the first moments of its own windows for usual. */
    @Override
    public Optional<Detector> twin() {
        return Optional.of(new PrefixDetector(settings));
    }

    /** What is done about a prefix is done to all its hosts. */
    @Override
    public Optional<String> reason(Attack attack) {
        boolean isHeldBack = attack.detector().equals(NAME) && !settings.acts();
        return isHeldBack ? Optional.of("mode in etc/polder.detect.prefix.cfg is notify") : Optional.empty();
    }

    @Override
    public void inspect(TrafficWindow window, Findings findings) {
        int beat = tick(window.epochNanos());
        adopt(window);
        int columns = groups.columns() | given;
        hosts.columns(columns);
        ladder4.columns(columns);
        ladder6.columns(columns);
        hosts.take(window, ladder4, ladder6, now);
        hosts.forget(now, Math.max(SHOWN_MILLIS, 2 * beat), ladder4, ladder6);
        if (started == 0 && hosts.size() == 0) {
            return;
        }
        started = started == 0 ? now : started;
        boolean isLearning = now - started < used.first().toMillis();
        judge.judge(ladder4, now, beat, isLearning);
        judge.judge(ladder6, now, beat, isLearning);
        report.report(ladder4, now, used.sustain().toMillis(), findings);
        report.report(ladder6, now, used.sustain().toMillis(), findings);
        learn(beat, isLearning);
        sweep();
    }

    /** Moves the clock on; a clock that is set back or far forward moves it by nothing. Gives the milliseconds since the last beat. */
    private int tick(long epochNanos) {
        long passed = (epochNanos - base) / MILLI;
        base = epochNanos;
        int beat = passed < 0 || passed > LONGEST_BEAT ? 0 : (int) passed;
        now = now == 0 ? LONGEST_BEAT : now + beat;
        return beat;
    }

    /** Takes up another configuration, and the networks as they are. */
    @SuppressWarnings("ReferenceEquality") // another one for each change
    private void adopt(TrafficWindow window) {
        PrefixSettings changed = settings;
        boolean isOther = used.isOther(changed);
        if (isOther || !isOwn(window)) {
            used = changed;
            own = networks(window);
            begin();
        }
        if (used != changed) {
            used = changed;
            use();
        }
    }

    private void use() {
        judge.use(used);
        given = used.columns();
        ladder4.use(used);
        ladder6.use(used);
    }

    private void begin() {
        ladder4 = new Ladder(true, used.lengths(), used.most());
        ladder6 = new Ladder(false, used.lengths6(), used.most());
        ladder4.own(own);
        ladder6.own(own);
        use();
        hosts = new Hosts(groups);
        int columns = groups.columns() | given;
        hosts.columns(columns);
        ladder4.columns(columns);
        ladder6.columns(columns);
        now = LONGEST_BEAT;
        started = 0;
        swept = 0;
        isFull = false;
    }

    private boolean isOwn(TrafficWindow window) {
        int known = 0;
        for (int row = window.hosts(); row < window.size() && window.scope(row) == Scope.PREFIX; row++) {
            if (known >= own.size() || !own.get(known).equals(window.target(row))) {
                return false;
            }
            known++;
        }
        return known == own.size();
    }

    private static List<Prefix> networks(TrafficWindow window) {
        List<Prefix> found = new ArrayList<>();
        for (int row = window.hosts(); row < window.size() && window.scope(row) == Scope.PREFIX; row++) {
            found.add(window.target(row));
        }
        return found;
    }

    /** The mean since the start, of a minute at least and {@code learn} at most; from then on the moving average. */
    private void learn(int beat, boolean isLearning) {
        double over = Math.min(used.learn().toMillis(), Math.max(LEAST_LEARN, now - started));
        float share = isLearning ? 1 : (float) Math.min(1, beat / over);
        for (Rung rung : ladder4.rungs) {
            rung.learn(share, isLearning ? 1 : OVER * share);
        }
        for (Rung rung : ladder6.rungs) {
            rung.learn(share, isLearning ? 1 : OVER * share);
        }
    }

    private void sweep() {
        if (now - swept < SWEEP_MILLIS) {
            return;
        }
        swept = now;
        ladder4.forget(now, used.learn().toMillis());
        ladder6.forget(now, used.learn().toMillis());
        if (!isFull && ladder4.refused() + ladder6.refused() > 0) {
            isFull = true;
            LOG.warn("prefixes.max = {} is reached: hosts of further prefixes are not counted", used.most());
        }
    }

    /** How many hosts are in the sums. */
    int hosts() {
        return hosts.size();
    }

    /** The sums of a prefix, for tests. */
    long sum(Prefix prefix, int column) {
        Ladder ladder = prefix.base().isV4() ? ladder4 : ladder6;
        for (Rung rung : ladder.rungs) {
            int node = rung.bits == prefix.bits()
                    ? rung.find(prefix.base().high(), prefix.base().low())
                    : Rung.NONE;
            if (node != Rung.NONE) {
                return rung.all[column][node] * Columns.scale(column);
            }
        }
        return 0;
    }
}
