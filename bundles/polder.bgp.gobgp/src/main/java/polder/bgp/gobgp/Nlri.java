// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.FlowSpec;
import polder.wire.Prefix;

/**
 * Which route it is, as in an UPDATE.
 *
 * @param hex its bytes
 */
record Nlri(Family family, String hex) {
    static Nlri of(Family family, byte[] bytes) {
        return new Nlri(family, HexFormat.of().formatHex(bytes));
    }

    /** @throws IllegalArgumentException when there is no such route, in words */
    static Nlri of(Announcement announcement) {
        return of(
                Family.of(announcement),
                announcement instanceof FlowSpec flow ? FlowNlri.of(flow.rule()) : prefix(announcement.target()));
    }

    /** RFC 4271 section 4.3: the length in bits, then as many bytes as hold these. */
    static byte[] prefix(Prefix prefix) {
        byte[] address = prefix.base().toInet().getAddress();
        byte[] bytes = new byte[1 + (prefix.length() + 7) / 8];
        bytes[0] = (byte) prefix.length();
        System.arraycopy(address, 0, bytes, 1, bytes.length - 1);
        return bytes;
    }

    /** Of a unicast route: address and length, as gobgpd looks for one. */
    String prefix() {
        byte[] bytes = bytes();
        byte[] address = Arrays.copyOfRange(bytes, 1, 1 + (family == Family.IPV4 ? 4 : 16));
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + (bytes[0] & 0xff);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
