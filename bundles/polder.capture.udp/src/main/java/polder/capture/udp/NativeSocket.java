// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import polder.wire.Address;

/** A UDP socket of Linux, used by one thread. Constants are those of amd64, arm64 and riscv64. */
final class NativeSocket implements Closeable {
    private static final Set<String> MACHINES = Set.of("amd64", "aarch64", "riscv64");
    private static final Address LOOPBACK = Address.parse("127.0.0.1");

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    private static final int SK_MEMINFO_DROPS = 8;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EAFNOSUPPORT = 97;

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
    private final long scratchAt = address(scratch);
    private final UdpSettings settings;
    private final int family;
    private final int fd;
    private boolean closed;
    private int drops;
    private long dropped;

    NativeSocket(UdpSettings settings) throws IOException {
        this.settings = settings;
        int wanted = settings.host().isV4() ? AF_INET : AF_INET6;
        int opened = Libc.socket(wanted, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (opened < 0 && settings.dual() && Native.getLastError() == EAFNOSUPPORT) {
            wanted = AF_INET;
            opened = Libc.socket(wanted, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        }
        family = wanted;
        fd = opened;
        if (fd < 0) {
            throw new IOException("cannot open a socket: " + Libc.strerror(Native.getLastError()));
        }
        try {
            prepare();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Why native sockets cannot be had here, or empty. */
    static String missing() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        if (!system.startsWith("Linux") || !MACHINES.contains(System.getProperty("os.arch"))) {
            return system + " is not supported";
        }
        try {
            // a negative descriptor: answers EBADF where the call is there
            Libc.recvmmsg(-1, 0, 0, 0, 0);
            return "";
        } catch (LinkageError e) {
            return e instanceof NoClassDefFoundError ? "JNA is not there" : String.valueOf(e.getMessage());
        }
    }

    static long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    private void prepare() throws IOException {
        set(SOL_SOCKET, SO_REUSEPORT, 1);
        if (family == AF_INET6) {
            set(IPPROTO_IPV6, IPV6_V6ONLY, settings.dual() ? 0 : 1);
        }
        if (!trySet(SOL_SOCKET, SO_RCVBUFFORCE, settings.receiveBuffer())) {
            set(SOL_SOCKET, SO_RCVBUF, settings.receiveBuffer());
        }
        // with a rest before it a poll stays below 100 ms
        receiveTimeout(95);
        int length = sockaddr(settings.host(), settings.port());
        if (Libc.bind(fd, scratchAt, length) != 0) {
            int errno = Native.getLastError();
            throw BindFault.of(settings, errno, Libc.strerror(errno));
        }
    }

    private boolean trySet(int level, int option, int value) {
        scratch.putInt(0, value);
        return Libc.setsockopt(fd, level, option, scratchAt, 4) == 0;
    }

    private void set(int level, int option, int value) throws IOException {
        if (!trySet(level, option, value)) {
            throw new IOException("socket option " + level + "/" + option + " cannot be set: "
                    + Libc.strerror(Native.getLastError()));
        }
    }

    /** Writes the address into the scratch buffer as the socket's family has it; gives its length. */
    private int sockaddr(Address address, int port) {
        scratch.putShort(0, (short) family);
        scratch.put(2, (byte) (port >>> 8)).put(3, (byte) port);
        if (family == AF_INET) {
            putBigEndian(4, address.low(), 4);
            return 16;
        }
        scratch.putInt(4, 0).putInt(24, 0);
        putBigEndian(8, address.high(), 8);
        putBigEndian(16, address.low(), 8);
        return 28;
    }

    private void putBigEndian(int at, long bits, int length) {
        for (int i = 0; i < length; i++) {
            scratch.put(at + i, (byte) (bits >>> (8 * (length - 1 - i))));
        }
    }

    /** How long a receive waits for its first datagram. */
    void receiveTimeout(int millis) {
        scratch.putLong(0, 0).putLong(8, millis * 1000L);
        Libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, scratchAt, 16);
    }

    /** The receive buffer in bytes as it was asked for: the kernel doubles it for its own needs, and says the double. */
    int granted() {
        scratch.putInt(32, 4);
        return Libc.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, scratchAt, scratchAt + 32) == 0 ? scratch.getInt(0) / 2 : 0;
    }

    /** Datagrams dropped for want of buffer since the socket was opened. */
    long dropped() {
        scratch.putInt(48, 36);
        if (Libc.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, scratchAt, scratchAt + 48) == 0) {
            int now = scratch.getInt(4 * SK_MEMINFO_DROPS);
            dropped += Integer.toUnsignedLong(now - drops);
            drops = now;
        }
        return dropped;
    }

    /**
     * Connects the socket to itself. It then takes only what comes from its own address and port, which is nothing, and the
     * kernel gives everything else to the sockets that share the port; what is queued stays. (Linux 5.4 and later.)
     */
    void connectToItself() {
        connect(settings.wildcard() ? LOOPBACK : settings.host(), settings.port());
    }

    void connect(Address address, int port) {
        Libc.connect(fd, scratchAt, sockaddr(address, port));
    }

    int fd() {
        return fd;
    }

    boolean isV6() {
        return family == AF_INET6;
    }

    /** recvmmsg(2); zero when nothing came in time. */
    int receive(long headers, int count, int flags) throws IOException {
        int got = Libc.recvmmsg(fd, headers, count, flags, 0);
        return got >= 0 ? got : afterFault(Native.getLastError());
    }

    /** Zero when the lane can go on; ICMP errors somebody's packets brought to the socket are none of ours. */
    private static int afterFault(int errno) throws IOException {
        return switch (errno) {
            case EAGAIN, EINTR -> 0;
                // EPROTO, ENONET, EMSGSIZE, ENOPROTOOPT, EOPNOTSUPP: what the kernel makes of ICMP
            case 71, 64, 90, 92, 95 -> 0;
                // ENETDOWN, ENETUNREACH, ECONNREFUSED, EHOSTDOWN, EHOSTUNREACH
            case 100, 101, 111, 112, 113 -> 0;
            default -> throw new IOException("receiving failed: " + Libc.strerror(errno));
        };
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // a second close could hit a descriptor that is somebody else's by then
            Libc.close(fd);
        }
    }
}
