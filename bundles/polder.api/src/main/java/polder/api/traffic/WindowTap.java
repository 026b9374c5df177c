// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import org.osgi.annotation.versioning.ConsumerType;

/** Sees the traffic of every beat, about ten times a second. Called by one thread; has to finish well within the beat. */
@ConsumerType
@FunctionalInterface
public interface WindowTap {
    void accept(TrafficWindow window);
}
