// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

import org.osgi.annotation.versioning.ConsumerType;
import polder.api.capture.PacketBatch;

/** One lane's decoder, used by one thread; free to keep templates and sampling rates between calls. */
@ConsumerType
@FunctionalInterface
public interface DecoderLane {
    /**
     * Adds the flows of every packet. What cannot be read is counted with {@link FlowBatch#reject}, never thrown. Allocates
     * nothing per packet or flow.
     */
    void decode(PacketBatch packets, FlowBatch flows);
}
