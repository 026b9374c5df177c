// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;

/** 30 records of 16 fields a datagram, 28 beside a template. */
final class Netflow9 implements Protocol {
    private static final int RECORD = 48;
    private static final int[] FIELDS = {
        1, 4, 2, 4, 8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 5, 1, 6, 1, 61, 1, 10, 4, 14, 4, 22, 4, 21, 4, 16, 4, 17, 4
    };

    @Override
    public int pool() {
        return Flows.HOSTS / 28;
    }

    @Override
    public Protocol.Datagram build(Flows flows, boolean template) {
        int records = template ? 28 : 30;
        int body = (template ? 20 + 8 + FIELDS.length * 2 : 20) + 4;
        ByteBuffer out = ByteBuffer.allocateDirect(body + records * RECORD);
        out.putShort((short) 9).putShort((short) (records + (template ? 1 : 0))).putInt(16, 1).position(20);
        Protocol.putSets(out, template, 0, FIELDS, records * RECORD);
        for (int r = 0; r < records; r++) {
            out.putInt(Flows.BYTES).putInt(Flows.PACKETS);
            flows.next().put(out);
            out.putLong(0).putInt(64512).putInt(64513);
        }
        return new Protocol.Datagram(out, records, body);
    }

    @Override
    public void time(Protocol.Datagram datagram, int second) {
        int uptime = Protocol.uptime(second);
        datagram.bytes().putInt(4, uptime).putInt(8, second);
        for (int r = 0; r < datagram.records(); r++) {
            int at = datagram.body() + r * RECORD;
            datagram.bytes().putInt(at + 32, uptime - 2000).putInt(at + 36, uptime - 1000);
        }
    }

    @Override
    public void number(Protocol.Datagram datagram, int datagrams, int records) {
        datagram.bytes().putInt(12, datagrams);
    }
}
