// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/** One lane's taker of flows, used by one thread. */
@ConsumerType
@FunctionalInterface
public interface FlowTapLane {
    /**
     * Takes the rows of the batch, which are valid during the call only. Comes at least every 100 ms: an empty batch is the
     * heartbeat of an idle lane. Allocates nothing per flow.
     */
    void accept(FlowBatch flows);

    /**
     * Whether the next batch shall have {@link FlowBatch#details}. Asked before every batch, the empty ones of an idle lane
     * too; another tap or filter may want them as well.
     */
    default boolean wantsDetails() {
        return false;
    }

    /** Called once, on the lane's thread, after the last batch: hand over what is still held. */
    default void close() {}
}
