// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import polder.capture.afpacket.AfPacketSettings.Direction;
import polder.capture.afpacket.AfPacketSettings.RingSize;

/** A packet socket with its ring, used by one thread. Constants are those of amd64, arm64 and riscv64. */
final class PacketSocket implements Closeable {
    private static final Set<String> MACHINES = Set.of("amd64", "aarch64", "riscv64");

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    /** ETH_P_ALL, as it lies in memory. */
    private static final byte[] ALL_PROTOCOLS = {0, 3};

    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_FANOUT = 18;
    private static final int FANOUT_IGNORE_OUTGOING = 0x4000;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int TPACKET_V3 = 2;
    private static final int PACKET_MR_PROMISC = 1;

    /** The kernel checks it and packs frames all the same. */
    private static final int FRAME_SIZE = 2048;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int POLLIN = 1;
    private static final int POLLERR = 8;
    private static final int EINTR = 4;
    private static final int ENETDOWN = 100;

    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    /** PPP, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE, RAWIP, NONE: interfaces of IP packets. */
    private static final Set<Integer> ARPHRD_IP = Set.of(512, 768, 769, 776, 778, 823, 519, 65534);

    private final Scratch scratch = new Scratch(64);
    private final AfPacketSettings settings;
    private final long size;
    private final int fd;
    private long mapped;
    private boolean closed;
    private boolean ignoresOutgoing;
    private int type;
    private boolean down;
    private long dropped;

    /**
     * Opens the interface.
     *
     * @param index the interface's number
     * @param group of the fanout, when there are several lanes
     * @throws IOException when it cannot be, with a message for the operator
     */
    PacketSocket(AfPacketSettings settings, int index, int group) throws IOException {
        this.settings = settings;
        size = settings.ring().bytes();
        byte[] filter = KernelFilter.of(settings);
        fd = Libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        check("opening a packet socket", fd);
        try {
            makeRing();
            // a lane that is not yet one of its group would get everything
            attach(settings.lanes() > 1 ? KernelFilter.all(0) : filter);
            ignoresOutgoing = settings.direction() == Direction.IN && trySet(PACKET_IGNORE_OUTGOING, 1);
            if (settings.promiscuous()) {
                bePromiscuous(index);
            }
            bind(index);
            if (settings.lanes() > 1) {
                join(group);
                attach(filter);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Why packet sockets cannot be had here, or empty. */
    static String missing() {
        String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
        return system.startsWith("Linux") && MACHINES.contains(System.getProperty("os.arch"))
                ? ""
                : system + " has no packet sockets that could be used; capture with polder.capture.pcap";
    }

    /** struct tpacket_req3: block size, blocks, frame size, frames, timeout, private area, features. */
    private void makeRing() throws IOException {
        RingSize ring = settings.ring();
        check("TPACKET_V3", set(PACKET_VERSION, TPACKET_V3));
        scratch.bytes
                .putInt(0, ring.blockSize())
                .putInt(4, ring.blockCount())
                .putInt(8, FRAME_SIZE)
                .putInt(12, (int) (size / FRAME_SIZE))
                .putInt(16, ring.timeout())
                .putLong(20, 0);
        check("making a ring", Libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, scratch.at, 28));
        long address = Libc.mmap(0, size, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        check("mapping the ring", address == -1 ? -1 : 0);
        mapped = address;
    }

    /** The ring's memory; gone when the socket is closed. */
    ByteBuffer memory() {
        return new Pointer(mapped).getByteBuffer(0, size);
    }

    /** struct sock_fprog: number of instructions 2, where they are 8 (from 8 on). */
    private void attach(byte[] program) throws IOException {
        Scratch code = new Scratch(program.length);
        code.bytes.put(0, program);
        scratch.bytes.putLong(0, program.length / 8).putLong(8, code.at);
        check("attaching the filter", Libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, scratch.at, 16));
    }

    /** struct packet_mreq: interface 4, type 2, address length 2 and address 8. */
    private void bePromiscuous(int index) throws IOException {
        scratch.bytes
                .putInt(0, index)
                .putShort(4, (short) PACKET_MR_PROMISC)
                .putShort(6, (short) 0)
                .putLong(8, 0);
        check("promiscuous mode", Libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, scratch.at, 16));
    }

    /** struct sockaddr_ll: family 2, protocol 2, interface 4, hardware type 2, packet type 1, address length 1, address 8. */
    private void bind(int index) throws IOException {
        scratch.bytes.putLong(8, 0).putInt(16, 0);
        scratch.bytes.putShort(0, (short) AF_PACKET).put(2, ALL_PROTOCOLS).putInt(4, index);
        check("binding", Libc.bind(fd, scratch.at, 20));
        scratch.bytes.putInt(24, 20);
        check("reading the interface's type", Libc.getsockname(fd, scratch.at, scratch.at + 24));
        type = scratch.bytes.getShort(8) & 0xffff;
        if (!isEthernet() && !ARPHRD_IP.contains(type)) {
            throw new IOException("interface " + settings.device() + " carries neither Ethernet nor IP (type " + type
                    + "); capture with polder.capture.pcap");
        }
    }

    /** Becomes one of the lanes that share the frames: group 2, mode and flags 2. The group has its own word on what is sent. */
    private void join(int group) throws IOException {
        int flags = settings.direction() == Direction.IN ? FANOUT_IGNORE_OUTGOING : 0;
        check("joining the other lanes", set(PACKET_FANOUT, (settings.fanout().number | flags) << 16 | group));
    }

    private int set(int option, int value) {
        scratch.bytes.putInt(0, value);
        return Libc.setsockopt(fd, SOL_PACKET, option, scratch.at, 4);
    }

    private boolean trySet(int option, int value) {
        return set(option, value) == 0;
    }

    private void check(String what, int answer) throws IOException {
        if (answer < 0) {
            throw SocketFault.of(settings, what, Native.getLastError());
        }
    }

    /** Whether frames begin with an Ethernet header; else they are IP packets. */
    boolean isEthernet() {
        return type == ARPHRD_ETHER || type == ARPHRD_LOOPBACK;
    }

    /** Whether frames this machine has sent may come although they are not wanted: not every kernel can leave them out. */
    boolean hasToLeaveOutSent() {
        return settings.direction() == Direction.IN && (!ignoresOutgoing || settings.lanes() > 1);
    }

    /** Whether the interface was taken down or away since the socket was opened. */
    boolean isDown() {
        return down;
    }

    /** Takes no frame from now on; those in the ring stay. */
    void stop() throws IOException {
        attach(KernelFilter.all(0));
    }

    /** Waits for a block of the ring. */
    void await(int millis) throws IOException {
        // struct pollfd: descriptor 4, what is waited for 2, what there is 2
        scratch.bytes.putInt(0, fd).putInt(4, POLLIN);
        int answer = Libc.poll(scratch.at, 1, millis);
        if (answer < 0 && Native.getLastError() != EINTR) {
            check("waiting", answer);
        }
        if (answer > 0 && (scratch.bytes.getShort(6) & POLLERR) != 0) {
            afterFault();
        }
    }

    private void afterFault() throws IOException {
        scratch.bytes.putInt(0, 0).putInt(4, 4);
        Libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, scratch.at, scratch.at + 4);
        int errno = scratch.bytes.getInt(0);
        if (errno == ENETDOWN) {
            down = true;
        } else if (errno != 0) {
            throw SocketFault.of(settings, "capturing", errno);
        }
    }

    /** Frames that found the ring full since the socket was opened. The kernel counts from zero after each look. */
    long dropped() {
        if (!closed) {
            // struct tpacket_stats_v3: frames, drops, times the ring was full
            scratch.bytes.putInt(16, 12);
            if (Libc.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, scratch.at, scratch.at + 16) == 0) {
                dropped += Integer.toUnsignedLong(scratch.bytes.getInt(4));
            }
        }
        return dropped;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (mapped != 0) {
                Libc.munmap(mapped, size);
            }
            // a second close could hit a descriptor that is somebody else's by then
            Libc.close(fd);
        }
    }
}
