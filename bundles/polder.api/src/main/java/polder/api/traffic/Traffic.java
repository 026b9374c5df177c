// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/** The traffic as it stands at the last beat, for people and programs that ask. A service; any thread may call it. */
@ProviderType
public interface Traffic {
    /**
     * The hosts with most of a metric, by its moving average.
     *
     * @param v4 true for IPv4 hosts only, false for IPv6 hosts only, null for both
     */
    List<HostTraffic> top(Metric metric, int most, @Nullable Boolean v4);

    /** A host, when it has traffic or had until a moment ago. */
    Optional<HostTraffic> host(Address address);

    /** The group whose limits apply to an address, whether it has traffic or not. */
    HostGroup groupOf(Address address);

    /** The configured network with the longest match, or empty when the address is none of ours. */
    Optional<NetworkTraffic> networkOf(Address address);

    /** Every group, {@code default} first. */
    List<HostGroup> groups();

    /** What the hosts of a group have together. */
    Rates groupRates(String group);

    /** The networks counted, sorted. Empty when none is configured: then every target is counted. */
    List<NetworkTraffic> networks();

    /** Networks that would hold most of the targets seen, for those who have configured none. */
    List<NetworkTraffic> propose();

    /** Rates of everything by direction; each holds the incoming metrics of {@link Rates} only. */
    Map<Direction, Rates> totals();

    /** Counters of the counting itself since the start, such as {@code flows}, {@code hosts}, {@code hosts.refused}. */
    Map<String, Long> counters();
}
