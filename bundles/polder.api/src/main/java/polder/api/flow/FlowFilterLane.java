// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/** One lane's filter, used by one thread. */
@ConsumerType
@FunctionalInterface
public interface FlowFilterLane {
    /** Marks with {@link FlowBatch#leaveOut} the rows no tap shall see. Allocates nothing. */
    void filter(FlowBatch flows);

    /** Whether the next batch shall have {@link FlowBatch#details}; asked before every batch, as a tap is. */
    default boolean wantsDetails() {
        return false;
    }

    /** Called once, on the lane's thread, after the last batch. */
    default void close() {}
}
