// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.nio.ByteBuffer;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.wire.Address;

/** Makes flows for a tap under test. */
final class Flows {
    final FlowBatch batch;

    Flows(FlowTapLane tap, int capacity) {
        batch = new FlowBatch(capacity, tap::accept);
        batch.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, 0));
    }

    FlowBatch next(Address from, Address to, int protocol, int flags) {
        return batch.next(0)
                .between(from.high(), from.low(), to.high(), to.low())
                .kind(protocol, flags, false);
    }

    Flows udp(String from, String to, long packets, long bytes) {
        next(Address.parse(from), Address.parse(to), 17, 0).volume(packets, bytes);
        return this;
    }

    void drain() {
        batch.drain();
    }
}
