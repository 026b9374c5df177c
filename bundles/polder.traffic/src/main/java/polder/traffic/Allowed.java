// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.Arrays;
import java.util.List;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Unit;

/** The lowest limits of a host in each group, whatever the class of traffic: packets, bytes and flows a second of each side. Immutable. */
final class Allowed {
    static final int UNITS = 3;

    private final float[] lowest;

    Allowed(List<HostGroup> groups) {
        lowest = new float[groups.size() * 2 * UNITS];
        Arrays.fill(lowest, Float.MAX_VALUE);
        for (int g = 0; g < groups.size(); g++) {
            for (Metric metric : groups.get(g).limits().keySet()) {
                Limit limit = groups.get(g).limit(metric);
                if (limit != null) {
                    int at = at(g, Columns.side(metric)) + metric.unit().ordinal();
                    float allowed = metric.unit() == Unit.BITS ? limit.lowest() / 8f : limit.lowest();
                    lowest[at] = Math.min(lowest[at], allowed);
                }
            }
        }
    }

    private static int at(int group, int side) {
        return (group * 2 + (side == Columns.IN ? 0 : 1)) * UNITS;
    }

    /** @param unit 0 for packets, 1 for bytes, 2 for flows */
    float of(int group, int side, int unit) {
        return lowest[at(group, side) + unit];
    }
}
