// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.wire.Address;

/**
 * What a route is announced with. Immutable.
 *
 * @param nextHop null for a FlowSpec rule, which has none
 * @param communities of every kind, each once
 * @param localPreference what a session within the AS is told; null for the daemon's own default
 * @param med null for none
 * @param asPath AS numbers to be put behind the daemon's own
 */
public record Attributes(
        @Nullable Address nextHop,
        List<Community> communities,
        @Nullable Long localPreference,
        @Nullable Long med,
        List<Long> asPath) {
    public Attributes {
        communities = communities.stream().distinct().toList();
        asPath = List.copyOf(asPath);
    }

    /** The communities of one kind. */
    public <C extends Community> List<C> communities(Class<C> kind) {
        return communities.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
