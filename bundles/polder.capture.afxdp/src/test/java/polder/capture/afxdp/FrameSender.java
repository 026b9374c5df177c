// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Sends numbered frames out of an interface: IPv4 and UDP, from many hosts. */
final class FrameSender implements Closeable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int NUMBER = 42;

    private final Scratch frame = new Scratch(1 << 16);
    private final int fd;
    private int sent;

    FrameSender(String port) throws Exception {
        fd = Libc.socket(AF_PACKET, SOCK_RAW, 0);
        Scratch address = new Scratch(20).zero();
        try (Nic nic = new Nic(port)) {
            address.bytes.putShort(0, (short) AF_PACKET).putInt(4, nic.index());
        }
        if (fd < 0 || Libc.bind(fd, address.at, 20) != 0) {
            throw new AssertionError("bind: " + Libc.strerror(Native.getLastError()));
        }
        frame.bytes.order(ByteOrder.BIG_ENDIAN);
        frame.bytes.putLong(0, 0x02000000_00010200L).putInt(8, 2).putShort(12, (short) 0x0800);
        frame.bytes
                .putInt(14, 0x45000000)
                .putInt(22, 0x40110000)
                .putInt(26, 0x0a000000)
                .putInt(30, 0xc6336401);
        frame.bytes.putInt(34, 0x04000035);
    }

    /** Sends so many frames of a length; each has its number. */
    FrameSender send(int count, int length) {
        frame.bytes.putShort(16, (short) (length - 14)).putShort(38, (short) (length - 34));
        for (int i = 0; i < count; i++) {
            frame.bytes.putInt(26, 0x0a000000 | (sent & 0xffff)).putInt(NUMBER, sent++);
            if (Libc.send(fd, frame.at, length, 0) != length) {
                throw new AssertionError("send: " + Libc.strerror(Native.getLastError()));
            }
        }
        return this;
    }

    int sent() {
        return sent;
    }

    /** The number of a frame that was received. */
    static int number(ByteBuffer in, int offset) {
        return in.getInt(offset + NUMBER);
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
