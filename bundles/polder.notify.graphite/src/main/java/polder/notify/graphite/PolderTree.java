// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import java.util.Locale;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;

/**
 * Our own metrics, by their keys, of IPv4 and IPv6; of hosts those that are not zero:
 *
 * <pre>
 * PREFIX.total.{incoming,outgoing,internal,other}.udp.bits
 * PREFIX.group.web.in.udp.bits
 * PREFIX.network.2001_db8___32.in.udp.bits
 * PREFIX.host.192_0_2_7.in.udp.bits
 * </pre>
 */
final class PolderTree {
    /** By ordinals of metrics. */
    private final byte[][] ends =
            Metric.all().stream().map(metric -> Lines.piece("." + metric.key())).toArray(byte[][]::new);

    private final Lines lines;
    private final String prefix;

    PolderTree(Lines lines, String prefix) {
        this.lines = lines;
        this.prefix = prefix;
    }

    void write(TrafficSnapshot snapshot) {
        for (Direction direction : Direction.values()) {
            if (snapshot.totals().containsKey(direction)) {
                total(direction, snapshot.total(direction));
            }
        }
        sums(Lines.piece(prefix + ".group."), snapshot.groups());
        sums(Lines.piece(prefix + ".network."), snapshot.networks());
        hosts(Lines.piece(prefix + ".host."), snapshot.hosts());
        lines.at(Lines.piece(prefix)).line(Lines.piece(".hosts"), snapshot.hostsSeen());
    }

    private void total(Direction direction, Rates rates) {
        lines.at(Lines.piece(prefix + ".total." + direction.name().toLowerCase(Locale.ROOT)));
        for (Metric metric : Metric.all()) {
            if (metric.direction() == Direction.INCOMING) {
                lines.line(Lines.piece(metric.key().substring("in".length())), rates.get(metric));
            }
        }
    }

    private void sums(byte[] begin, Table table) {
        for (int row = 0; row < table.size(); row++) {
            lines.at(begin).and(Lines.name(table.name(row)));
            for (Metric metric : table.metrics()) {
                lines.line(ends[metric.ordinal()], table.value(row, metric));
            }
        }
    }

    private void hosts(byte[] begin, Table table) {
        for (int row = 0; row < table.size(); row++) {
            lines.at(begin).address(table.high(row), table.low(row));
            for (Metric metric : table.metrics()) {
                long value = table.value(row, metric);
                if (value != 0) {
                    lines.line(ends[metric.ordinal()], value);
                }
            }
        }
    }
}
