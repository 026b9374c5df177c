// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * Hosts that share limits. A host belongs to the group with the longest prefix that holds it, or to the group {@code default}. All
 * values are the effective ones, inherited ones included.
 *
 * @param name the instance of its configuration
 * @param networks its prefixes, sorted; empty for {@code default}
 * @param limits what each host may have; a metric without one is not limited
 * @param sumLimits what all its hosts may have together; a metric without one is not limited
 * @param hold how long the traffic has to stay below its limits before an attack is over
 * @param banTime how long an attack is kept at least, counted from its start
 * @param mode what an attack on its hosts leads to
 * @param outgoingMode what an attack by its hosts leads to; never more than {@code mode}
 * @param actions names of the routes that are told of its attacks; empty for all
 * @param heritage where all this comes from
 * @param sources what is made of the number of other ends a host has
 */
public record HostGroup(
        String name,
        List<Prefix> networks,
        Map<Metric, Limit> limits,
        Map<Metric, Limit> sumLimits,
        Duration hold,
        Duration banTime,
        Mode mode,
        Mode outgoingMode,
        List<String> actions,
        Heritage heritage,
        Sources sources) {
    /**
     * What is made of the number of other ends a host has.
     *
     * @param min traffic that fewer of them have most of is no attack yet; 1 asks for none
     * @param limit the most senders a host may have in a second; null for no limit
     */
    public record Sources(int min, @Nullable Limit limit) {
        /** What holds when nothing is said. */
        public static final int MIN = 5;

        /** When nothing is said. */
        public static final Sources DEFAULT = new Sources(MIN, null);
    }

    /** The group of hosts no other group holds. */
    public static final String DEFAULT = "default";

    /**
     * Whose configuration was asked for the values of a group.
     *
     * @param chain the groups asked, the nearest first, {@code default} last; what one does not say is asked of the next
     * @param origins for each key that any of them gives, except limits, which name their own, the group that does
     * @param schedules the groups of the chain that are in it only for the hours of a schedule
     */
    public record Heritage(List<String> chain, Map<String, String> origins, List<String> schedules) {
        public Heritage {
            chain = List.copyOf(chain);
            origins = Map.copyOf(origins);
            schedules = List.copyOf(schedules);
        }
    }

    public HostGroup {
        networks = List.copyOf(networks);
        limits = Map.copyOf(limits);
        sumLimits = Map.copyOf(sumLimits);
        actions = List.copyOf(actions);
    }

    /** A group that says nothing of sources. */
    public HostGroup(
            String name,
            List<Prefix> networks,
            Map<Metric, Limit> limits,
            Map<Metric, Limit> sumLimits,
            Duration hold,
            Duration banTime,
            Mode mode,
            Mode outgoingMode,
            List<String> actions,
            Heritage heritage) {
        this(name, networks, limits, sumLimits, hold, banTime, mode, outgoingMode, actions, heritage, Sources.DEFAULT);
    }

    /** A group with limits for hosts alone, all else as when nothing is said. */
    public HostGroup(String name, List<Prefix> networks, Map<Metric, Limit> limits, Duration hold, Duration banTime) {
        this(
                name,
                networks,
                limits,
                Map.of(),
                hold,
                banTime,
                Mode.ACT,
                Mode.NOTIFY,
                List.of(),
                new Heritage(List.of(name), Map.of(), List.of()));
    }

    public @Nullable Limit limit(Metric metric) {
        return limits.get(metric);
    }

    /** What an attack in a direction leads to; {@link Direction#INTERNAL} and {@link Direction#OTHER} are judged as incoming. */
    public Mode mode(Direction direction) {
        return direction == Direction.OUTGOING ? outgoingMode : mode;
    }

    /** The longest of its prefixes that holds an address; empty when none does. */
    public Optional<Prefix> match(Address address) {
        return networks.stream()
                .filter(prefix -> prefix.contains(address))
                .reduce((a, b) -> a.length() >= b.length() ? a : b);
    }
}
