// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.osgi.annotation.versioning.ProviderType;
import polder.wire.PrefixTable;

/**
 * Which networks are ours, for decoders: they find by it which IP packet of a tunnel counts. A service of {@code polder.traffic}; any
 * thread may call it.
 */
@ProviderType
@FunctionalInterface
public interface OwnNetworks {
    /** The networks as configured now, in a table that never changes; empty when none is. Ask once a batch: another may follow. */
    PrefixTable table();

    /** What traffic between two of our hosts leads to; unless that is nothing, it counts as incoming of the one and outgoing of the other. */
    default Mode internal() {
        return Mode.OFF;
    }
}
