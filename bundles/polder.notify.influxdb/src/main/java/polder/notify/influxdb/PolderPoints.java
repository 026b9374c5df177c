// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.util.Locale;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;

/**
 * Our own measurements, of all the metrics there are, as integers; of hosts those that are not zero:
 *
 * <pre>
 * polder_total,direction=incoming packets=1i,bits=8i,...,amplification_flows=0i NANOSECONDS
 * polder_group,group=web in_packets=1i,... NANOSECONDS
 * polder_network,network=192.0.2.0/24 in_packets=1i,... NANOSECONDS
 * polder_host,host=192.0.2.7,group=web in_packets=1i,... NANOSECONDS
 * polder_hosts seen=1i NANOSECONDS
 * </pre>
 */
final class PolderPoints {
    private static final byte[] GROUP = Points.ascii("polder_group,group=");
    private static final byte[] NETWORK = Points.ascii("polder_network,network=");
    private static final byte[] HOST = Points.ascii("polder_host,host=");
    private static final byte[] OF_GROUP = Points.ascii(",group=");

    /** By ordinals of metrics: {@code in_udp_bits=}. */
    private static final byte[][] NAMES = Metric.all().stream()
            .map(metric -> Points.ascii(metric.key().replace('.', '_') + "="))
            .toArray(byte[][]::new);

    private final Points points;

    PolderPoints(Points points) {
        this.points = points;
    }

    void write(TrafficSnapshot snapshot) {
        for (Direction direction : Direction.values()) {
            if (snapshot.totals().containsKey(direction)) {
                total(direction, snapshot.total(direction));
            }
        }
        Table groups = snapshot.groups();
        for (int row = 0; row < groups.size(); row++) {
            points.point(GROUP).text(Points.tag(groups.name(row)));
            all(groups, row);
        }
        Table networks = snapshot.networks();
        for (int row = 0; row < networks.size(); row++) {
            points.point(NETWORK).text(Points.tag(networks.name(row)));
            all(networks, row);
        }
        hosts(snapshot.hosts());
        points.point(Points.ascii("polder_hosts"));
        points.field(Points.ascii("seen="), snapshot.hostsSeen(), true);
        points.end();
    }

    private void total(Direction direction, Rates rates) {
        points.point(Points.ascii("polder_total,direction=" + direction.name().toLowerCase(Locale.ROOT)));
        for (Metric metric : Metric.all()) {
            if (metric.direction() == Direction.INCOMING) {
                String name = metric.key().substring("in.".length()).replace('.', '_');
                points.field(Points.ascii(name + "="), rates.get(metric), true);
            }
        }
        points.end();
    }

    private void all(Table table, int row) {
        for (Metric metric : table.metrics()) {
            points.field(NAMES[metric.ordinal()], table.value(row, metric), true);
        }
        points.end();
    }

    private void hosts(Table table) {
        for (int row = 0; row < table.size(); row++) {
            points.point(HOST)
                    .address(table.high(row), table.low(row))
                    .text(OF_GROUP)
                    .text(Points.tag(table.group(row)));
            for (Metric metric : table.metrics()) {
                long value = table.value(row, metric);
                if (value != 0 || metric == Metric.IN_PACKETS) {
                    points.field(NAMES[metric.ordinal()], value, true);
                }
            }
            points.end();
        }
    }
}
