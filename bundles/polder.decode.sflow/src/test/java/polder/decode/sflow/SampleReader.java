// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.util.ArrayList;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.api.testing.Packet;
import polder.wire.Address;

/** Reads samples with their details, a line for each. */
final class SampleReader {
    private final DecoderLane lane;
    private final FlowBatch batch = new FlowBatch(64, this::keep);
    private final List<String> lines = new ArrayList<>();

    SampleReader(Decoder decoder) {
        lane = decoder.open(0);
        batch.detailed(true);
    }

    /** Addresses, protocol, ports, flags, rate, bytes, interfaces and MAC addresses. */
    List<String> read(List<Packet> datagrams) {
        lines.clear();
        for (Packet datagram : datagrams) {
            PacketBatch packets = Packet.batch(List.of(datagram));
            batch.of(packets);
            lane.decode(packets, batch);
            batch.drain();
        }
        return lines;
    }

    private void keep(FlowBatch rows) {
        FlowDetails details = rows.details();
        for (int row = 0; row < rows.size(); row++) {
            lines.add(new Address(rows.sourceHigh(row), rows.sourceLow(row)) + " "
                    + new Address(rows.targetHigh(row), rows.targetLow(row))
                    + String.format(
                            " %d %d %d %d rate %d bytes %d in %d out %d macs %012x %012x",
                            rows.protocol(row),
                            rows.sourcePort(row),
                            rows.targetPort(row),
                            rows.tcpFlags(row),
                            rows.samplingRate(row),
                            rows.bytes(row),
                            Integer.toUnsignedLong(details.input(row)),
                            Integer.toUnsignedLong(details.output(row)),
                            details.sourceMac(row),
                            details.targetMac(row)));
        }
    }
}
