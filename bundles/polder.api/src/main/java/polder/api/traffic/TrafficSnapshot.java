// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * The traffic at one moment, to be written somewhere: everything, and tables of groups, networks and hosts, of those metrics that were
 * asked for. Immutable, safe to keep.
 *
 * @param at when, a whole number of periods since 1970; of a snapshot made for a test just when
 * @param period how often one is made
 * @param totals rates over the last second of everything by direction; each holds the incoming metrics only
 * @param groups the groups asked for
 * @param networks the configured networks
 * @param hosts the hosts asked for, those with most first when only so many were
 * @param hostsSeen how many hosts with traffic there were, also those left out
 */
public record TrafficSnapshot(
        Instant at,
        Duration period,
        Map<Direction, Rates> totals,
        Table groups,
        Table networks,
        Table hosts,
        int hostsSeen) {
    public TrafficSnapshot {
        totals = Map.copyOf(totals);
    }

    /** What there is in a direction; nothing when totals were not asked for. */
    public Rates total(Direction direction) {
        return totals.getOrDefault(direction, Rates.NONE);
    }

    /** Rows of one kind, with a column for each metric. Immutable. */
    public static final class Table {
        private final List<Metric> metrics;
        private final int[] columns = new int[Metric.COUNT];
        private final List<? extends Object> targets;
        private final long[] addresses;
        private final String[] groups;
        private final long[] values;

        /**
         * Takes the arrays over; they must not be changed any more.
         *
         * @param metrics its columns
         * @param addresses of hosts, two longs each, as in {@link Address}
         * @param groups the group of each row
         * @param values row by row
         */
        public static Table ofHosts(List<Metric> metrics, long[] addresses, String[] groups, long[] values) {
            return new Table(metrics, List.of(), addresses, groups, values);
        }

        /** As {@link #ofHosts}. */
        public static Table ofNetworks(List<Metric> metrics, List<Prefix> networks, String[] groups, long[] values) {
            return new Table(metrics, networks, new long[0], groups, values);
        }

        /** As {@link #ofHosts}. */
        public static Table ofGroups(List<Metric> metrics, List<String> groups, long[] values) {
            return new Table(metrics, groups, new long[0], groups.toArray(String[]::new), values);
        }

        /** No row at all. */
        public static Table empty() {
            return ofGroups(List.of(), List.of(), new long[0]);
        }

        private Table(List<Metric> metrics, List<?> targets, long[] addresses, String[] groups, long[] values) {
            if (values.length != groups.length * metrics.size()) {
                throw new IllegalArgumentException(
                        values.length + " values for " + groups.length + " rows of " + metrics.size());
            }
            this.metrics = List.copyOf(metrics);
            this.targets = List.copyOf(targets);
            this.addresses = addresses;
            this.groups = groups;
            this.values = values;
            Arrays.fill(columns, -1);
            for (int i = 0; i < metrics.size(); i++) {
                columns[metrics.get(i).ordinal()] = i;
            }
        }

        public int size() {
            return groups.length;
        }

        /** The metrics there is a column of. */
        public List<Metric> metrics() {
            return metrics;
        }

        /** A rate; 0 when there is no such column. Allocates nothing. */
        public long value(int row, Metric metric) {
            int column = columns[metric.ordinal()];
            return column < 0 ? 0 : values[row * metrics.size() + column];
        }

        /** The group whose limits apply; of a group itself. */
        public String group(int row) {
            return groups[row];
        }

        /** Of a host: the first 64 bits of its address, as in {@link Address}. */
        public long high(int row) {
            return addresses[2 * row];
        }

        /** Of a host: the last 64 bits of its address. */
        public long low(int row) {
            return addresses[2 * row + 1];
        }

        /** Of a network: itself. */
        public Prefix network(int row) {
            return (Prefix) targets.get(row);
        }

        /** The address of a host, a network as a prefix, a group by its name. */
        public String name(int row) {
            return targets.isEmpty()
                    ? new Address(high(row), low(row)).toString()
                    : targets.get(row).toString();
        }

        /** Whether a host or a network is of IPv4. */
        public boolean isV4(int row) {
            return targets.isEmpty()
                    ? Address.isV4(high(row), low(row))
                    : network(row).base().isV4();
        }
    }
}
