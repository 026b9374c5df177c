// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An AF_XDP socket (linux/if_xdp.h) with its rings, for one receive queue. Used by one thread. */
final class XdpSocket implements Closeable {
    static final int COPY = 1 << 1;
    static final int ZERO_COPY = 1 << 2;
    static final int NEED_WAKEUP = 1 << 3;
    /** Frames longer than a piece of the memory come in several. (Linux 6.6.) */
    static final int PIECES = 1 << 4;

    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final int SOL_XDP = 283;
    private static final int MMAP_OFFSETS = 1;
    private static final int RX_RING = 2;
    private static final int UMEM_REG = 4;
    private static final int FILL_RING = 5;
    private static final int COMPLETION_RING = 6;
    private static final int STATISTICS = 7;
    private static final int OPTIONS = 8;
    private static final long RX_RING_AT = 0;
    private static final long FILL_RING_AT = 0x100000000L;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;

    private static final int READ_WRITE = 3;
    private static final int SHARED_POPULATED = 0x8001;

    private static final int DESCRIPTOR = 16;
    private static final int ADDRESS = 8;

    private final Scratch scratch = new Scratch(256);
    private final String name;
    private final int fd;
    private final long[] mapped = new long[2];
    private final long[] mappedLength = new long[2];
    private int mappings;

    /** @param name for messages, such as {@code eth0: queue 3} */
    XdpSocket(String name) throws Fault {
        this.name = name;
        fd = Libc.socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw Fault.of(name + " cannot be opened");
        }
    }

    int fd() {
        return fd;
    }

    /** Says where frames go: struct xdp_umem_reg, address 8, length 8, size of a piece 4, headroom 4, flags 4. */
    void memory(long at, int pieces, int piece) throws Fault {
        scratch.zero().bytes.putLong(0, at).putLong(8, (long) pieces * piece).putInt(16, piece);
        set(UMEM_REG, 32, "its memory cannot be locked");
        size(FILL_RING, pieces);
        // nothing is ever sent, but the kernel wants a ring for it
        size(COMPLETION_RING, 2);
        size(RX_RING, pieces);
    }

    private void size(int ring, int entries) throws Fault {
        scratch.bytes.putInt(0, entries);
        set(ring, 4, "a ring of " + entries + " entries cannot be had");
    }

    private void set(int option, int length, String otherwise) throws Fault {
        if (Libc.setsockopt(fd, SOL_XDP, option, scratch.at, length) != 0) {
            throw Fault.of(name + ": " + otherwise);
        }
    }

    private boolean get(int level, int option, int length) {
        scratch.bytes.putInt(248, length);
        return Libc.getsockopt(fd, level, option, scratch.at, scratch.at + 248) == 0;
    }

    Ring receiveRing(int entries) throws Fault {
        return ring(0, RX_RING_AT, entries, DESCRIPTOR);
    }

    Ring fillRing(int entries) throws Fault {
        return ring(64, FILL_RING_AT, entries, ADDRESS);
    }

    /** Maps a ring; struct xdp_mmap_offsets says where in it is what, with 32 bytes for each of rx, tx, fill and completion. */
    private Ring ring(int offsets, long at, int entries, int entry) throws Fault {
        if (!get(SOL_XDP, MMAP_OFFSETS, 128) || scratch.bytes.getInt(248) != 128) {
            throw Fault.of(name + ": its rings cannot be found", Fault.EOPNOTSUPP);
        }
        Ring.Layout layout = new Ring.Layout(
                (int) scratch.bytes.getLong(offsets),
                (int) scratch.bytes.getLong(offsets + 8),
                (int) scratch.bytes.getLong(offsets + 16),
                (int) scratch.bytes.getLong(offsets + 24));
        long length = layout.entries() + (long) entries * entry;
        long memory = Libc.mmap(0, length, READ_WRITE, SHARED_POPULATED, fd, at);
        if (memory == -1) {
            throw Fault.of(name + ": a ring cannot be mapped");
        }
        mapped[mappings] = memory;
        mappedLength[mappings++] = length;
        ByteBuffer bytes = new Pointer(memory).getByteBuffer(0, length).order(ByteOrder.nativeOrder());
        return new Ring(bytes, layout, entries, entry);
    }

    /** Binds to a queue: struct sockaddr_xdp, family 2, flags 2, interface 4, queue 4, shared 4. */
    boolean bind(int port, int queue, int flags) {
        scratch.zero().bytes.putShort(0, (short) AF_XDP).putShort(2, (short) flags);
        scratch.bytes.putInt(4, port).putInt(8, queue);
        return Libc.bind(fd, scratch.at, 16) == 0;
    }

    Fault bindFault(String how) {
        return Fault.of(name + " cannot be had (" + how + ")", Native.getLastError());
    }

    boolean isZeroCopy() {
        return get(SOL_XDP, OPTIONS, 4) && (scratch.bytes.getInt(0) & 1) != 0;
    }

    /** Frames that were for this socket and got no place: struct xdp_statistics, dropped 8, two more, receive ring full 8. */
    long dropped() {
        return get(SOL_XDP, STATISTICS, 48) ? scratch.bytes.getLong(0) + scratch.bytes.getLong(24) : 0;
    }

    /** What has happened to the socket, or zero. */
    int error() {
        return get(SOL_SOCKET, SO_ERROR, 4) ? scratch.bytes.getInt(0) : 0;
    }

    @Override
    public void close() {
        Libc.close(fd);
        for (int i = 0; i < mappings; i++) {
            Libc.munmap(mapped[i], mappedLength[i]);
        }
        mappings = 0;
    }
}
