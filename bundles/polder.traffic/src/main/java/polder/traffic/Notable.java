// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Collection;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Unit;

/**
 * The traffic from which on a host is looked at in every beat. Quieter ones are looked at once a second: they are so far below every
 * limit that they cannot reach one without being noted first.
 *
 * @param packets a second, as are the others, of one class of traffic
 */
record Notable(long packets, long bytes, long flows) {
    /** Of a limit. It is the more so the fewer lanes and classes a host's traffic is divided among. */
    private static final int PART = 16;

    private static final Notable MOST = new Notable(1000, 1_000_000, 500);

    static Notable of(Collection<HostGroup> groups) {
        return new Notable(
                Math.min(MOST.packets, Math.min(least(groups, Unit.PACKETS), leastSources(groups))),
                Math.min(MOST.bytes, least(groups, Unit.BITS) / 8),
                Math.min(MOST.flows, least(groups, Unit.FLOWS)));
    }

    /** Each source sends a packet at least. */
    private static long leastSources(Collection<HostGroup> groups) {
        long least = Long.MAX_VALUE;
        for (HostGroup group : groups) {
            Limit limit = group.sources().limit();
            least = limit == null ? least : Math.min(least, limit.lowest());
        }
        return Math.max(1, least / PART);
    }

    private static long least(Collection<HostGroup> groups, Unit unit) {
        long least = Long.MAX_VALUE;
        for (HostGroup group : groups) {
            for (Metric metric : group.limits().keySet()) {
                Limit limit = group.limit(metric);
                if (limit != null && metric.unit() == unit) {
                    least = Math.min(least, limit.lowest());
                }
            }
        }
        return Math.max(1, least / PART);
    }
}
