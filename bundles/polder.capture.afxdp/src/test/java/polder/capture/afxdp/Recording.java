// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.nio.ByteBuffer;

/** A pcap file of UDP datagrams. */
final class Recording {
    private static final int FRAME = 60;

    private Recording() {}

    static byte[] of(int frames) {
        ByteBuffer out = ByteBuffer.allocate(24 + frames * (16 + FRAME));
        out.putInt(0xa1b2c3d4).putInt(0x00020004).putLong(0).putInt(65535).putInt(1);
        for (int i = 0; i < frames; i++) {
            out.putInt(i / 100_000).putInt(i % 100_000).putInt(FRAME).putInt(FRAME);
            int start = out.position();
            out.putLong(0x02000000_00010200L).putInt(2).putShort((short) 0x0800);
            out.putInt(0x45000000 | (FRAME - 14))
                    .putInt(0)
                    .putInt(0x40110000)
                    .putInt(0x0a000000 | i)
                    .putInt(0xc6336401);
            out.putInt(0x04000035).putShort((short) (FRAME - 34));
            out.position(start + FRAME);
        }
        return out.array();
    }
}
