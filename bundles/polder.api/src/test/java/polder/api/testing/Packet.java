// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.nio.ByteBuffer;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/**
 * A packet of a test: a frame, or the payload of a datagram with its sender.
 *
 * @param bytes what was captured
 * @param wireLength how long it was on the wire
 * @param epochNanos when
 * @param linkType of a frame
 * @param sender of a datagram; the unspecified address for a frame
 * @param port of a datagram
 */
public record Packet(byte[] bytes, int wireLength, long epochNanos, int linkType, Address sender, int port) {
    private static final Address NOBODY = new Address(0, 0);

    /** A frame, all of it. */
    public static Packet frame(int linkType, byte[] bytes, long epochNanos) {
        return frame(linkType, bytes, bytes.length, epochNanos);
    }

    /** A frame of which only the first bytes were captured. */
    public static Packet frame(int linkType, byte[] bytes, int wireLength, long epochNanos) {
        return new Packet(bytes, wireLength, epochNanos, linkType, NOBODY, 0);
    }

    /** The payload of a datagram. */
    public static Packet datagram(String sender, int port, byte[] bytes, long epochNanos) {
        return new Packet(bytes, bytes.length, epochNanos, PacketBatch.ETHERNET, Address.parse(sender), port);
    }

    public Packet withBytes(byte[] others) {
        return new Packet(others, wireLength, epochNanos, linkType, sender, port);
    }

    /** A batch of packets of one link type, in a buffer of their own. */
    public static PacketBatch batch(List<Packet> packets) {
        int size = packets.stream().mapToInt(packet -> packet.bytes.length).sum();
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        PacketBatch batch = new PacketBatch(packets.size()).in(buffer);
        int at = 0;
        for (Packet packet : packets) {
            batch.linkType(packet.linkType);
            buffer.put(at, packet.bytes);
            packet.addTo(batch, at);
            at += packet.bytes.length;
        }
        return batch;
    }

    /** Adds itself to a batch whose buffer holds its bytes at an offset. */
    void addTo(PacketBatch batch, int offset) {
        batch.add(offset, bytes.length, wireLength, epochNanos).from(sender.high(), sender.low(), port);
    }
}
