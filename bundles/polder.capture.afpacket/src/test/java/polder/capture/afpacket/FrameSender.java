// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends frames on {@code tx}. */
final class FrameSender implements Closeable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;

    private final Scratch scratch = new Scratch(4096);
    private final int fd = Libc.socket(AF_PACKET, SOCK_RAW, 0);

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        static native long send(int fd, long bytes, long length, int flags);
    }

    FrameSender() throws IOException {
        Scratch text = new Scratch(16);
        text.text("tx", 16);
        scratch.bytes.putLong(0, AF_PACKET).putLong(8, 0).putInt(16, 0).putInt(4, Libc.if_nametoindex(text.at));
        if (Libc.bind(fd, scratch.at, 20) != 0) {
            throw new IOException("binding to tx: " + Libc.strerror(Native.getLastError()));
        }
    }

    /** Sends a frame, which arrives before this returns. */
    void send(byte[] frame) throws IOException {
        scratch.bytes.put(0, frame);
        if (Calls.send(fd, scratch.at, frame.length, 0) != frame.length) {
            throw new IOException("sending: " + Libc.strerror(Native.getLastError()));
        }
    }

    /** An Ethernet frame with a UDP datagram from port 9 of 198.51.100.1, to 10.1.0.1. */
    static byte[] udp(int sourcePort, int targetPort, int length, int... tags) {
        ByteBuffer frame = ByteBuffer.allocate(length + 4 * tags.length);
        frame.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
        for (int tag : tags) {
            frame.putInt(tag);
        }
        frame.putShort((short) 0x0800);
        int ip = length - 14;
        frame.putInt(0x4500_0000 | ip)
                .putInt(0)
                .putInt(0x4011_0000)
                .putInt(0xc633_6401)
                .putInt(0x0a01_0001);
        frame.putShort((short) sourcePort).putShort((short) targetPort).putShort((short) (ip - 20));
        return frame.array();
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
