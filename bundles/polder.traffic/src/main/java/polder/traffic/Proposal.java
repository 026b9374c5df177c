// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;
import polder.api.traffic.NetworkTraffic;
import polder.api.traffic.Rates;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * Networks for those who have configured none: the /24s and /48s that receive most, neighbours joined. What sends back to the
 * whole world is spread thin, so a share of the traffic tells our own networks from the others.
 */
final class Proposal {
    private static final int V4_LENGTH = 24;
    private static final int V6_LENGTH = 48;
    private static final int SHORTEST_V4 = 12;
    private static final int SHORTEST_V6 = 29;
    private static final double LEAST_SHARE = 0.01;
    private static final int MOST = 32;

    private record Sum(int hosts, double bits) {
        Sum plus(Sum other) {
            return new Sum(hosts + other.hosts, bits + other.bits);
        }
    }

    private Proposal() {}

    static List<NetworkTraffic> of(HostTable table) {
        Map<Prefix, Sum> sums = new HashMap<>();
        double total = 0;
        for (int i = 0; i < table.active().size(); i++) {
            int row = table.active().get(i);
            double bits = table.average(row, Metric.IN_BITS);
            Address address = table.address(row);
            Prefix around = Prefix.around(address, address.isV4() ? V4_LENGTH : V6_LENGTH);
            sums.merge(around, new Sum(1, bits), Sum::plus);
            total += bits;
        }
        double least = total * LEAST_SHARE;
        sums.values().removeIf(sum -> sum.bits < least || sum.bits <= 0);
        return join(new TreeMap<>(sums)).entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue().bits))
                .limit(MOST)
                .map(entry -> network(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static NetworkTraffic network(Prefix prefix, Sum sum) {
        long[] values = new long[Metric.COUNT];
        values[Metric.IN_BITS.ordinal()] = Math.round(sum.bits);
        return new NetworkTraffic(prefix, "seen", sum.hosts, new Rates(values));
    }

    /** Joins two halves of a shorter prefix as long as both are there. */
    private static Map<Prefix, Sum> join(NavigableMap<Prefix, Sum> sums) {
        boolean joined = true;
        while (joined) {
            joined = false;
            for (Prefix prefix : new ArrayList<>(sums.keySet())) {
                Prefix parent = parent(prefix);
                Sum half = sums.get(prefix);
                Prefix sibling = sums.higherKey(prefix);
                if (parent != null
                        && half != null
                        && sibling != null
                        && sibling.length() == prefix.length()
                        && parent.contains(sibling.base())
                        && parent.contains(prefix.base())) {
                    Sum other = sums.remove(sibling);
                    sums.remove(prefix);
                    sums.put(parent, other == null ? half : half.plus(other));
                    joined = true;
                }
            }
        }
        return sums;
    }

    private static @Nullable Prefix parent(Prefix prefix) {
        int shortest = prefix.base().isV4() ? SHORTEST_V4 : SHORTEST_V6;
        return prefix.length() <= shortest ? null : Prefix.around(prefix.base(), prefix.length() - 1);
    }
}
