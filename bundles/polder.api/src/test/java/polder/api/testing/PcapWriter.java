// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes pcap files of packets a test built. */
final class PcapWriter {
    private PcapWriter() {}

    /** A big-endian file with nanoseconds; all frames are of the link type of the first, datagrams are wrapped in raw IP and UDP. */
    static byte[] write(List<Packet> packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Packet first = packets.get(0);
        boolean datagrams = first.port() != 0;
        out.writeBytes(ByteBuffer.allocate(24)
                .putInt(0xa1b23c4d)
                .putInt(0x00020004)
                .putLong(0)
                .putInt(1 << 18)
                .putInt(datagrams ? 101 : first.linkType())
                .array());
        for (Packet packet : packets) {
            byte[] bytes = datagrams ? wrap(packet) : packet.bytes();
            out.writeBytes(ByteBuffer.allocate(16)
                    .putInt((int) (packet.epochNanos() / 1_000_000_000))
                    .putInt((int) (packet.epochNanos() % 1_000_000_000))
                    .putInt(bytes.length)
                    .putInt(datagrams ? bytes.length : packet.wireLength())
                    .array());
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] wrap(Packet packet) {
        int udp = 8 + packet.bytes().length;
        boolean v4 = packet.sender().isV4();
        ByteBuffer out = ByteBuffer.allocate((v4 ? 20 : 40) + udp);
        if (v4) {
            out.putInt(0x45000000 | (20 + udp)).putInt(0).putInt(0x40110000);
            out.putInt((int) packet.sender().low()).putInt(0xc6336401);
        } else {
            out.putInt(0x60000000).putInt((udp << 16) | 0x1140);
            out.putLong(packet.sender().high()).putLong(packet.sender().low());
            out.putLong(0x20010db800000000L).putLong(1);
        }
        out.putShort((short) packet.port()).putShort((short) 2055).putShort((short) udp);
        return out.putShort((short) 0).put(packet.bytes()).array();
    }
}
