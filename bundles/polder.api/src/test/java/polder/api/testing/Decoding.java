// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;

/** A decoder at work on packets, as the engine runs it; keeps all flows. */
public final class Decoding {
    private final DecoderLane lane;
    private final List<Flow> flows = new ArrayList<>();
    private final FlowBatch batch = new FlowBatch(64, this::keep);

    public Decoding(Decoder decoder) {
        lane = decoder.open(0);
    }

    /** A flow as its row says. */
    public record Flow(
            Address source,
            Address target,
            int protocol,
            int sourcePort,
            int targetPort,
            long packets,
            long bytes,
            int samplingRate,
            int tcpFlags,
            long startNanos,
            long endNanos,
            boolean fragment,
            boolean dropped,
            int flows,
            Address exporter) {}

    /** All flows of these packets with a new lane, one packet to a batch. */
    public static Decoding of(Decoder decoder, List<Packet> packets) {
        Decoding decoding = new Decoding(decoder);
        packets.forEach(decoding::add);
        return decoding;
    }

    public Decoding add(Packet packet) {
        return add(Packet.batch(List.of(packet)));
    }

    public Decoding add(PacketBatch packets) {
        batch.of(packets);
        lane.decode(packets, batch);
        batch.drain();
        return this;
    }

    public List<Flow> flows() {
        return flows;
    }

    /** How often each reason was counted; those that never were are left out. */
    public Map<Reject, Long> rejects() {
        Map<Reject, Long> rejects = new EnumMap<>(Reject.class);
        for (Reject reason : Reject.values()) {
            if (batch.rejects(reason) > 0) {
                rejects.put(reason, batch.rejects(reason));
            }
        }
        return rejects;
    }

    /** Forgets the flows and rejects so far, not what the lane has learnt. */
    public void forget() {
        flows.clear();
        batch.forgetRejects();
    }

    private void keep(FlowBatch rows) {
        for (int row = 0; row < rows.size(); row++) {
            PacketBatch packets = rows.source();
            int packet = rows.packet(row);
            flows.add(new Flow(
                    new Address(rows.sourceHigh(row), rows.sourceLow(row)),
                    new Address(rows.targetHigh(row), rows.targetLow(row)),
                    rows.protocol(row),
                    rows.sourcePort(row),
                    rows.targetPort(row),
                    rows.packets(row),
                    rows.bytes(row),
                    rows.samplingRate(row),
                    rows.tcpFlags(row),
                    rows.startNanos(row),
                    rows.endNanos(row),
                    rows.isFragment(row),
                    rows.isDropped(row),
                    rows.flows(row),
                    new Address(packets.senderHigh(packet), packets.senderLow(packet))));
        }
    }
}
