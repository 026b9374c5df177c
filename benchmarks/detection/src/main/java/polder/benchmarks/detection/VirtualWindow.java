// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import org.jspecify.annotations.Nullable;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.Unit;
import polder.api.traffic.WindowTap;
import polder.wire.Prefix;

/** Hands windows on with the time of the scenario in place of that of the clock on the wall. */
final class VirtualWindow implements WindowTap, TrafficWindow {
    private static final TrafficWindow NONE = new VirtualWindow();

    private final @Nullable WindowTap next;
    private TrafficWindow window;
    /** The end of the window to come. */
    long nanos;

    VirtualWindow(WindowTap next) {
        this.next = next;
        window = NONE;
    }

    private VirtualWindow() {
        next = null;
        window = this;
    }

    @Override
    public void accept(TrafficWindow of) {
        window = of;
        if (next != null) {
            next.accept(this);
        }
        window = NONE;
    }

    @Override
    public long epochNanos() {
        return nanos;
    }

    @Override
    public int size() {
        return window.size();
    }

    @Override
    public int busy() {
        return window.busy();
    }

    @Override
    public Scope scope(int row) {
        return window.scope(row);
    }

    @Override
    public Prefix target(int row) {
        return window.target(row);
    }

    @Override
    public int hosts() {
        return window.hosts();
    }

    @Override
    public long high(int row) {
        return window.high(row);
    }

    @Override
    public long low(int row) {
        return window.low(row);
    }

    @Override
    public HostGroup group(int row) {
        return window.group(row);
    }

    @Override
    public long rate(int row, Metric metric) {
        return window.rate(row, metric);
    }

    @Override
    public long average(int row, Metric metric) {
        return window.average(row, metric);
    }

    @Override
    public long current(int row, Metric metric) {
        return window.current(row, metric);
    }

    @Override
    public long samples(int row, Direction direction) {
        return window.samples(row, direction);
    }

    @Override
    public long averageSamples(int row, Direction direction) {
        return window.averageSamples(row, direction);
    }

    @Override
    public long sources(int row) {
        return window.sources(row);
    }

    @Override
    public double share(int row, Direction direction, Unit unit, int most) {
        return window.share(row, direction, unit, most);
    }

    @Override
    public Rates rates(int row) {
        return window.rates(row);
    }
}
