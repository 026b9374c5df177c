// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/** Leaves flows out before any tap sees them. */
@ConsumerType
@FunctionalInterface
public interface FlowFilter {
    /** A filter for one lane, used by that lane's thread alone. */
    FlowFilterLane open(int lane);
}
