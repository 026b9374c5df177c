// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowTapLane;
import polder.wire.Address;

/** Batches for a lane, as the engine gives them. */
final class Flows {
    static final long ARRIVED = 1_700_000_000_123_456_789L;
    static final Address EXPORTER = Address.parse("192.0.2.1");

    final FlowBatch batch;
    private final PacketBatch packets = new PacketBatch(128);
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(64);

    Flows(FlowTapLane lane, boolean detailed) {
        batch = new FlowBatch(128, lane::accept);
        batch.detailed(detailed);
        batch.decoder("netflow");
        bytes.putShort(0, (short) 9);
        packets.in(bytes);
        packets.add(0, 64, 64, ARRIVED).from(EXPORTER.high(), EXPORTER.low(), 2055);
        batch.of(packets);
    }

    /** A flow of a UDP reflection: 7 packets, one of 10 sampled. */
    Flows add(String from, String to) {
        Address source = Address.parse(from);
        Address target = Address.parse(to);
        batch.next(0)
                .between(source.high(), source.low(), target.high(), target.low())
                .ports(53, 40000)
                .kind(17, 0, false)
                .volume(7, 9000)
                .sampled(10)
                .lasted(ARRIVED - 2_000_000_000L, ARRIVED - 1_000_000_000L);
        return this;
    }

    /** So many flows, each from another address of 198.18.0.0/15, numbered on. */
    void many(int first, int count) {
        for (int i = first; i < first + count; i++) {
            batch.next(0)
                    .between(0, Address.low4(0xc6120000 + i), 0, Address.low4(0x0a000001))
                    .ports(i & 0xffff, 80)
                    .kind(6, 2, false)
                    .volume(1, 60);
            if (batch.size() == 128) {
                batch.drain();
            }
        }
        batch.drain();
    }

    static Map<String, Object> properties(String brokers, String... more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.kafka.flows~edge");
        properties.put("passing", "true");
        properties.put("brokers", brokers);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }
}
