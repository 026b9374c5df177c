// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.Arrays;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.Unit;
import polder.wire.Address;
import polder.wire.Prefix;

/** A window of hosts 10.0.0.0 and on, idle until told otherwise. */
final class FakeWindow implements TrafficWindow {
    final Scope[] scopes;
    final HostGroup[] groups;
    final long[] samples;
    /** Where none is set, those of the second. */
    final long[] averageSamples;

    long nanos;
    long sources = -1;
    double share = Double.NaN;
    private final long[][] values;

    FakeWindow(int rows, HostGroup group) {
        scopes = new Scope[rows];
        Arrays.fill(scopes, Scope.HOST);
        groups = new HostGroup[rows];
        Arrays.fill(groups, group);
        samples = new long[rows];
        Arrays.fill(samples, Long.MAX_VALUE);
        averageSamples = new long[rows];
        values = new long[3][rows * Metric.COUNT];
    }

    /** The sliding second, the moving average and the last beat of a metric. */
    FakeWindow set(int row, Metric metric, long second, long average, long beat) {
        values[0][row * Metric.COUNT + metric.ordinal()] = second;
        values[1][row * Metric.COUNT + metric.ordinal()] = average;
        values[2][row * Metric.COUNT + metric.ordinal()] = beat;
        return this;
    }

    @Override
    public long epochNanos() {
        return nanos;
    }

    @Override
    public int size() {
        return scopes.length;
    }

    @Override
    public Scope scope(int row) {
        return scopes[row];
    }

    @Override
    public Prefix target(int row) {
        return Prefix.host(Address.v4((10 << 24) + row));
    }

    @Override
    public HostGroup group(int row) {
        return groups[row];
    }

    @Override
    public long rate(int row, Metric metric) {
        return values[0][row * Metric.COUNT + metric.ordinal()];
    }

    @Override
    public long average(int row, Metric metric) {
        return values[1][row * Metric.COUNT + metric.ordinal()];
    }

    @Override
    public long current(int row, Metric metric) {
        return values[2][row * Metric.COUNT + metric.ordinal()];
    }

    @Override
    public long samples(int row, Direction direction) {
        return samples[row];
    }

    @Override
    public long averageSamples(int row, Direction direction) {
        return averageSamples[row] > 0 ? averageSamples[row] : samples[row];
    }

    @Override
    public long sources(int row) {
        return sources;
    }

    @Override
    public double share(int row, Direction direction, Unit unit, int most) {
        return share;
    }

    @Override
    public Rates rates(int row) {
        return new Rates(Arrays.copyOfRange(values[0], row * Metric.COUNT, (row + 1) * Metric.COUNT));
    }
}
