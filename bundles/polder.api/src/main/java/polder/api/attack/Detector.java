// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import org.osgi.annotation.versioning.ConsumerType;
import polder.api.traffic.TrafficWindow;

/** Judges the traffic of each beat. Called by one thread, about ten times a second; has to finish well within the beat. */
@ConsumerType
@FunctionalInterface
public interface Detector {
    /** Reports every row that is under attack, in each window anew for as long as it is. */
    void inspect(TrafficWindow window, Findings findings);
}
