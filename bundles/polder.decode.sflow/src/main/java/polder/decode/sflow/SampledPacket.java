// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.wire.Address;
import polder.wire.Frame;
import polder.wire.Layer;
import polder.wire.PrefixTable;

/** Makes a row of the packet a flow sample is of: from its header where there is one that can be read, else from decoded records. */
final class SampledPacket {
    private static final int TCP = 6;
    private static final int UDP = 17;
    /** As pcap files number link types; -1 is none of them. */
    private static final int[] LINK_TYPES = {-1, 1, -1, 6, 10, 107, -1, 9, -1, -1, -1, 101, 101, 219, 50, 105};

    private final Frame frame = new Frame();
    private final RecentFlows recent = new RecentFlows();
    private final SampleDetails details = new SampleDetails();

    /** Says which packet of a tunnel counts; null where our networks are not known. For the samples of a batch. */
    void counting(Layer layer, @Nullable PrefixTable own) {
        frame.counting(layer).own(own);
    }

    /**
     * Adds the row.
     *
     * @param packet the row of the batch the sample came with
     * @param rate in force
     * @return why there is none, or null
     */
    @Nullable
    Reject add(FlowSample sample, int packet, int rate, FlowBatch flows) {
        ByteBuffer in = flows.source().bytes();
        Reject reject = sample.headerAt == 0 ? Reject.UNSUPPORTED : header(in, sample, packet, flows);
        boolean header = reject == null;
        if (reject != null && sample.ipv4At != 0) {
            reject = ipv4(in, sample, packet, flows);
        } else if (reject != null && sample.ipv6At != 0) {
            reject = ipv6(in, sample, packet, flows);
        }
        if (reject != null) {
            return reject;
        }
        flows.volume(1, sample.ipLength).sampled(rate);
        if (!recent.isNew(flows, flows.size() - 1)) {
            flows.notNew();
        }
        if (sample.dropped) {
            flows.dropped();
        }
        if (flows.isDetailed()) {
            details.fill(sample, in, header ? frame : null, flows.details());
            if (header) {
                flows.details().frame(sample.headerAt, sample.headerLength, wireLength(sample), linkType(sample));
            }
        }
        return null;
    }

    /**
     * sFlow 5, struct sampled_header. What was stripped is the frame's check sequence, or its layer 2 header when the header begins
     * with IP: so what is left of the frame's length is that of what the header begins with.
     */
    private @Nullable Reject header(ByteBuffer in, FlowSample sample, int packet, FlowBatch flows) {
        Frame.Result result =
                frame.read(in, linkType(sample), sample.headerAt, sample.headerLength, wireLength(sample));
        if (result != Frame.Result.OK) {
            return reason(result);
        }
        sample.ipLength = frame.ipLength();
        flows.next(packet)
                .between(frame.sourceHigh(), frame.sourceLow(), frame.targetHigh(), frame.targetLow())
                .ports(frame.sourcePort(), frame.targetPort())
                .kind(frame.protocol(), frame.tcpFlags(), frame.isFragment());
        if (sample.ipv4At != 0 && frame.tcpFlags() == 0 && !frame.isFragment()) {
            complete(in, sample.ipv4At, flows);
        }
        return null;
    }

    private static int linkType(FlowSample sample) {
        int protocol = sample.headerProtocol;
        return protocol < 0 || protocol >= LINK_TYPES.length ? -1 : LINK_TYPES[protocol];
    }

    private static int wireLength(FlowSample sample) {
        return Math.max(0, sample.frameLength - Math.max(0, sample.stripped));
    }

    /** Where the header ends before the TCP flags do, there are agents that send a decoded record of the packet as well. */
    private void complete(ByteBuffer in, int at, FlowBatch flows) {
        if (frame.protocol() == TCP && in.getInt(at + 4) == TCP) {
            transport(in, at + 4, at + 16, flows);
        }
    }

    /**
     * sFlow 5, struct sampled_ipv4; RFC 3176 has the same.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |            length of the IP packet without layer 2            |  0
     * |                          IP protocol                          |  4
     * |                            src_ip                             |  8
     * |                            dst_ip                             | 12
     * |                           src_port                            | 16
     * |                           dst_port                            | 20
     * |                           tcp_flags                           | 24
     * |                              tos                              | 28
     * +---------------------------------------------------------------+
     * </pre>
     */
    private static @Nullable Reject ipv4(ByteBuffer in, FlowSample sample, int packet, FlowBatch flows) {
        int at = sample.ipv4At;
        if (!length(in, at, sample)) {
            return Reject.MALFORMED;
        }
        long from = Address.low4(in.getInt(at + 8));
        flows.next(packet).between(0, from, 0, Address.low4(in.getInt(at + 12)));
        transport(in, at + 4, at + 16, flows);
        return null;
    }

    /** sFlow 5, struct sampled_ipv6: as IPv4, with addresses of 16 bytes and a priority in place of the tos. */
    private static @Nullable Reject ipv6(ByteBuffer in, FlowSample sample, int packet, FlowBatch flows) {
        int at = sample.ipv6At;
        if (!length(in, at, sample)) {
            return Reject.MALFORMED;
        }
        long high = in.getLong(at + 8);
        long low = in.getLong(at + 16);
        flows.next(packet).between(high, low, in.getLong(at + 24), in.getLong(at + 32));
        transport(in, at + 4, at + 40, flows);
        return null;
    }

    /** False when no packet is so long. */
    private static boolean length(ByteBuffer in, int at, FlowSample sample) {
        sample.ipLength = in.getInt(at) & 0xffff_ffffL;
        return sample.ipLength <= FlowSample.LONGEST;
    }

    /** Ports of anything else than TCP and UDP are ICMP's type and code, or nothing. */
    private static void transport(ByteBuffer in, int protocolAt, int portsAt, FlowBatch flows) {
        int protocol = in.getInt(protocolAt);
        if (protocol == TCP || protocol == UDP) {
            flows.ports(in.getInt(portsAt), in.getInt(portsAt + 4));
        }
        flows.kind(protocol, protocol == TCP ? in.getInt(portsAt + 8) : 0, false);
    }

    private static Reject reason(Frame.Result result) {
        return switch (result) {
            case TRUNCATED -> Reject.TRUNCATED;
            case MALFORMED -> Reject.MALFORMED;
            case NOT_IP -> Reject.NOT_IP;
            case TOO_DEEP -> Reject.TOO_DEEP;
            case UNSUPPORTED, OK -> Reject.UNSUPPORTED;
        };
    }
}
