// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import polder.wire.Address;

/** Writes a capture file of UDP packets, of which only the headers were captured. */
final class CaptureWriter implements AutoCloseable {
    private static final int CAPTURED = 14 + 20 + 8;
    private static final int CAPTURED_V6 = 14 + 40 + 8;

    private final OutputStream out;
    private final ByteBuffer frame = ByteBuffer.allocate(16 + CAPTURED);
    private final ByteBuffer frameV6 = ByteBuffer.allocate(16 + CAPTURED_V6);

    CaptureWriter(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
        out.write(ByteBuffer.allocate(24)
                .putInt(0xa1b23c4d)
                .putInt(0x00020004)
                .putLong(0)
                .putInt(CAPTURED_V6)
                .putInt(1)
                .array());
    }

    static int address(String text) {
        return (int) Address.parse(text).low();
    }

    CaptureWriter add(long epochNanos, int source, int target, int sourcePort, int wireLength) throws IOException {
        start(frame, epochNanos, wireLength, 0x0800);
        frame.putInt(0x45000000 | (wireLength - 14))
                .putInt(0)
                .putInt(0x40110000)
                .putInt(source)
                .putInt(target);
        frame.putShort((short) sourcePort).putShort((short) 53).putInt((wireLength - 34) << 16);
        out.write(frame.array());
        return this;
    }

    CaptureWriter add(long epochNanos, Address source, Address target, int sourcePort, int wireLength)
            throws IOException {
        start(frameV6, epochNanos, wireLength, 0x86dd);
        frameV6.putInt(0x60000000).putInt(((wireLength - 54) << 16) | 0x1140);
        frameV6.putLong(source.high()).putLong(source.low());
        frameV6.putLong(target.high()).putLong(target.low());
        frameV6.putShort((short) sourcePort).putShort((short) 53).putInt((wireLength - 54) << 16);
        out.write(frameV6.array());
        return this;
    }

    private static void start(ByteBuffer frame, long epochNanos, int wireLength, int etherType) {
        frame.clear();
        frame.putInt((int) (epochNanos / 1_000_000_000)).putInt((int) (epochNanos % 1_000_000_000));
        frame.putInt(frame.capacity() - 16).putInt(wireLength);
        frame.putLong(0).putInt(0).putShort((short) etherType);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
