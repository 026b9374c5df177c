// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.Unit;
import polder.wire.Prefix;

/** The table as detectors see it: hosts first, then networks, groups and the total. */
final class Window implements TrafficWindow {
    private static final Prefix EVERYTHING = Prefix.parse("::/0");

    private final HostTable table;
    private final ShownHosts shown;
    private final Readings readings;
    /** The row whose reading is open, or -1. */
    private int open;

    private long epochNanos;
    private int networksFrom;
    private int groupsFrom;
    private int total;

    Window(HostTable table) {
        this.table = table;
        shown = table.shown();
        readings = shown.readings();
    }

    /** Says that the table has moved on to another beat. */
    void at(long nanos) {
        epochNanos = nanos;
        open = -1;
        networksFrom = shown.size();
        groupsFrom = networksFrom + table.networks.keys().size();
        total = groupsFrom + table.groups.keys().size();
    }

    @Override
    public long epochNanos() {
        return epochNanos;
    }

    @Override
    public int size() {
        return total + 1;
    }

    @Override
    public int busy() {
        return shown.noted();
    }

    @Override
    public int hosts() {
        return networksFrom;
    }

    @Override
    public Scope scope(int row) {
        if (row < networksFrom) {
            return Scope.HOST;
        }
        return row < groupsFrom ? Scope.PREFIX : row < total ? Scope.GROUP : Scope.TOTAL;
    }

    @Override
    public Prefix target(int row) {
        return switch (scope(row)) {
            case HOST -> Prefix.host(table.address(shown.get(row)));
            case PREFIX -> table.networks.keys().get(row - networksFrom);
            case GROUP, TOTAL -> EVERYTHING;
        };
    }

    @Override
    public long high(int row) {
        return row < networksFrom
                ? readings.high(shown.reading(row))
                : target(row).base().high();
    }

    @Override
    public long low(int row) {
        return row < networksFrom
                ? readings.low(shown.reading(row))
                : target(row).base().low();
    }

    @Override
    public HostGroup group(int row) {
        Scheme scheme = table.scheme();
        return switch (scope(row)) {
            case HOST -> scheme.groups().get(readings.group(shown.reading(row)));
            case PREFIX -> scheme.group(target(row).base());
            case GROUP -> scheme.groups().get(row - groupsFrom);
            case TOTAL -> scheme.groups().get(0);
        };
    }

    @Override
    public long rate(int row, Metric metric) {
        long sum = sum(row, metric);
        return sum == 0 ? 0 : Math.round(sum / table.windowSeconds());
    }

    private long sum(int row, Metric metric) {
        if (row < networksFrom) {
            return host(row).sum(metric, table.windowSeconds());
        }
        if (row < groupsFrom) {
            return table.networks.sum(row - networksFrom, metric);
        }
        return row < total ? table.groups.sum(row - groupsFrom, metric) : total(metric);
    }

    /** The readings, that of a host's row open. */
    private Readings host(int row) {
        if (row != open) {
            readings.open(shown.reading(row));
            open = row;
        }
        return readings;
    }

    private long total(Metric metric) {
        return table.second().total(metric.direction(), Metric.of(Direction.INCOMING, metric.part(), metric.unit()));
    }

    @Override
    public long average(int row, Metric metric) {
        if (row < networksFrom) {
            return Math.round(table.average(shown.get(row), metric));
        }
        if (row < groupsFrom) {
            return Math.round(table.networks.average(row - networksFrom, metric));
        }
        return row < total ? Math.round(table.groups.average(row - groupsFrom, metric)) : rate(row, metric);
    }

    @Override
    public long current(int row, Metric metric) {
        if (row >= networksFrom) {
            return rate(row, metric);
        }
        return Math.round(table.newest(shown.get(row), metric));
    }

    @Override
    public long samples(int row, Direction direction) {
        int side = direction == Direction.OUTGOING ? Columns.OUT : Columns.IN;
        double variance;
        double packets;
        if (row < networksFrom) {
            variance = host(row).variance(side, table.windowSeconds());
            packets = variance <= 0 ? 0 : sum(row, side == Columns.IN ? Metric.IN_PACKETS : Metric.OUT_PACKETS);
        } else if (row < total) {
            Aggregate<?> sums = row < groupsFrom ? table.networks : table.groups;
            int slot = row < groupsFrom ? row - networksFrom : row - groupsFrom;
            variance = sums.variance(slot, side);
            packets = sums.sum(slot, side == Columns.IN ? Metric.IN_PACKETS : Metric.OUT_PACKETS);
        } else {
            variance = table.second().totalVariance(side == Columns.IN ? Direction.INCOMING : Direction.OUTGOING);
            packets = total(side == Columns.IN ? Metric.IN_PACKETS : Metric.OUT_PACKETS);
        }
        return samples(packets, variance);
    }

    /** The average of many seconds stands on the samples of about twice its time constant. */
    @Override
    public long averageSamples(int row, Direction direction) {
        int side = direction == Direction.OUTGOING ? Columns.OUT : Columns.IN;
        Metric packets = side == Columns.IN ? Metric.IN_PACKETS : Metric.OUT_PACKETS;
        if (row < networksFrom) {
            int host = shown.get(row);
            return samples(table.average(host, packets), table.averageVariance(host, side));
        }
        if (row >= total) {
            return samples(row, direction);
        }
        Aggregate<?> sums = row < groupsFrom ? table.networks : table.groups;
        int slot = row < groupsFrom ? row - networksFrom : row - groupsFrom;
        return samples(
                sums.average(slot, packets),
                sums.averageVariance(slot, side) / (2 * table.fading().averageSeconds()));
    }

    /** As many samples as would have this variance; the largest number when nothing was sampled. */
    static long samples(double packets, double variance) {
        return variance <= 0 ? Long.MAX_VALUE : Math.round(packets * packets / variance);
    }

    @Override
    public long sources(int row) {
        if (row >= networksFrom) {
            return -1;
        }
        int host = shown.get(row);
        Peers peers = table.peers().find(host, Columns.IN);
        boolean mostLasts = 2 * table.lasting(host, Metric.IN_PACKETS) > rate(row, Metric.IN_PACKETS);
        return peers == null || mostLasts ? -1 : peers.count();
    }

    @Override
    public double share(int row, Direction direction, Unit unit, int most) {
        if (row >= networksFrom) {
            return Double.NaN;
        }
        int host = shown.get(row);
        Peers peers = table.peers().find(host, direction == Direction.OUTGOING ? Columns.OUT : Columns.IN);
        if (peers == null) {
            return Double.NaN;
        }
        Metric metric = Metric.of(direction, TrafficClass.TOTAL, unit == Unit.BITS ? Unit.BITS : Unit.PACKETS);
        double scale = unit == Unit.BITS ? 8 : 1;
        double lasting = table.lasting(host, metric) / scale;
        double moment = Math.max(0, rate(row, metric) / scale - lasting);
        return peers.share(unit == Unit.BITS ? 1 : 0, most, moment, lasting);
    }

    @Override
    public Rates rates(int row) {
        long[] values = new long[Metric.COUNT];
        for (Metric metric : Metric.all()) {
            values[metric.ordinal()] = rate(row, metric);
        }
        return new Rates(values);
    }
}
