// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a pcap file with nanosecond timestamps. */
final class Recording {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Recording(int linkType) {
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b23c4d)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0);
        out.writeBytes(header.putInt(262144).putInt(linkType).array());
    }

    Recording frame(long epochNanos, byte[] frame) {
        return frame(epochNanos, frame, frame.length);
    }

    Recording frame(long epochNanos, byte[] frame, int wireLength) {
        ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt((int) (epochNanos / 1_000_000_000)).putInt((int) (epochNanos % 1_000_000_000));
        out.writeBytes(header.putInt(frame.length).putInt(wireLength).array());
        out.writeBytes(frame);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    Path save(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    /** An IPv4 packet with a UDP datagram, from 192.0.2.1:5000 to 198.51.100.1. */
    static byte[] udp(int targetPort, byte[] data) {
        ByteBuffer packet = ByteBuffer.allocate(28 + data.length);
        packet.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (28 + data.length))
                .putInt(0);
        packet.put((byte) 64).put((byte) 17).putShort((short) 0);
        packet.putInt(0xc0000201).putInt(0xc6336401);
        packet.putShort((short) 5000).putShort((short) targetPort);
        return packet.putShort((short) (8 + data.length))
                .putShort((short) 0)
                .put(data)
                .array();
    }

    /** A piece of an IPv4 packet: flags and offset are the header's field. */
    static byte[] piece(byte[] packet, int flagsAndOffset, int from, int to) {
        ByteBuffer piece = ByteBuffer.allocate(20 + to - from);
        piece.put(packet, 0, 20).put(packet, 20 + from, to - from);
        return piece.putShort(2, (short) piece.capacity())
                .putShort(6, (short) flagsAndOffset)
                .array();
    }

    /** The packet behind a link layer header given as hexadecimal digits. */
    static byte[] behind(String header, byte[] packet) {
        byte[] link = java.util.HexFormat.of().parseHex(header.replace(" ", ""));
        return ByteBuffer.allocate(link.length + packet.length)
                .put(link)
                .put(packet)
                .array();
    }

    static byte[] ethernet(byte[] ipv4) {
        return behind("020000000001 020000000002 0800", ipv4);
    }
}
