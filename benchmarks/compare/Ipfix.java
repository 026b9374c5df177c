// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;

/** 25 records of 14 fields a datagram, 24 beside a template. */
final class Ipfix implements Protocol {
    private static final int RECORD = 56;
    private static final int[] FIELDS = {
        1, 8, 2, 8, 8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 5, 1, 6, 1, 61, 1, 10, 4, 14, 4, 152, 8, 153, 8
    };

    @Override
    public int pool() {
        return Flows.HOSTS / 24;
    }

    @Override
    public Protocol.Datagram build(Flows flows, boolean template) {
        int records = template ? 24 : 25;
        int body = (template ? 16 + 8 + FIELDS.length * 2 : 16) + 4;
        ByteBuffer out = ByteBuffer.allocateDirect(body + records * RECORD);
        out.putShort((short) 10).putShort((short) out.capacity()).putInt(12, 1).position(16);
        Protocol.putSets(out, template, 2, FIELDS, records * RECORD);
        for (int r = 0; r < records; r++) {
            out.putLong(Flows.BYTES).putLong(Flows.PACKETS);
            flows.next().put(out);
            out.putLong(0).putLong(0);
        }
        return new Protocol.Datagram(out, records, body);
    }

    @Override
    public void time(Protocol.Datagram datagram, int second) {
        datagram.bytes().putInt(4, second);
        for (int r = 0; r < datagram.records(); r++) {
            int at = datagram.body() + r * RECORD;
            datagram.bytes().putLong(at + 40, second * 1000L - 2000).putLong(at + 48, second * 1000L - 1000);
        }
    }

    @Override
    public void number(Protocol.Datagram datagram, int datagrams, int records) {
        datagram.bytes().putInt(8, records);
    }
}
