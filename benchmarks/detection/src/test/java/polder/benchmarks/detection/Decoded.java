// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.HashMap;
import java.util.Map;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/** What one of the appliance's decoders makes of what a source sends. */
final class Decoded implements Sink {
    final Map<Address, Long> packetsTo = new HashMap<>();
    final Map<Address, Long> bytesTo = new HashMap<>();
    final Map<Integer, Long> packetsOfProtocol = new HashMap<>();
    long rows;
    long fragments;
    private final DecoderLane lane;
    private final FlowBatch flows = new FlowBatch(64, this::count);

    Decoded(DecoderLane lane) {
        this.lane = lane;
    }

    private void count(FlowBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            rows++;
            Address to = new Address(batch.targetHigh(i), batch.targetLow(i));
            long packets = batch.packets(i) * batch.samplingRate(i);
            packetsTo.merge(to, packets, Long::sum);
            bytesTo.merge(to, batch.bytes(i) * batch.samplingRate(i), Long::sum);
            packetsOfProtocol.merge(batch.protocol(i), packets, Long::sum);
            fragments += batch.isFragment(i) ? packets : 0;
        }
    }

    @Override
    public void feed(PacketBatch packets) {
        flows.of(packets);
        lane.decode(packets, flows);
        flows.drain();
    }

    @Override
    public void beat(long nanos) {}

    long rejects() {
        long all = 0;
        for (Reject reason : Reject.values()) {
            all += flows.rejects(reason);
        }
        return all;
    }
}
