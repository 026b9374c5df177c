// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import polder.api.testing.Packet;

/** Packets as bytes of a stream, in every form there is. */
final class Written {
    private static final int ROOM = 1 << 17;

    private final ByteBuffer out;

    private Written(ByteOrder order, List<Packet> packets) {
        int size =
                packets.stream().mapToInt(packet -> packet.bytes().length + 64).sum();
        out = ByteBuffer.allocate(size + ROOM).order(order);
    }

    private byte[] bytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A pcap stream; all packets have one link type. */
    static byte[] pcap(ByteOrder order, boolean nanos, List<Packet> packets) {
        Written written = new Written(order, packets);
        ByteBuffer out = written.out;
        int type = packets.isEmpty() ? 1 : packets.get(0).linkType();
        out.putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        out.putLong(0).putInt(262144).putInt(type);
        for (Packet packet : packets) {
            long time = packet.epochNanos();
            out.putInt((int) (time / 1_000_000_000)).putInt((int) (time % 1_000_000_000 / (nanos ? 1 : 1000)));
            out.putInt(packet.bytes().length).putInt(packet.wireLength()).put(packet.bytes());
        }
        return written.bytes();
    }

    /**
     * A section of pcapng, with an interface for each link type, options everywhere, and blocks between that nobody knows.
     *
     * @param resolution option if_tsresol: 9 for nanoseconds, 0x80 + 30 for fractions of 2^30
     */
    static byte[] pcapng(ByteOrder order, int resolution, List<Packet> packets) {
        Written written = new Written(order, packets);
        Map<Integer, Integer> interfaces = new HashMap<>();
        written.block(
                0x0a0d0d0a,
                body(order, 16)
                        .putInt(0x1a2b3c4d)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1));
        for (Packet packet : packets) {
            if (!interfaces.containsKey(packet.linkType())) {
                interfaces.put(packet.linkType(), interfaces.size());
                ByteBuffer body = body(order, 32)
                        .putShort((short) packet.linkType())
                        .putShort((short) 0)
                        .putInt(0);
                // a name, then how time is counted
                body.putShort((short) 2).putShort((short) 4).put(new byte[] {'e', 't', 'h', '0'});
                body.putShort((short) 9)
                        .putShort((short) 1)
                        .put((byte) resolution)
                        .put(new byte[3]);
                written.block(1, body.putInt(0));
                written.block(0x0bad, body(order, 8).putLong(7));
            }
            written.enhanced(order, interfaces.get(packet.linkType()), resolution, packet);
        }
        return written.bytes();
    }

    private void enhanced(ByteOrder order, int number, int resolution, Packet packet) {
        int padded = (packet.bytes().length + 3) & ~3;
        long time = units(resolution, packet.epochNanos());
        ByteBuffer body = body(order, 20 + padded + 8)
                .putInt(number)
                .putInt((int) (time >>> 32))
                .putInt((int) time);
        body.putInt(packet.bytes().length).putInt(packet.wireLength()).put(packet.bytes());
        body.position(20 + padded);
        block(6, body.putShort((short) 2).putShort((short) 4).putInt(1));
    }

    private static long units(int resolution, long nanos) {
        if (resolution == 9) {
            return nanos;
        }
        long seconds = nanos / 1_000_000_000;
        return (seconds << 30) + ((nanos % 1_000_000_000 << 30) / 1_000_000_000);
    }

    private static ByteBuffer body(ByteOrder order, int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    private void block(int type, ByteBuffer body) {
        int size = ((body.position() + 3) & ~3) + 12;
        out.putInt(type).putInt(size).put(body.array(), 0, size - 12).putInt(size);
    }

    /** One after the other. */
    static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
