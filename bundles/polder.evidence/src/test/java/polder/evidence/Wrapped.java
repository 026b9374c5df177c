// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** Puts an Ethernet frame that holds a bare IPv4 packet into tunnels. */
enum Wrapped {
    PLAIN(frame -> frame),
    VLAN(frame -> join(part(frame, 0, 12), hex("81000064"), rest(frame, 12))),
    QINQ(frame -> join(part(frame, 0, 12), hex("88a80064 810000c8"), rest(frame, 12))),
    MPLS(frame -> join(part(frame, 0, 12), hex("8847 00010040 00020140"), rest(frame, 14))),
    GRE(frame -> outer(47, join(hex("00000800"), rest(frame, 14)))),
    L2TP(frame -> udp(1701, join(hex("4002 0000 0007 0009 ff03 0021"), rest(frame, 14)))),
    VXLAN(frame -> udp(4789, join(hex("0800000000002a00"), frame)));

    private final UnaryOperator<byte[]> wrap;

    Wrapped(UnaryOperator<byte[]> wrap) {
        this.wrap = wrap;
    }

    /** The frame within. */
    byte[] around(byte[] frame) {
        return wrap.apply(frame);
    }

    private static byte[] udp(int port, byte[] data) {
        // the length the wire had, as captures are cut
        return outer(17, join(hex(String.format("c000%04x%04x0000", port, 0)), data));
    }

    /** 192.0.2.1 to 192.0.2.2; total length zero: as long as the frame. */
    private static byte[] outer(int protocol, byte[] data) {
        return join(
                hex("02005e100002 02005e100001 0800 45000000 00000000"),
                hex(String.format("40%02x0000", protocol)),
                hex("c0000201 c0000202"),
                data);
    }

    private static byte[] part(byte[] frame, int from, int to) {
        return Arrays.copyOfRange(frame, from, to);
    }

    private static byte[] rest(byte[] frame, int from) {
        return part(frame, from, frame.length);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] one : parts) {
            all.writeBytes(one);
        }
        return all.toByteArray();
    }
}
