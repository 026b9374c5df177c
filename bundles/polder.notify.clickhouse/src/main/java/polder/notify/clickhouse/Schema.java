// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/** FastNetMon's tables, as its version 1.2 makes them, and what belongs into their columns. */
final class Schema {
    /** What a table ends with; older servers than 19.6 know no TTL. */
    private static final String DAYS = " TTL metricDate + toIntervalDay(7)";

    private static final List<TrafficClass> PARTS =
            List.of(TrafficClass.TCP, TrafficClass.UDP, TrafficClass.ICMP, TrafficClass.FRAGMENT, TrafficClass.SYN);
    private static final Map<TrafficClass, String> NAMES = Map.of(
            TrafficClass.TCP, "tcp_",
            TrafficClass.UDP, "udp_",
            TrafficClass.ICMP, "icmp_",
            TrafficClass.FRAGMENT, "fragmented_",
            TrafficClass.SYN, "tcp_syn_",
            TrafficClass.DROPPED, "dropped_");

    /** Of hosts, in the order of the table. */
    static final List<Metric> HOST = each(true);
    /** Of networks: FastNetMon has no flows of them. */
    static final List<Metric> NETWORK = each(false);
    /** Of totals, as incoming ones. */
    static final List<Metric> TOTAL = total();

    private Schema() {}

    private static List<Metric> each(boolean flows) {
        List<Metric> metrics = new ArrayList<>();
        for (Unit unit : List.of(Unit.PACKETS, Unit.BITS, Unit.FLOWS)) {
            if (flows || unit != Unit.FLOWS) {
                both(metrics, TrafficClass.TOTAL, unit);
            }
        }
        for (Unit unit : List.of(Unit.PACKETS, Unit.BITS)) {
            PARTS.forEach(part -> both(metrics, part, unit));
        }
        return metrics;
    }

    private static void both(List<Metric> metrics, TrafficClass part, Unit unit) {
        metrics.add(Metric.of(Direction.INCOMING, part, unit));
        metrics.add(Metric.of(Direction.OUTGOING, part, unit));
    }

    private static List<Metric> total() {
        List<Metric> metrics = new ArrayList<>(List.of(Metric.IN_FLOWS, Metric.IN_PACKETS, Metric.IN_BITS));
        for (Unit unit : List.of(Unit.PACKETS, Unit.BITS)) {
            PARTS.forEach(part -> metrics.add(Metric.of(Direction.INCOMING, part, unit)));
            metrics.add(Metric.of(Direction.INCOMING, TrafficClass.DROPPED, unit));
        }
        return metrics;
    }

    /** {@code tcp_packets_incoming}, of totals {@code tcp_packets}. */
    static String column(Metric metric, boolean way) {
        String name = NAMES.getOrDefault(metric.part(), "") + lower(metric.unit());
        return way ? name + "_" + lower(metric.direction()) : name;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    /** Names of the columns that are written. */
    static String columns(String key, List<Metric> metrics, boolean way) {
        return "metricDateTime," + key + ","
                + metrics.stream().map(metric -> column(metric, way)).collect(Collectors.joining(","));
    }

    /** The statements that make what is missing. */
    static List<String> statements(String database, boolean days) {
        List<String> all = new ArrayList<>(List.of("CREATE DATABASE IF NOT EXISTS " + database));
        for (String table : List.of("host_metrics", "host_metrics_ipv6")) {
            all.add(table(database + "." + table, "host", HOST, true, days, 2));
        }
        for (String table : List.of("network_metrics", "network_metrics_ipv6")) {
            all.add(table(database + "." + table, "network", NETWORK, true, days, 1));
        }
        for (String table : List.of("total_metrics", "total_metrics_ipv4", "total_metrics_ipv6")) {
            all.add(table(database + "." + table, "direction", TOTAL, false, days, 1));
        }
        all.add("CREATE TABLE IF NOT EXISTS " + database
                + ".system_metrics(metricDate Date DEFAULT toDate(metricDateTime),"
                + "metricDateTime DateTime,name String,type String,value UInt64," + end("name", days, 1));
        return all;
    }

    private static String table(String name, String key, List<Metric> metrics, boolean way, boolean days, int version) {
        return "CREATE TABLE IF NOT EXISTS " + name + "(metricDate Date DEFAULT toDate(metricDateTime),"
                + "metricDateTime DateTime," + key + " String,"
                + metrics.stream()
                        .map(metric -> column(metric, way) + " UInt64,")
                        .collect(Collectors.joining())
                + end(key, days, version);
    }

    private static String end(String key, boolean days, int version) {
        return "schema_version UInt8 Default 0 COMMENT '" + version + "') ENGINE = MergeTree ORDER BY (" + key
                + ", metricDate) PARTITION BY metricDate" + (days ? DAYS : "") + " SETTINGS index_granularity=8192";
    }
}
