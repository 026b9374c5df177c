// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import polder.api.attack.Detector;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

/** A window with rows of one metric each. */
final class FakeWindow implements TrafficWindow {
    static final long LIMIT = 20_000;
    static final long WARN = 15_000;
    static final long ALERT = LIMIT;
    static final long CRITICAL = 50_000_000;

    /** Reports every row of a window that is over {@link #WARN}, at the level it has. */
    static final Detector DETECTOR = (window, findings) -> {
        List<Row> rows = ((FakeWindow) window).rows;
        for (int row = 0; row < rows.size(); row++) {
            Row one = rows.get(row);
            if (one.value > WARN) {
                Level level = one.value <= ALERT ? Level.WARN : one.value > CRITICAL ? Level.CRITICAL : Level.ALERT;
                findings.report(row, new Fired(level, one.metric, one.value, LIMIT, 77, "too much"));
            }
        }
    };

    static final HostGroup WEB = new HostGroup("web", List.of(), Map.of(), Duration.ofSeconds(5), Duration.ZERO);

    record Row(Prefix target, Metric metric, long value, HostGroup group) {}

    private final List<Row> rows = new ArrayList<>();
    private final Instant at;

    FakeWindow(Instant at) {
        this.at = at;
    }

    FakeWindow with(String target, Metric metric, long value, HostGroup group) {
        rows.add(new Row(Prefix.parse(target), metric, value, group));
        return this;
    }

    @Override
    public long epochNanos() {
        return at.getEpochSecond() * 1_000_000_000 + at.getNano();
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public Scope scope(int row) {
        return rows.get(row).target.isHost() ? Scope.HOST : Scope.PREFIX;
    }

    @Override
    public Prefix target(int row) {
        return rows.get(row).target;
    }

    @Override
    public HostGroup group(int row) {
        return rows.get(row).group;
    }

    @Override
    public long rate(int row, Metric metric) {
        return metric == rows.get(row).metric ? rows.get(row).value : 0;
    }

    @Override
    public long average(int row, Metric metric) {
        return rate(row, metric);
    }

    @Override
    public long current(int row, Metric metric) {
        return rate(row, metric);
    }

    @Override
    public long samples(int row, Direction direction) {
        return Long.MAX_VALUE;
    }

    @Override
    public Rates rates(int row) {
        long[] values = new long[Metric.COUNT];
        values[rows.get(row).metric.ordinal()] = rows.get(row).value;
        return new Rates(values);
    }
}
