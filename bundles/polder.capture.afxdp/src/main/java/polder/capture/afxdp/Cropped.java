// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.nio.ByteBuffer;

/** How long a frame was before a mirror cut it, as its outer IP header says. */
final class Cropped {
    private static final int MOST_TAGS = 4;
    private static final int ETHERNET = 14;

    private Cropped() {}

    /** Bytes of the whole frame without its padding; zero when there is no IP header after the Ethernet header and its tags. */
    static int length(ByteBuffer in, int offset, int captured) {
        int end = offset + captured;
        int at = offset + ETHERNET;
        for (int tags = 0; tags <= MOST_TAGS && at + 6 <= end; tags++) {
            switch (in.getShort(at - 2) & 0xffff) {
                case 0x0800 -> {
                    return at - offset + (in.getShort(at + 2) & 0xffff);
                }
                case 0x86dd -> {
                    return at - offset + 40 + (in.getShort(at + 4) & 0xffff);
                }
                case 0x8100, 0x88a8, 0x9100 -> at += 4;
                default -> {
                    return 0;
                }
            }
        }
        return 0;
    }
}
