// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;
import polder.api.traffic.Unit;

/**
 * FastNetMon's measurements, for those whose boards are made for them, byte for byte as FastNetMon writes them: fields in alphabetical
 * order, numbers without the mark of integers (so they are floats), hosts and networks only when they are not zero.
 *
 * <pre>
 * total_traffic,direction=incoming bits=8,dropped_bits=0,...,udp_packets=0 NANOSECONDS
 * networks_traffic,network=192.0.2.0/24 bits_incoming=8,bits_outgoing=0,... NANOSECONDS
 * hosts_traffic,host=192.0.2.7 bits_incoming=8,... NANOSECONDS
 * </pre>
 *
 * The same of IPv6 is in total_traffic_ipv6, networks_ipv6_traffic, and hosts_ipv6_traffic.
 */
final class FastNetMonPoints {
    private static final Map<TrafficClass, String> PARTS = Map.of(
            TrafficClass.DROPPED, "dropped_",
            TrafficClass.FRAGMENT, "fragmented_",
            TrafficClass.TCP, "tcp_",
            TrafficClass.SYN, "tcp_syn_",
            TrafficClass.UDP, "udp_",
            TrafficClass.ICMP, "icmp_");

    private static final class Field {
        final String name;
        final byte[] bytes;
        final Metric metric;

        Field(String name, Metric metric) {
            this.name = name;
            this.metric = metric;
            bytes = Points.ascii(name + "=");
        }
    }

    private static final List<Field> TOTAL = fields(false);
    private static final List<Field> EACH = fields(true);

    private static final byte[] NETWORK = Points.ascii("networks_traffic,network=");
    private static final byte[] NETWORK_6 = Points.ascii("networks_ipv6_traffic,network=");
    private static final byte[] HOST = Points.ascii("hosts_traffic,host=");
    private static final byte[] HOST_6 = Points.ascii("hosts_ipv6_traffic,host=");

    private final Points points;

    FastNetMonPoints(Points points) {
        this.points = points;
    }

    /** @param ways whether incoming and outgoing are fields of one point */
    private static List<Field> fields(boolean ways) {
        List<Field> fields = new ArrayList<>();
        for (Metric metric : Metric.all()) {
            boolean total = metric.part() == TrafficClass.TOTAL;
            boolean known = total || (PARTS.containsKey(metric.part()) && metric.unit() != Unit.FLOWS);
            if (known && (ways || metric.direction() == Direction.INCOMING)) {
                String name = PARTS.getOrDefault(metric.part(), "") + lower(metric.unit());
                fields.add(new Field(ways ? name + "_" + lower(metric.direction()) : name, metric));
            }
        }
        fields.sort(Comparator.comparing((Field field) -> field.name));
        return fields;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    void write(TrafficSnapshot snapshot) {
        if (!snapshot.totals().isEmpty()) {
            totals(snapshot);
        }
        networks(snapshot.networks());
        hosts(snapshot.hosts());
    }

    /** Nobody counts the total of a family: that of IPv6 is what its networks have, or, without networks, its hosts. */
    private void totals(TrafficSnapshot snapshot) {
        Table six = snapshot.networks().size() > 0 ? snapshot.networks() : snapshot.hosts();
        for (Direction direction : Direction.values()) {
            Rates all = snapshot.total(direction);
            boolean flows = direction == Direction.INCOMING || direction == Direction.OUTGOING;
            points.point(Points.ascii("total_traffic,direction=" + lower(direction)));
            for (Field field : TOTAL) {
                if (flows || field.metric.unit() != Unit.FLOWS) {
                    points.field(field.bytes, all.get(field.metric) - six(six, direction, field.metric), false);
                }
            }
            points.end();
        }
        for (Direction direction : Direction.values()) {
            points.point(Points.ascii("total_traffic_ipv6,direction=" + lower(direction)));
            for (Field field : TOTAL) {
                if (field.metric.unit() != Unit.FLOWS) {
                    points.field(field.bytes, six(six, direction, field.metric), false);
                }
            }
            points.end();
        }
    }

    private static long six(Table table, Direction direction, Metric incoming) {
        if (direction != Direction.INCOMING && direction != Direction.OUTGOING) {
            return 0;
        }
        Metric metric = Metric.of(direction, incoming.part(), incoming.unit());
        long sum = 0;
        for (int row = 0; row < table.size(); row++) {
            sum += table.isV4(row) ? 0 : table.value(row, metric);
        }
        return sum;
    }

    private void networks(Table table) {
        for (int row = 0; row < table.size(); row++) {
            if (!isZero(table, row)) {
                points.point(table.isV4(row) ? NETWORK : NETWORK_6).text(Points.ascii(table.name(row)));
                fields(table, row);
            }
        }
    }

    private void hosts(Table table) {
        for (int row = 0; row < table.size(); row++) {
            if (!isZero(table, row)) {
                points.point(table.isV4(row) ? HOST : HOST_6).address(table.high(row), table.low(row));
                fields(table, row);
            }
        }
    }

    private void fields(Table table, int row) {
        for (Field field : EACH) {
            points.field(field.bytes, table.value(row, field.metric), false);
        }
        points.end();
    }

    private static boolean isZero(Table table, int row) {
        for (Field field : EACH) {
            if (table.value(row, field.metric) != 0) {
                return false;
            }
        }
        return true;
    }
}
