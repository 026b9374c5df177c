// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ConsumerType;
import polder.api.traffic.TrafficWindow;

/** Judges the traffic of each beat. Called by one thread, about ten times a second; has to finish well within the beat. */
@ConsumerType
@FunctionalInterface
public interface Detector {
    /** Reports every rule that fires on a row, in each window anew for as long as it does. */
    void inspect(TrafficWindow window, Findings findings);
}
