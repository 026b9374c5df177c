// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.traffic.OwnNetworks;

/** Hands each datagram to the reader of its version, which is in the first two bytes of all of them. */
final class NetflowLane implements DecoderLane {
    private final Message message = new Message();
    private final Supplier<@Nullable OwnNetworks> own;
    private final Version5 version5;
    private final Version9 version9;

    /** @param own our networks, asked for once a batch; null while nobody knows them */
    NetflowLane(Book book, Supplier<@Nullable OwnNetworks> own) {
        this.own = own;
        version5 = new Version5(book);
        version9 = new Version9(book);
    }

    @Override
    public void decode(PacketBatch packets, FlowBatch flows) {
        OwnNetworks networks = own.get();
        message.own = networks == null ? null : networks.table();
        message.counting = packets.counting();
        for (int packet = 0; packet < packets.size(); packet++) {
            if (packets.length(packet) < 2) {
                flows.reject(Reject.TRUNCATED);
                continue;
            }
            message.begin(packets, packet, flows);
            switch (packets.bytes().getShort(message.start)) {
                case 9 -> version9.decode9(message);
                case 10 -> version9.decode10(message);
                case 5 -> version5.decode(message);
                default -> flows.reject(Reject.UNKNOWN_VERSION);
            }
        }
    }
}
