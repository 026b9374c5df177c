// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes as hex digits, with blanks anywhere. */
final class Hex {
    /** To 02:00:00:00:00:01 from 02:00:00:00:00:02. */
    static final String MACS = "020000000001 020000000002";

    /** 192.0.2.1:1234 > 198.51.100.2:80, SYN. */
    static final String SYN =
            "45000028 00010000 40060000 c0000201 c6336402 04d2 0050 00000001 00000000 5002 0200 0000 0000";
    /** 2001:db8::1:53 > 2001:db8::2:4321. */
    static final String DNS = "60000000 000a 11 40 20010db8000000000000000000000001"
            + "20010db8000000000000000000000002 0035 10e1 000a 0000 beef";

    static final String SYN_FRAME = "0a0000000002 0a0000000001 0800" + SYN;
    static final String DNS_FRAME = "0a0000000002 0a0000000001 8100 0007 86dd" + DNS;

    private Hex() {}

    static ByteBuffer bytes(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    static int length(String hex) {
        return hex.replace(" ", "").length() / 2;
    }

    /** 10.0.0.1 > 10.0.0.2. */
    static String ipv4(int protocol, String payload) {
        return String.format("4500%04x 00010000 40%02x0000 0a000001 0a000002", 20 + length(payload), protocol)
                + payload;
    }

    static String ipv6(int next, String payload) {
        return String.format("60000000 %04x %02x 40", length(payload), next)
                + "20010db8000000000000000000000008 20010db8000000000000000000000009" + payload;
    }
}
