// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/** Sees every flow, batch by batch, on the lane that decoded it. */
@ConsumerType
@FunctionalInterface
public interface FlowTap {
    /** A tap for one lane, used by that lane's thread alone. */
    FlowTapLane open(int lane);
}
