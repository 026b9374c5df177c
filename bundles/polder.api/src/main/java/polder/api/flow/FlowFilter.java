// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Leaves flows out before any tap sees them. */
@ConsumerType
@FunctionalInterface
public interface FlowFilter {
    /** A filter for one lane, used by that lane's thread alone. */
    FlowFilterLane open(int lane);

    /**
     * A lane apart from those of the appliance, with the same rules: what it leaves out is not counted among what they did. Any thread
     * may ask for it.
     *
     * @return empty when there can be none
     */
    default Optional<FlowFilterLane> apart() {
        return Optional.empty();
    }
}
