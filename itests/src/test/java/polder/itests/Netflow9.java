// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.nio.ByteBuffer;

/** Datagrams of NetFlow 9 (RFC 3954). */
final class Netflow9 {
    static final int FIRST = 256;

    private static final int SIZE = 1400;
    private static final int UPTIME = 3_600_000;
    /** Type and length: addresses, ports, protocol, flags, bytes, packets, first and last, interfaces. */
    private static final int[] FIELDS = {
        8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 6, 1, 1, 4, 2, 4, 22, 4, 21, 4, 10, 4, 14, 4,
    };
    /** No field there is; its length tells the templates apart. */
    private static final int UNKNOWN = 33_333;

    private Netflow9() {}

    /** A datagram of so many templates, each with a field more whose length is its number's, from 1 to 20. */
    static byte[] templates(int domain, int sequence, int firstId, int count) {
        ByteBuffer out = start(domain, sequence, count);
        int set = out.position();
        out.putInt(0);
        for (int id = firstId; id < firstId + count; id++) {
            out.putShort((short) id).putShort((short) (FIELDS.length / 2 + 1));
            for (int field : FIELDS) {
                out.putShort((short) field);
            }
            out.putShort((short) UNKNOWN).putShort((short) more(id));
        }
        return end(out, set);
    }

    /** A datagram of a flow for each of so many templates: one packet of 100 bytes to a host. */
    static byte[] data(int domain, int sequence, int count, int target) {
        ByteBuffer out = start(domain, sequence, count);
        for (int id = FIRST; id < FIRST + count; id++) {
            int set = out.position();
            out.putInt(id << 16);
            out.putInt(0xcb007100 | id & 0xff).putInt(target);
            out.putShort((short) (1024 + id))
                    .putShort((short) 53)
                    .put((byte) 17)
                    .put((byte) 0);
            out.putInt(100).putInt(1).putInt(UPTIME - 1000).putInt(UPTIME - 900);
            out.putInt(1).putInt(2).position(out.position() + more(id));
            end(out, set);
        }
        return finished(out);
    }

    private static int more(int id) {
        return 1 + id % 20;
    }

    private static ByteBuffer start(int domain, int sequence, int count) {
        ByteBuffer out = ByteBuffer.allocate(SIZE);
        out.putShort((short) 9).putShort((short) count).putInt(UPTIME);
        out.putInt((int) (System.currentTimeMillis() / 1000)).putInt(sequence);
        return out.putInt(domain);
    }

    private static byte[] end(ByteBuffer out, int set) {
        while ((out.position() - set) % 4 != 0) {
            out.put((byte) 0);
        }
        out.putShort(set + 2, (short) (out.position() - set));
        return finished(out);
    }

    private static byte[] finished(ByteBuffer out) {
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }
}
