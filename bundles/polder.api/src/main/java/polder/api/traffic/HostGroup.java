// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.wire.Prefix;

/**
 * Hosts that share limits. A host belongs to the group with the longest prefix that holds it, or to the group {@code default}.
 *
 * @param name the instance of its configuration
 * @param networks its prefixes, sorted; empty for {@code default}
 * @param limits effective limits, inherited ones included; a metric without one is not limited
 * @param hold how long the traffic has to stay below its limits before an attack is over
 * @param banTime how long an attack is kept at least, counted from its start
 */
public record HostGroup(
        String name, List<Prefix> networks, Map<Metric, Limit> limits, Duration hold, Duration banTime) {
    /** The group of hosts no other group holds. */
    public static final String DEFAULT = "default";

    public HostGroup {
        networks = List.copyOf(networks);
        limits = Map.copyOf(limits);
    }

    public @Nullable Limit limit(Metric metric) {
        return limits.get(metric);
    }
}
