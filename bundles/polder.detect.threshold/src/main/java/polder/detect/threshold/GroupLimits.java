// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.List;
import polder.api.config.Quantity;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/** The limits of a group as arrays, in order of metrics, and the words for them. */
final class GroupLimits {
    final Metric[] metrics;
    final long[] most;
    final Direction[] directions;
    /** The packets of the metric's class, and those of its whole direction. */
    final Metric[] packets;

    final Metric[] total;
    /** {@code incoming udp}. */
    final String[] what;
    /** {@code limit 20.0 kpps of group web (inherited from default)}. */
    final String[] allowed;

    /** The last window it was asked for in. */
    int usedIn;

    GroupLimits(HostGroup group) {
        List<Metric> limited =
                Metric.all().stream().filter(m -> group.limit(m) != null).toList();
        int count = limited.size();
        metrics = limited.toArray(new Metric[0]);
        most = new long[count];
        directions = new Direction[count];
        packets = new Metric[count];
        total = new Metric[count];
        what = new String[count];
        allowed = new String[count];
        for (int i = 0; i < count; i++) {
            Metric metric = metrics[i];
            Limit limit = group.limits().getOrDefault(metric, new Limit(Long.MAX_VALUE, ""));
            most[i] = limit.perSecond();
            directions[i] = metric.direction();
            packets[i] = Metric.of(metric.direction(), metric.part(), Unit.PACKETS);
            total[i] = Metric.of(metric.direction(), TrafficClass.TOTAL, Unit.PACKETS);
            what[i] = (metric.direction() == Direction.INCOMING ? "incoming" : "outgoing") + words(metric.part());
            String origin = limit.origin().equals(group.name()) ? "" : " (inherited from " + limit.origin() + ")";
            allowed[i] = "limit " + Quantity.human(most[i], metric.unit().perSecond()) + " of group " + group.name()
                    + origin;
        }
    }

    private static String words(TrafficClass part) {
        return switch (part) {
            case TOTAL -> "";
            case TCP -> " tcp";
            case SYN -> " tcp syn";
            case UDP -> " udp";
            case ICMP -> " icmp";
            case FRAGMENT -> " fragments";
            case DROPPED -> " dropped";
        };
    }
}
