// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Findings;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.Unit;

/** Judges rows by what was learned of them. Allocates for what it reports, and nothing else. Used by one thread at a time. */
final class Departures {
    /** What is not known long enough. */
    private static final int UNKNOWN = -1;
    /** As of limits: an average says what was, so the last second has to be near too. */
    private static final double NEAR = 0.9;

    private static final int LEAST_SAMPLES = 20;
    private static final long SECOND = 1_000_000_000;
    private static final Metric[] PACKETS = new Metric[Learned.COUNT];
    private static final Metric[] TOTAL = new Metric[Learned.COUNT];

    static {
        for (int i = 0; i < Learned.COUNT; i++) {
            Metric metric = Learned.metric(i);
            PACKETS[i] = Metric.of(metric.direction(), metric.part(), Unit.PACKETS);
            TOTAL[i] = Metric.of(metric.direction(), TrafficClass.TOTAL, Unit.PACKETS);
        }
    }

    private final Learning learning;
    private final ZoneId zone;
    private final Week week;
    private BaselineSettings settings;
    private final long[] floors = new long[Learned.COUNT];
    /** The hour of the week of the window at hand, which may be a recording's. */
    private int slot;

    Departures(Learning learning, BaselineSettings settings, ZoneId zone) {
        this.learning = learning;
        this.zone = zone;
        this.settings = settings;
        week = new Week(zone);
        use(settings);
    }

    /** Another one for other windows, by the same settings and what is learned. */
    Departures twin() {
        return new Departures(learning, settings, zone);
    }

    void use(BaselineSettings changed) {
        settings = changed;
        for (int i = 0; i < Learned.COUNT; i++) {
            floors[i] = changed.floor(Learned.metric(i).unit());
        }
    }

    void judge(TrafficWindow window, Findings findings) {
        slot = Week.slot(week.local(Math.floorDiv(window.epochNanos(), SECOND)));
        int hosts = window.hosts();
        Level level = settings.level(Scope.HOST);
        for (int row = 0; level != null && row < hosts; row++) {
            judge(window, row, Scope.HOST, level, findings);
        }
        for (int row = hosts; row < window.size(); row++) {
            Scope scope = window.scope(row);
            Level mine = settings.level(scope);
            if (mine != null) {
                judge(window, row, scope, mine, findings);
            }
        }
    }

    private void judge(TrafficWindow window, int row, Scope scope, Level level, Findings findings) {
        for (int i = 0; i < Learned.COUNT; i++) {
            if (window.rate(row, Learned.metric(i)) > NEAR * floors[i]) {
                judge(window, row, scope, i, level, findings);
            }
        }
    }

    private void judge(TrafficWindow window, int row, Scope scope, int i, Level level, Findings findings) {
        Metric metric = Learned.metric(i);
        long average = window.average(row, metric);
        if (average <= floors[i] || window.group(row).mode(metric.direction()) == Mode.OFF) {
            return;
        }
        int usual = scope == Scope.HOST ? usualOfHost(window, row, i) : usualOfSum(window, row, scope, i);
        if (usual == UNKNOWN) {
            return;
        }
        long limit = Math.max(floors[i], (long) (settings.factor() * Scale.rate(usual)));
        long samples = samples(window, row, i);
        if (window.rate(row, metric) > NEAR * limit && isAbove(average, limit, samples)) {
            findings.report(row, new Fired(level, metric, average, limit, samples, text(window, row, i, usual, limit)));
        }
    }

    private boolean isAbove(long value, long limit, long samples) {
        if (value <= limit || samples == Long.MAX_VALUE) {
            return value > limit;
        }
        return samples >= LEAST_SAMPLES && value * (1 - settings.sigma() / Math.sqrt((double) samples)) > limit;
    }

    /** A class of traffic stands on its share of its direction's samples. */
    private static long samples(TrafficWindow window, int row, int i) {
        long samples = window.averageSamples(row, Learned.metric(i).direction());
        if (samples == Long.MAX_VALUE || PACKETS[i] == TOTAL[i]) {
            return samples;
        }
        double share = window.average(row, PACKETS[i]) / (double) Math.max(1, window.average(row, TOTAL[i]));
        return (long) (samples * Math.min(1, share));
    }

    private int usualOfHost(TrafficWindow window, int row, int i) {
        int host = learning.hosts.find(window.high(row), window.low(row));
        return host == Hosts.NONE ? UNKNOWN : usual(learning.hosts.curve(host, i), learning.hosts.since(host), i);
    }

    private int usualOfSum(TrafficWindow window, int row, Scope scope, int i) {
        Kept one = learning.of(scope == Scope.GROUP ? window.group(row).name() : window.target(row));
        return one == null ? UNKNOWN : usual(one.curves[i], one.since, i);
    }

    /**
     * @param curve a curve and 1, or none
     * @param since since which hour the owner is known
     */
    private int usual(int curve, int since, int i) {
        if (curve == Learning.REFUSED) {
            return UNKNOWN;
        }
        if (curve == 0) {
            return learning.hour() - since >= settings.learnHours() ? learning.worth(i) : UNKNOWN;
        }
        return learning.curves.age(curve - 1) >= settings.learnHours()
                ? learning.curves.usual(curve - 1, slot)
                : UNKNOWN;
    }

    private String text(TrafficWindow window, int row, int i, int usual, long limit) {
        Metric metric = Learned.metric(i);
        String unit = metric.unit().perSecond();
        @Nullable HostGroup group = window.scope(row) == Scope.GROUP ? window.group(row) : null;
        String part =
                metric.part() == TrafficClass.TOTAL ? "" : " " + metric.part().words();
        return (group == null ? "" : "group " + group.name() + " ")
                + (metric.direction() == Direction.INCOMING ? "incoming" : "outgoing")
                + part
                + " "
                + Quantity.human(window.average(row, metric), unit)
                + " (moving average), usual on "
                + Week.words(slot)
                + " are "
                + Quantity.human(Scale.rate(usual), unit)
                + ", a departure is over "
                + Quantity.human(limit, unit);
    }
}
