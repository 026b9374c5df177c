// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes as hex digits, with blanks anywhere. */
final class Hex {
    /** To 02:00:00:00:00:01 from 02:00:00:00:00:02. */
    static final String MACS = "020000000001 020000000002";

    private Hex() {}

    static ByteBuffer bytes(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    static int length(String hex) {
        return hex.replace(" ", "").length() / 2;
    }
}
