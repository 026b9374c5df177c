// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import polder.api.attack.Detector;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

/** A window with rows of one metric each. */
final class FakeWindow implements TrafficWindow {
    /** Reports every row of a window that is over {@link #LIMIT}. */
    static final Detector DETECTOR = (window, findings) -> {
        List<Row> rows = ((FakeWindow) window).rows;
        for (int row = 0; row < rows.size(); row++) {
            Row one = rows.get(row);
            if (one.value > FakeWindow.LIMIT) {
                findings.report(
                        row,
                        new polder.api.attack.Fired(
                                polder.api.attack.Level.ALERT,
                                one.metric,
                                one.value,
                                FakeWindow.LIMIT,
                                Long.MAX_VALUE,
                                "too much"));
            }
        }
    };

    static final long LIMIT = 20_000;
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
