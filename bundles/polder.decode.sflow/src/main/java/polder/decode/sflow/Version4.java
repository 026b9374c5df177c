// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;
import polder.api.flow.Reject;

/**
 * Reads the samples of sFlow versions 2 and 4 (RFC 3176, section 4). Nothing in them has a length: where something is not known,
 * what follows in the datagram cannot be found and is left out.
 */
final class Version4 {
    /** The least a sample takes: one of a VLAN's counters. */
    static final int SMALLEST = 48;

    private static final int FLOW = 1;
    private static final int COUNTERS = 2;

    private static final int HEADER = 1;
    private static final int IPV4 = 2;
    private static final int IPV6 = 3;

    private static final int SWITCH = 1;
    private static final int ROUTER = 2;
    private static final int GATEWAY = 3;
    private static final int USER = 4;
    private static final int URL = 5;

    /** Bytes of the counters by their version: generic, Ethernet, token ring, FDDI, 100BaseVG, WAN, VLAN. */
    private static final int[] COUNTERS_LENGTH = {
        0,
        InterfaceCounters.LENGTH,
        InterfaceCounters.LENGTH + 52,
        InterfaceCounters.LENGTH + 72,
        InterfaceCounters.LENGTH,
        InterfaceCounters.LENGTH + 80,
        InterfaceCounters.LENGTH,
        28
    };

    private static final int VLAN = 7;

    /** Answers of the readers of a part: where it ends, or why that cannot be known. */
    private static final int TRUNCATED = -1;

    private static final int UNKNOWN = -2;

    private final Datagram datagram;
    private final FlowSample sample;
    private int version;

    Version4(Datagram datagram) {
        this.datagram = datagram;
        sample = datagram.sample;
    }

    void decode(ByteBuffer in, int ofVersion, int first, int samples, int end) {
        version = ofVersion;
        int at = first;
        for (int left = samples; left > 0; left--) {
            at = sample(in, at, end);
            if (at < 0) {
                datagram.reject(at == TRUNCATED ? Reject.TRUNCATED : Reject.UNSUPPORTED);
                return;
            }
        }
    }

    private int sample(ByteBuffer in, int at, int end) {
        if (end - at < 4) {
            return TRUNCATED;
        }
        return switch (in.getInt(at)) {
            case FLOW -> flow(in, at + 4, end);
            case COUNTERS -> counters(in, at + 4, end);
            default -> UNKNOWN;
        };
    }

    /**
     * struct flow_sample. The highest bit of output says that the packet went to several interfaces.
     *
     * <pre>
     * +---------------+-----------------------------------------------+
     * |                        sequence_number                        |  0
     * |  source: type |                source: index                  |  4
     * |                         sampling_rate                         |  8
     * |                          sample_pool                          | 12
     * |                             drops                             | 16
     * |                            input                              | 20
     * |                            output                             | 24
     * |           packet data: 1 header, 2 IPv4, 3 IPv6               | 28
     * |                          packet data                          | 32
     * |               how many extended data, and these               |
     * +---------------------------------------------------------------+
     * </pre>
     */
    private int flow(ByteBuffer in, int at, int end) {
        if (end - at < 32) {
            return TRUNCATED;
        }
        sample.begin();
        sample.source(in.getInt(at + 4));
        sample.rate = in.getInt(at + 8);
        sample.drops = in.getInt(at + 16);
        sample.input = in.getInt(at + 20);
        sample.output = Math.max(0, in.getInt(at + 24));
        int data = at + 32;
        int then =
                switch (in.getInt(at + 28)) {
                    case HEADER -> header(in, data, end);
                    case IPV4 -> sample.ipv4At = within(data, 32, end);
                    case IPV6 -> sample.ipv6At = within(data, 56, end);
                    default -> UNKNOWN;
                };
        if (then < 0) {
            return then;
        }
        sample.ipv4At = sample.ipv4At == 0 ? 0 : data;
        sample.ipv6At = sample.ipv6At == 0 ? 0 : data;
        then = extended(in, then, end);
        if (then != TRUNCATED) {
            datagram.sampled(Reject.UNSUPPORTED);
        }
        return then;
    }

    /** struct sampled_header: header_protocol 4, frame_length 4, header length 4, header padded to a multiple of 4. */
    private int header(ByteBuffer in, int at, int end) {
        int length = end - at < 12 ? -1 : in.getInt(at + 8);
        if (length < 0 || length > end - at - 12) {
            return TRUNCATED;
        }
        sample.headerProtocol = in.getInt(at);
        sample.frameLength = in.getInt(at + 4);
        sample.stripped = 0;
        sample.headerAt = at + 12;
        sample.headerLength = length;
        return at + 12 + ((length + 3) & ~3);
    }

    private int extended(ByteBuffer in, int first, int end) {
        if (end - first < 4) {
            return TRUNCATED;
        }
        int at = first + 4;
        for (int left = in.getInt(first); left != 0 && at >= 0; left--) {
            if (end - at < 4) {
                return TRUNCATED;
            }
            int data = at + 4;
            at = switch (in.getInt(at)) {
                case SWITCH -> switched(data, end);
                case ROUTER -> router(in, data, end);
                case GATEWAY -> gateway(in, data, end);
                case USER -> text(in, text(in, data, end), end);
                case URL -> text(in, within(data, 4, end), end);
                default -> UNKNOWN;
            };
        }
        return at;
    }

    /** struct extended_switch: source VLAN and priority, target VLAN and priority. */
    private int switched(int at, int end) {
        int then = within(at, 16, end);
        sample.switchAt = then < 0 ? 0 : at;
        return then;
    }

    private static int within(int at, int length, int end) {
        return at < 0 ? at : length < 0 || length > end - at ? TRUNCATED : at + length;
    }

    /** A list: how many, and that many numbers. */
    private static int list(ByteBuffer in, int at, int end) {
        int data = within(at, 4, end);
        if (data < 0) {
            return data;
        }
        int count = in.getInt(at);
        return count < 0 || count > (end - data) / 4 ? TRUNCATED : data + 4 * count;
    }

    /** A text: how many bytes, and these, padded. */
    private static int text(ByteBuffer in, int at, int end) {
        int data = within(at, 4, end);
        return data < 0 ? data : within(data, (in.getInt(at) + 3) & ~3, end);
    }

    /** struct extended_router: next hop, lengths of the source's and the target's prefix. */
    private int router(ByteBuffer in, int at, int end) {
        int hop = Header.afterAddress(in, at, end);
        int then = hop == 0 ? TRUNCATED : within(hop, 8, end);
        sample.routerAt = at;
        sample.routerEnd = end;
        return then;
    }

    /** struct extended_gateway: as, src_as, src_peer_as, dst_as_path; from version 4 on in segments, and communities, localpref. */
    private int gateway(ByteBuffer in, int at, int end) {
        int then = within(at, 12, end);
        if (version == 2) {
            then = list(in, then, end);
        } else {
            int segments = within(then, 4, end) < 0 ? -1 : in.getInt(then);
            then = within(then, 4, end);
            for (int left = segments; left > 0 && then >= 0; left--) {
                then = list(in, within(then, 4, end), end);
            }
            then = within(list(in, then, end), 4, end);
        }
        sample.gatewayAt = at;
        sample.gatewayEnd = then < 0 ? at : then;
        sample.gatewayVersion = version;
        return then;
    }

    /** struct counters_sample: sequence_number, source, sampling interval in seconds, version of the counters, counters. */
    private int counters(ByteBuffer in, int at, int end) {
        if (end - at < 16) {
            return TRUNCATED;
        }
        int kind = in.getInt(at + 12);
        if (kind <= 0 || kind >= COUNTERS_LENGTH.length) {
            return UNKNOWN;
        }
        int then = within(at + 16, COUNTERS_LENGTH[kind], end);
        if (then >= 0 && kind != VLAN) {
            datagram.counted(in, at + 16);
        }
        return then;
    }
}
