// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** What was learned of the usual traffic. A service; any thread may call it. */
@ProviderType
public interface Baselines {
    /**
     * Limits for the hosts of each group that its busiest hosts would not have passed, by group and metric, with what they are based on.
     * What nothing was learned of yet has none.
     *
     * @param margin how many times the usual rate of the busiest host a limit is to be; 1 or more
     */
    List<ProposedLimit> propose(double margin);

    /** Counters of the learning, such as {@code hosts}, {@code curves}, {@code hosts.refused}. */
    Map<String, Long> counters();
}
