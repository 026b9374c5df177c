// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.EnumMap;
import java.util.Map;
import polder.api.traffic.Direction;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Metric;
import polder.api.traffic.NetworkTraffic;
import polder.api.traffic.Rates;
import polder.wire.Address;
import polder.wire.Prefix;

/** Rows of the table as answers that are safe to keep. The caller holds the table's lock. */
final class Answers {
    private Answers() {}

    static HostTraffic host(HostTable table, int row) {
        long[] rates = new long[Metric.COUNT];
        long[] averages = new long[Metric.COUNT];
        for (Metric metric : Metric.all()) {
            rates[metric.ordinal()] = Math.round(table.sum(row, metric) / table.windowSeconds());
            averages[metric.ordinal()] = Math.round(table.average(row, metric));
        }
        Address address = table.address(row);
        int network = table.network(row);
        long samples = Window.samples((double) table.sum(row, Metric.IN_PACKETS), table.variance(row, Columns.IN));
        return new HostTraffic(
                address,
                network < 0 ? Prefix.host(address) : table.networks.keys().get(network),
                table.scheme().groups().get(table.group(row)),
                new Rates(rates),
                new Rates(averages),
                samples == Long.MAX_VALUE ? 0 : 1.96 * Math.sqrt(1.0 / samples));
    }

    static NetworkTraffic network(HostTable table, int slot) {
        Prefix prefix = table.networks.keys().get(slot);
        return new NetworkTraffic(
                prefix,
                table.scheme().origin(prefix),
                table.networks.hosts(slot),
                table.networks.rates(slot, table.windowSeconds()));
    }

    static Map<Direction, Rates> totals(HostTable table) {
        Map<Direction, Rates> totals = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            long[] values = new long[Metric.COUNT];
            for (Metric metric : Metric.all()) {
                if (metric.direction() == Direction.INCOMING) {
                    values[metric.ordinal()] =
                            Math.round(table.second().total(direction, metric) / table.windowSeconds());
                }
            }
            totals.put(direction, new Rates(values));
        }
        return totals;
    }
}
