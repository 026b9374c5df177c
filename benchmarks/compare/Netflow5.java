// SPDX-License-Identifier: Apache-2.0

import java.nio.ByteBuffer;

/** 30 records a datagram. */
final class Netflow5 implements Protocol {
    private static final int RECORDS = 30;

    @Override
    public int pool() {
        return Flows.HOSTS / RECORDS;
    }

    @Override
    public Protocol.Datagram build(Flows flows, boolean template) {
        ByteBuffer out = ByteBuffer.allocateDirect(24 + RECORDS * 48);
        out.putShort((short) 5).putShort((short) RECORDS).position(24);
        for (int r = 0; r < RECORDS; r++) {
            flows.next();
            out.putInt(flows.source).putInt(flows.destination).putInt(0x0a000001).putInt(1 << 16 | 2);
            out.putInt(Flows.PACKETS).putInt(Flows.BYTES).putLong(0).putInt(flows.ports);
            out.put((byte) 0).put(flows.flags()).put(flows.protocol()).put((byte) 0);
            out.putInt(64512 << 16 | 64513).putInt(24 << 24 | 16 << 16);
        }
        return new Protocol.Datagram(out, RECORDS, 24);
    }

    @Override
    public void time(Protocol.Datagram datagram, int second) {
        int uptime = Protocol.uptime(second);
        datagram.bytes().putInt(4, uptime).putInt(8, second);
        for (int r = 0; r < RECORDS; r++) {
            datagram.bytes().putInt(24 + r * 48 + 24, uptime - 2000).putInt(24 + r * 48 + 28, uptime - 1000);
        }
    }

    @Override
    public void number(Protocol.Datagram datagram, int datagrams, int records) {
        datagram.bytes().putInt(16, records);
    }
}
