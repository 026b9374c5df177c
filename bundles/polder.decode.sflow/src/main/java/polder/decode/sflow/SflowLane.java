// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.traffic.OwnNetworks;

/** Hands each datagram to the reader of its version, which is in the first four bytes of all of them. */
final class SflowLane implements DecoderLane {
    private final Supplier<Overrides> overrides;
    private final Supplier<@Nullable OwnNetworks> own;
    private final ExporterTable exporters;
    private final Header header = new Header();
    private final Datagram datagram;
    private final Version4 version4;
    private final Version5 version5;

    /** @param own our networks, asked for once a batch; null while nobody knows them */
    SflowLane(
            ExporterTable exporters,
            PortTable ports,
            Supplier<Overrides> overrides,
            Supplier<@Nullable OwnNetworks> own) {
        this.own = own;
        this.exporters = exporters;
        this.overrides = overrides;
        datagram = new Datagram(exporters, ports);
        version4 = new Version4(datagram);
        version5 = new Version5(datagram);
    }

    @Override
    public void decode(PacketBatch packets, FlowBatch flows) {
        Overrides now = overrides.get();
        OwnNetworks networks = own.get();
        datagram.counting(packets.counting(), networks == null ? null : networks.table());
        for (int packet = 0; packet < packets.size(); packet++) {
            decode(packets, packet, now, flows);
        }
        exporters.publish();
    }

    private void decode(PacketBatch packets, int packet, Overrides now, FlowBatch flows) {
        ByteBuffer in = packets.bytes();
        int at = packets.offset(packet);
        int end = at + packets.length(packet);
        if (end - at < 4) {
            flows.reject(Reject.TRUNCATED);
            return;
        }
        int version = in.getInt(at);
        if (version != 5 && version != 4 && version != 2) {
            flows.reject(Reject.UNKNOWN_VERSION);
            return;
        }
        Reject fault = header.read(in, at, end, version, version == 5 ? Version5.SMALLEST : Version4.SMALLEST);
        if (fault != null) {
            flows.reject(fault);
            return;
        }
        datagram.begin(packets, packet, header, now, flows);
        if (version == 5) {
            version5.decode(in, header.first, header.samples, end);
        } else {
            version4.decode(in, version, header.first, header.samples, end);
        }
        datagram.end();
    }
}
