// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.util.HexFormat;
import java.util.List;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.testing.Packet;
import polder.wire.Layer;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Builds frames of hex digits. */
final class Frames {
    static final long AT = 1_700_000_000_000_000_000L;
    /** The target of all packets built here. */
    static final PrefixTable OURS =
            new PrefixTable(List.of(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8::/32")));

    static final String MACS = "020000000001 020000000002";

    private Frames() {}

    /** The decoder, for packets of a capture that says which layer counts. */
    static Decoder counting(Layer layer) {
        PacketDecoder decoder = new PacketDecoder();
        decoder.own = () -> OURS;
        return lane -> {
            DecoderLane opened = decoder.open(lane);
            return (packets, flows) -> opened.decode(packets.counting(layer), flows);
        };
    }

    static byte[] hex(String... digits) {
        return HexFormat.of().parseHex(String.join("", digits).replace(" ", ""));
    }

    static Packet ethernet(String... digits) {
        return Packet.frame(1, hex(MACS, String.join("", digits)), AT);
    }

    /** An IPv4 packet from 198.51.100.1 to 203.0.113.20, with identification and fragment field. */
    static String ipv4(int protocol, String fragment, String payload) {
        int length = 20 + hex(payload).length;
        return String.format("4500%04x", length) + fragment + String.format("40%02x0000", protocol)
                + "c6336401 cb007114" + payload;
    }

    /** An IPv4 packet between two hosts of others, 192.0.2.1 and 192.0.2.2. */
    static String outer(int protocol, String payload) {
        return String.format("4500%04x", 20 + hex(payload).length)
                + String.format("00000000 40%02x0000 c0000201 c0000202", protocol)
                + payload;
    }

    static String udp(int from, int to) {
        return String.format("%04x%04x", from, to) + "000c 0000 deadbeef";
    }

    static String tcp(int from, int to, int flags) {
        return String.format("%04x%04x", from, to) + "00000001 00000000" + String.format("50%02x", flags)
                + "ffff 0000 0000";
    }

    /** An IPv6 packet from 2001:db8::1 to 2001:db8::20. */
    static String ipv6(int next, String payload) {
        return String.format("60000000%04x%02x40", hex(payload).length, next)
                + "20010db8000000000000000000000001 20010db8000000000000000000000020" + payload;
    }
}
