// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;

/** Hands each datagram to the reader of its version, which is in the first two bytes of all of them. */
final class NetflowLane implements DecoderLane {
    private final ExporterTable exporters;
    private final Version5 version5;

    NetflowLane(ExporterTable exporters) {
        this.exporters = exporters;
        version5 = new Version5(exporters);
    }

    @Override
    public void decode(PacketBatch packets, FlowBatch flows) {
        for (int packet = 0; packet < packets.size(); packet++) {
            if (packets.length(packet) < 2) {
                flows.reject(Reject.TRUNCATED);
            } else if (packets.bytes().getShort(packets.offset(packet)) == 5) {
                version5.decode(packets, packet, flows);
            } else {
                flows.reject(Reject.UNKNOWN_VERSION);
            }
        }
        exporters.publish();
    }
}
