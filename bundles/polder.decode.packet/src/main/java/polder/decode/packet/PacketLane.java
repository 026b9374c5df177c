// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.api.flow.Reject;
import polder.wire.Frame;
import polder.wire.PrefixTable;

/** A row for each frame that holds an IP packet: the one that counts, as the capture says. */
final class PacketLane implements DecoderLane {
    /** Frames read before their flows are looked for: by then the memory they are looked for in has come near. */
    private static final int BLOCK = 32;

    private final Frame frame = new Frame();
    private final RecentFlows recent = new RecentFlows();
    private final Supplier<@Nullable PrefixTable> own;
    private final long[] hashes = new long[BLOCK];
    /** Without meaning; keeps what is read ahead from being left out. */
    long fetched;

    /** @param own asked for our networks once a batch; gives null when they are not known */
    PacketLane(Supplier<@Nullable PrefixTable> own) {
        this.own = own;
    }

    @Override
    public void decode(PacketBatch packets, FlowBatch flows) {
        frame.counting(packets.counting()).own(own.get()).bounded(packets.isBounded());
        int size = packets.size();
        for (int packet = 0; packet < size; ) {
            if (flows.room() == 0) {
                flows.drain();
            }
            int end = packet + Math.min(BLOCK, Math.min(flows.room(), size - packet));
            int first = flows.size();
            read(packets, packet, end, flows);
            countFlows(flows, first);
            packet = end;
        }
    }

    private void read(PacketBatch packets, int from, int to, FlowBatch flows) {
        boolean detailed = flows.isDetailed();
        int rows = 0;
        for (int packet = from; packet < to; packet++) {
            Frame.Result result = frame.read(
                    packets.bytes(),
                    packets.linkType(),
                    packets.offset(packet),
                    packets.length(packet),
                    packets.wireLength(packet));
            if (result == Frame.Result.OK) {
                add(packets, packet, flows);
                hashes[rows++] = recent.hash(frame);
                if (detailed) {
                    detail(packets, packet, flows.details());
                }
            } else {
                flows.reject(reason(result));
            }
        }
    }

    private void add(PacketBatch packets, int packet, FlowBatch flows) {
        flows.next(packet)
                .between(frame.sourceHigh(), frame.sourceLow(), frame.targetHigh(), frame.targetLow())
                .ports(frame.sourcePort(), frame.targetPort())
                .kind(frame.protocol(), frame.tcpFlags(), frame.isFragment())
                .volume(1, frame.ipLength())
                .sampled(packets.samplingRate());
    }

    private void countFlows(FlowBatch flows, int first) {
        int size = flows.size();
        fetched = recent.ahead(hashes, size - first);
        for (int row = first; row < size; row++) {
            if (!recent.isNew(hashes[row - first], flows.startNanos(row))) {
                flows.notNew(row);
            }
        }
    }

    private void detail(PacketBatch packets, int packet, FlowDetails details) {
        ByteBuffer bytes = packets.bytes();
        details.header(frame.tos(bytes), frame.ttl(bytes), 0)
                .icmp(frame.icmpType(bytes), frame.icmpCode(bytes))
                .layer2(frame.vlan(bytes), frame.mplsLabel(bytes))
                .macs(frame.sourceMac(bytes), frame.targetMac(bytes))
                .frame(packets.offset(packet), packets.length(packet), packets.wireLength(packet), packets.linkType());
    }

    private static Reject reason(Frame.Result result) {
        return switch (result) {
            case TRUNCATED -> Reject.TRUNCATED;
            case MALFORMED -> Reject.MALFORMED;
            case NOT_IP -> Reject.NOT_IP;
            case UNSUPPORTED -> Reject.UNSUPPORTED;
            case TOO_DEEP -> Reject.TOO_DEEP;
            case OK -> throw new IllegalArgumentException("a frame that was read is not rejected");
        };
    }
}
