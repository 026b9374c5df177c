// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficWindow;
import polder.wire.Address;
import polder.wire.Prefix;

/** A window of hosts with packets of a thousand bits, and then the networks. Refilled for each beat. */
final class FakeWindow implements TrafficWindow {
    static final long LIMIT = 20_000;
    static final int BITS = 1000;
    static final HostGroup WEB = group("web", LIMIT);

    long nanos = 1_700_000_000_000_000_000L;
    List<Prefix> networks = List.of();
    private long[] high = new long[16];
    private long[] low = new long[16];
    private long[] packets = new long[16];
    private long[] samples = new long[16];
    private HostGroup[] groups = new HostGroup[16];
    private int hosts;

    static HostGroup group(String name, long limit) {
        return new HostGroup(
                name,
                List.of(),
                Map.of(Metric.IN_PACKETS, new Limit(limit, name)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    /** Another beat, of no hosts yet. */
    FakeWindow next(int millis) {
        nanos += millis * 1_000_000L;
        hosts = 0;
        return this;
    }

    FakeWindow host(long h, long l, long rate) {
        return host(h, l, rate, Long.MAX_VALUE, WEB);
    }

    FakeWindow host(long h, long l, long rate, long from, HostGroup group) {
        if (hosts == high.length) {
            high = Arrays.copyOf(high, 2 * hosts);
            low = Arrays.copyOf(low, 2 * hosts);
            packets = Arrays.copyOf(packets, 2 * hosts);
            samples = Arrays.copyOf(samples, 2 * hosts);
            groups = Arrays.copyOf(groups, 2 * hosts);
        }
        high[hosts] = h;
        low[hosts] = l;
        packets[hosts] = rate;
        samples[hosts] = from;
        groups[hosts++] = group;
        return this;
    }

    /** Every host of an IPv4 prefix. */
    FakeWindow each(String prefix, long rate) {
        Prefix of = Prefix.parse(prefix);
        for (long i = 0; i < 1L << (128 - of.bits()); i++) {
            host(0, of.base().low() + i, rate);
        }
        return this;
    }

    FakeWindow host(String address, long rate) {
        Address of = Address.parse(address);
        return host(of.high(), of.low(), rate);
    }

    @Override
    public long epochNanos() {
        return nanos;
    }

    @Override
    public int size() {
        return hosts + networks.size();
    }

    @Override
    public int hosts() {
        return hosts;
    }

    @Override
    public Scope scope(int row) {
        return row < hosts ? Scope.HOST : Scope.PREFIX;
    }

    @Override
    public Prefix target(int row) {
        return row < hosts ? Prefix.host(new Address(high[row], low[row])) : networks.get(row - hosts);
    }

    @Override
    public long high(int row) {
        return high[row];
    }

    @Override
    public long low(int row) {
        return low[row];
    }

    @Override
    public HostGroup group(int row) {
        return groups[row];
    }

    @Override
    public long rate(int row, Metric metric) {
        return metric == Metric.IN_PACKETS ? packets[row] : metric == Metric.IN_BITS ? BITS * packets[row] : 0;
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
        return samples[row];
    }

    @Override
    public Rates rates(int row) {
        return Rates.NONE;
    }
}
