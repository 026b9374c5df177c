// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/** Sees every flow, batch by batch, on the lane that decoded it. */
@ConsumerType
@FunctionalInterface
public interface FlowTap {
    /**
     * Service property ({@code passing=true}) of a tap that looks at the flows for a moment and goes again: lanes do not wait for a
     * successor when it goes.
     */
    String PASSING = "passing";

    /** A tap for one lane, used by that lane's thread alone and opened on it; it is named {@code polder-lane-<capture>-<lane>}. */
    FlowTapLane open(int lane);
}
