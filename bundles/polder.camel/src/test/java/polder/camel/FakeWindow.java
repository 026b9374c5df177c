// SPDX-License-Identifier: Apache-2.0
package polder.camel;

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

/** Hosts 10.0.0.0 and on, of which those that are shown begin anywhere; then a network, a group, and the total. Averages are half the rates. */
final class FakeWindow implements TrafficWindow {
    static final HostGroup WEB = new HostGroup("web", List.of(), Map.of(), Duration.ZERO, Duration.ZERO);
    static final Prefix NETWORK = Prefix.parse("10.0.0.0/8");

    final long[] rates;
    long nanos = 1_700_000_000_000_000_000L;
    /** The first host that is shown, and how many are. */
    int from;

    int shown;
    int busy;

    FakeWindow(int hosts) {
        shown = hosts;
        rates = new long[(hosts + 1) * Metric.COUNT];
    }

    FakeWindow set(int host, Metric metric, long rate) {
        rates[host * Metric.COUNT + metric.ordinal()] = rate;
        return this;
    }

    private int at(int row) {
        return (row < shown ? from + row : rates.length / Metric.COUNT - 1) * Metric.COUNT;
    }

    @Override
    public long epochNanos() {
        return nanos;
    }

    @Override
    public int size() {
        return shown + 3;
    }

    @Override
    public int busy() {
        return busy;
    }

    @Override
    public int hosts() {
        return shown;
    }

    @Override
    public Scope scope(int row) {
        return row < shown ? Scope.HOST : row == shown ? Scope.PREFIX : row == shown + 1 ? Scope.GROUP : Scope.TOTAL;
    }

    @Override
    public Prefix target(int row) {
        return row < shown ? Prefix.host(Address.v4((10 << 24) + from + row)) : NETWORK;
    }

    @Override
    public long high(int row) {
        return 0;
    }

    @Override
    public long low(int row) {
        return Address.low4((10 << 24) + from + row);
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
        return rate(row, metric) / 2;
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
        return new Rates(Arrays.copyOfRange(rates, at(row), at(row) + Metric.COUNT));
    }
}
