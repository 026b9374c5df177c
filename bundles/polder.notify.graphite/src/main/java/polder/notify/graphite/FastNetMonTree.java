// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import java.util.Locale;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;

/**
 * FastNetMon's metrics, for those whose boards are made for them. It has them of IPv4 alone, hosts only when they are not zero:
 *
 * <pre>
 * PREFIX.total.{incoming,outgoing,internal,other}.{pps,bps}, of the first two also .flows
 * PREFIX.networks.192_0_2_0_24.{incoming,outgoing}.{pps,bps}
 * PREFIX.hosts.192_0_2_7.{incoming,outgoing}.{pps,bps,flows}; version 1.2 has .average after the direction
 * </pre>
 */
final class FastNetMonTree {
    private static final byte[] PPS = Lines.piece(".pps");
    private static final byte[] BPS = Lines.piece(".bps");
    private static final byte[] FLOWS = Lines.piece(".flows");

    private final Lines lines;
    private final byte[] total;
    private final byte[] networks;
    private final byte[] hosts;
    private final byte[][] ways;
    private final byte[][] hostWays;

    FastNetMonTree(Lines lines, String prefix, String average) {
        this.lines = lines;
        total = Lines.piece(prefix + ".total.");
        networks = Lines.piece(prefix + ".networks.");
        hosts = Lines.piece(prefix + ".hosts.");
        ways = new byte[][] {Lines.piece(".incoming"), Lines.piece(".outgoing")};
        hostWays = new byte[][] {Lines.piece(".incoming" + average), Lines.piece(".outgoing" + average)};
    }

    void write(TrafficSnapshot snapshot) {
        for (Direction direction : Direction.values()) {
            if (snapshot.totals().containsKey(direction)) {
                total(direction, snapshot.total(direction));
            }
        }
        Table table = snapshot.networks();
        for (int row = 0; row < table.size(); row++) {
            if (table.isV4(row)) {
                byte[] name = Lines.name(table.name(row));
                lines.at(networks).and(name).and(ways[0]);
                lines.line(PPS, table.value(row, Metric.IN_PACKETS));
                lines.line(BPS, table.value(row, Metric.IN_BITS));
                lines.at(networks).and(name).and(ways[1]);
                lines.line(PPS, table.value(row, Metric.OUT_PACKETS));
                lines.line(BPS, table.value(row, Metric.OUT_BITS));
            }
        }
        hosts(snapshot.hosts());
    }

    private void total(Direction direction, Rates rates) {
        lines.at(total).and(Lines.piece(direction.name().toLowerCase(Locale.ROOT)));
        if (direction == Direction.INCOMING || direction == Direction.OUTGOING) {
            lines.line(FLOWS, rates.get(Metric.IN_FLOWS));
        }
        lines.line(PPS, rates.get(Metric.IN_PACKETS));
        lines.line(BPS, rates.get(Metric.IN_BITS));
    }

    private void hosts(Table table) {
        for (int row = 0; row < table.size(); row++) {
            if (table.isV4(row)) {
                lines.at(hosts).address(table.high(row), table.low(row)).and(hostWays[0]);
                some(PPS, table.value(row, Metric.IN_PACKETS));
                some(BPS, table.value(row, Metric.IN_BITS));
                some(FLOWS, table.value(row, Metric.IN_FLOWS));
                lines.at(hosts).address(table.high(row), table.low(row)).and(hostWays[1]);
                some(PPS, table.value(row, Metric.OUT_PACKETS));
                some(BPS, table.value(row, Metric.OUT_BITS));
                some(FLOWS, table.value(row, Metric.OUT_FLOWS));
            }
        }
    }

    private void some(byte[] end, long value) {
        if (value != 0) {
            lines.line(end, value);
        }
    }
}
