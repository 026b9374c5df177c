// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowDetails;
import polder.wire.Address;
import polder.wire.Frame;

/** Fills details from the extended data of a flow sample. */
final class SampleDetails {
    private static final int ETHERNET = 1;
    private static final int IP_V4 = 1;
    private static final int IP_V6 = 2;
    private static final long MAC = 0xffff_ffff_ffffL;

    private int sourceAs;
    private int targetAs;

    /** @param frame what was read of the sampled header, or null when the row is of decoded records */
    void fill(FlowSample sample, ByteBuffer in, @Nullable Frame frame, FlowDetails details) {
        details.interfaces(sample.input, sample.output);
        if (frame != null) {
            details.header(frame.tos(in), frame.ttl(in), 0)
                    .icmp(frame.icmpType(in), frame.icmpCode(in))
                    .layer2(frame.vlan(in), frame.mplsLabel(in));
        }
        if (sample.headerAt != 0 && sample.headerProtocol == ETHERNET && sample.headerLength >= 14) {
            details.macs(in.getLong(sample.headerAt + 6) >>> 16, in.getLong(sample.headerAt) >>> 16);
        } else if (sample.ethernetAt != 0) {
            details.macs(mac(in, sample.ethernetAt + 4), mac(in, sample.ethernetAt + 12));
        }
        if (frame == null && sample.ipv4At != 0) {
            details.header(in.getInt(sample.ipv4At + 28), 0, 0);
        } else if (frame == null && sample.ipv6At != 0) {
            details.header(in.getInt(sample.ipv6At + 52), 0, 0);
        }
        if (sample.switchAt != 0 && (frame == null || frame.vlan(in) == 0)) {
            // struct extended_switch: source VLAN and its priority, target VLAN and its priority
            details.layer2(in.getInt(sample.switchAt), frame == null ? 0 : frame.mplsLabel(in));
        }
        if (sample.gatewayAt != 0) {
            gateway(sample, in, details);
        }
        if (sample.routerAt != 0) {
            nextHop(in, sample.routerAt, sample.routerEnd, details);
        }
    }

    /** sFlow 5, struct sampled_ethernet: a MAC address is 6 bytes and 2 of padding. */
    private static long mac(ByteBuffer in, int at) {
        return (in.getLong(at) >>> 16) & MAC;
    }

    /** An address with its type, at the beginning of struct extended_router and, in sFlow 5, struct extended_gateway. */
    private static void nextHop(ByteBuffer in, int at, int end, FlowDetails details) {
        int then = Header.afterAddress(in, at, end);
        if (then != 0 && in.getInt(at) == IP_V4) {
            details.nextHop(0, Address.low4(in.getInt(at + 4)));
        } else if (then != 0 && in.getInt(at) == IP_V6) {
            details.nextHop(in.getLong(at + 4), in.getLong(at + 12));
        }
    }

    /**
     * sFlow 5, struct extended_gateway. RFC 3176 has neither next hop nor, before version 4, segments: there the path is a list of
     * AS numbers.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |              nexthop: address type and address                |
     * |                 as: AS number of this router                  |
     * |                src_as: AS number of the source                |
     * |             src_peer_as: AS number of source peer             |
     * |            dst_as_path: number of segments, each              |
     * |       1 (set) or 2 (sequence), how many, AS numbers           |
     * |                 communities, local preference                 |
     * +---------------------------------------------------------------+
     * </pre>
     *
     * The target's AS is the last of the path. Where there is no path the target is in the router's own AS.
     */
    private void gateway(FlowSample sample, ByteBuffer in, FlowDetails details) {
        int at = sample.gatewayAt;
        int end = sample.gatewayEnd;
        int then = at;
        if (sample.gatewayVersion == 5) {
            nextHop(in, at, end, details);
            then = Header.afterAddress(in, at, end);
        }
        if (then == 0 || end - then < 16) {
            return;
        }
        sourceAs = in.getInt(then + 4);
        targetAs = in.getInt(then);
        int count = in.getInt(then + 12);
        if (sample.gatewayVersion == 2) {
            last(in, then + 16, count, end);
        } else {
            path(in, then + 16, count, end);
        }
        details.systems(sourceAs, targetAs);
    }

    private void path(ByteBuffer in, int first, int segments, int end) {
        int at = first;
        for (int segment = 0; segment < segments && end - at >= 8; segment++) {
            int count = in.getInt(at + 4);
            if (!last(in, at + 8, count, end)) {
                return;
            }
            at += 8 + 4 * count;
        }
    }

    /** Takes the last of so many AS numbers; false when they do not end before the limit. */
    private boolean last(ByteBuffer in, int at, int count, int end) {
        if (count < 0 || count > (end - at) / 4) {
            return false;
        }
        if (count > 0) {
            targetAs = in.getInt(at + 4 * (count - 1));
        }
        return true;
    }
}
