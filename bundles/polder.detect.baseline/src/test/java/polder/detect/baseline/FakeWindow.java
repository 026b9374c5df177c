// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Address;
import polder.wire.Prefix;

/** Hosts 10.0.0.0 and on, then their network and their group with what the hosts have together. Averages are rates. */
final class FakeWindow implements TrafficWindow {
    static final HostGroup WEB = new HostGroup("web", List.of(), Map.of(), Duration.ZERO, Duration.ZERO);
    static final Prefix NETWORK = Prefix.parse("10.0.0.0/8");

    final int hosts;
    long nanos;
    long samples = Long.MAX_VALUE;
    /** All hosts are shown in every window unless it is more. */
    int from;

    private final long[] rates;

    FakeWindow(int hosts) {
        this.hosts = hosts;
        rates = new long[(hosts + 1) * Metric.COUNT];
    }

    FakeWindow set(int host, Metric metric, long rate) {
        rates[hosts * Metric.COUNT + metric.ordinal()] += rate - rates[host * Metric.COUNT + metric.ordinal()];
        rates[host * Metric.COUNT + metric.ordinal()] = rate;
        return this;
    }

    private int at(int row) {
        return Math.min(row + from, hosts) * Metric.COUNT;
    }

    @Override
    public long epochNanos() {
        return nanos;
    }

    @Override
    public int size() {
        return hosts - from + 2;
    }

    @Override
    public int busy() {
        return 0;
    }

    @Override
    public int hosts() {
        return hosts - from;
    }

    @Override
    public Scope scope(int row) {
        return row < hosts() ? Scope.HOST : row == hosts() ? Scope.PREFIX : Scope.GROUP;
    }

    @Override
    public Prefix target(int row) {
        return row < hosts() ? Prefix.host(Address.v4((10 << 24) + row + from)) : NETWORK;
    }

    @Override
    public long high(int row) {
        return 0;
    }

    @Override
    public long low(int row) {
        return Address.low4((10 << 24) + row + from);
    }

    @Override
    public HostGroup group(int row) {
        return WEB;
    }

    @Override
    public long rate(int row, Metric metric) {
        return rates[at(row) + metric.ordinal()];
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
        return samples;
    }

    @Override
    public Rates rates(int row) {
        return new Rates(Arrays.copyOfRange(rates, at(row), at(row) + Metric.COUNT));
    }
}
