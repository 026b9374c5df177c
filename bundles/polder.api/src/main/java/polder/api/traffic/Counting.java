// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import polder.api.flow.FlowBatch;
import polder.wire.Prefix;

/**
 * Counters of somebody's own, beside those of the appliance, which they neither read nor change. They know no time but the one they are
 * told. Used by one thread; needs no closing.
 */
@ProviderType
public interface Counting {
    /** The networks counted. */
    OwnNetworks networks();

    /** Counts flows. */
    void count(FlowBatch flows);

    /**
     * Ends a beat, and shows its window.
     *
     * @param epochNanos the end of the beat, nanoseconds since 1970
     * @param seconds how long it lasted
     */
    void beat(long epochNanos, double seconds);

    /** As {@link Traffic#counters}. */
    Map<String, Long> counters();

    /** Makes them, as the appliance's own now are. A service; any thread may call it. */
    @ProviderType
    @FunctionalInterface
    interface Factory {
        /**
         * Counters at zero.
         *
         * @param other what is to be other than it is now
         * @param tap takes the windows
         * @throws polder.api.config.SettingsException when that cannot be
         */
        Counting open(Other other, WindowTap tap);
    }

    /**
     * What is to be other than it is.
     *
     * @param networks which are ours; empty for those there are
     * @param groups the properties of host groups by name, in place of theirs or beside them
     * @param mostHosts no more hosts are remembered than these, nor more than the appliance does
     */
    record Other(List<Prefix> networks, Map<String, Map<String, String>> groups, int mostHosts) {
        public Other {
            networks = List.copyOf(networks);
            groups = Map.copyOf(groups);
        }
    }
}
