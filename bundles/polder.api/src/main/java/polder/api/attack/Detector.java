// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import polder.api.traffic.TrafficWindow;

/** Judges the traffic of each beat. Called by one thread, about ten times a second; has to finish well within the beat. */
@ConsumerType
@FunctionalInterface
public interface Detector {
    /** Reports every rule that fires on a row, in each window anew for as long as it does. */
    void inspect(TrafficWindow window, Findings findings);

    /**
     * Another one that judges by the same settings, for other traffic than that of the appliance: it remembers no window this one has
     * seen, and leaves this one, its files and what it has learned as they are. Any thread may ask for it; it is not closed.
     *
     * @return empty when there can be none; a replay then does without
     */
    default Optional<Detector> twin() {
        return Optional.empty();
    }
}
