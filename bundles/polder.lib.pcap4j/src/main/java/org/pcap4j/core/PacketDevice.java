// SPDX-License-Identifier: Apache-2.0
package org.pcap4j.core;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.NativeMappings.PcapErrbuf;

/**
 * A device that libpcap captures from, waited for no longer than asked. Its packets are read with {@link #packets}; no object is made
 * for any. Used by one thread.
 */
public final class PacketDevice implements Closeable {
    /** Why a device cannot be had. */
    public enum Problem {
        /** There is no such device. */
        NO_DEVICE,
        /** This user may not capture. */
        NO_PERMISSION,
        /** The device is down. */
        DOWN,
        /** Whatever else libpcap says. */
        OTHER
    }

    /** A device cannot be had. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final Problem problem;

        Refused(Problem problem, String message) {
            super(message);
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }

    /**
     * How a device is opened.
     *
     * @param name as libpcap has it
     * @param snaplen most bytes taken of a packet
     * @param buffer bytes the kernel holds until they are read
     * @param promiscuous whether packets for others are taken
     */
    public record Options(String name, int snaplen, int buffer, boolean promiscuous) {}

    private static final int NO_SUCH_DEVICE = -5;
    private static final int PERMISSION_DENIED = -8;
    private static final int NOT_UP = -9;
    private static final int PROMISCUOUS_DENIED = -11;
    private static final int NANO_PRECISION = 1;

    /** The kernel hands packets on so many milliseconds after the first of a block, or when the block is full. */
    private static final int BLOCK_MILLIS = 10;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int POLLIN = 1;
    private static final long REST = 500_000;

    private final Pointer handle;
    private final PacketReader packets;
    private final int fd;
    /** For poll(2): descriptor 4, events 2, events found 2. */
    private final Memory poll = new Memory(8);
    /** struct pcap_stat: received 4, dropped 4, dropped by the interface 4. */
    private final Memory stats = new Memory(64);

    private int droppedThen;
    private int missedThen;
    private long dropped;

    private PacketDevice(Pointer handle, boolean netlink) {
        this.handle = handle;
        boolean nanos = PcapCalls.pcap_get_tstamp_precision(handle) == NANO_PRECISION;
        packets = new PacketReader(handle, nanos ? 1 : 1000, netlink);
        fd = PcapCalls.pcap_get_selectable_fd(handle);
        poll.setInt(0, fd);
        poll.setShort(4, (short) POLLIN);
        stats.clear();
    }

    /**
     * Opens a device; {@link PacketReader#use} has been called before.
     *
     * @throws Refused when it cannot be had; the message is libpcap's
     */
    public static PacketDevice open(Options options) throws Refused {
        PcapErrbuf errors = new PcapErrbuf();
        Pointer handle = NativeMappings.pcap_create(options.name, errors);
        if (handle == null) {
            throw new Refused(Problem.OTHER, errors.toString());
        }
        PcapCalls.pcap_set_tstamp_precision(handle, NANO_PRECISION);
        NativeMappings.pcap_set_snaplen(handle, options.snaplen);
        NativeMappings.pcap_set_buffer_size(handle, options.buffer);
        NativeMappings.pcap_set_promisc(handle, options.promiscuous ? 1 : 0);
        NativeMappings.pcap_set_timeout(handle, BLOCK_MILLIS);
        int status = NativeMappings.pcap_activate(handle);
        if (status < 0 || NativeMappings.pcap_setnonblock(handle, 1, errors) < 0) {
            Refused refused = status < 0 ? refused(handle, status) : new Refused(Problem.OTHER, errors.toString());
            NativeMappings.pcap_close(handle);
            throw refused;
        }
        boolean netlink = options.name.startsWith("nflog");
        PacketDevice device = new PacketDevice(handle, netlink);
        if (netlink && device.fd >= 0) {
            device.enlarge(options.buffer);
            device.number(options.name.replaceFirst("^nflog:?", ""));
        }
        return device;
    }

    private static Refused refused(Pointer handle, int status) {
        String words = NativeMappings.pcap_geterr(handle).getString(0);
        String meaning = PcapCalls.pcap_statustostr(status);
        return new Refused(
                switch (status) {
                    case NO_SUCH_DEVICE -> Problem.NO_DEVICE;
                    case PERMISSION_DENIED, PROMISCUOUS_DENIED -> Problem.NO_PERMISSION;
                    case NOT_UP -> Problem.DOWN;
                        // NFLOG has no number for it
                    default -> words.contains("not permitted") ? Problem.NO_PERMISSION : Problem.OTHER;
                },
                words.isEmpty() ? meaning : words);
    }

    /** libpcap leaves the buffer of a netlink socket as it is. */
    private void enlarge(int buffer) {
        Memory value = new Memory(4);
        // the kernel doubles it
        value.setInt(0, buffer / 2);
        if (SocketCalls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, value, 4) < 0) {
            SocketCalls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, 4);
        }
    }

    /**
     * Asks the kernel to number the packets of an NFLOG group: libpcap counts how often some were lost, not how many. Where this does
     * not succeed they come without numbers.
     *
     * <pre>
     * length 4, type 2 (subsystem 4, configuration 1), flags 2 (request), sequence 4, port 4
     * family 1, version 1, group 2; attribute: length 2, type 2 (flags), value 2 (number), padding 2
     * </pre>
     */
    private void number(String group) {
        int parsed;
        try {
            parsed = group.isEmpty() ? 0 : Integer.parseInt(group);
        } catch (NumberFormatException e) {
            // several groups, each with numbers of its own
            return;
        }
        Memory message = new Memory(28);
        ByteBuffer bytes = message.getByteBuffer(0, 28).order(ByteOrder.nativeOrder());
        bytes.putInt(28).putShort((short) 0x0401).putShort((short) 1).putInt(0).putInt(0);
        bytes.putShort((short) 0).put((byte) (parsed >> 8)).put((byte) parsed);
        bytes.putShort((short) 6)
                .putShort((short) 6)
                .put((byte) 0)
                .put((byte) 1)
                .putShort((short) 0);
        SocketCalls.send(fd, message, 28, 0);
    }

    /** The names of all devices, as far as this user may see them. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        PointerByReference first = new PointerByReference();
        if (NativeMappings.pcap_findalldevs(first, new PcapErrbuf()) < 0) {
            return names;
        }
        // struct pcap_if: next, name, ...
        Pointer device = first.getValue();
        while (device != null) {
            names.add(device.getPointer(Native.POINTER_SIZE).getString(0));
            device = device.getPointer(0);
        }
        if (first.getValue() != null) {
            NativeMappings.pcap_freealldevs(first.getValue());
        }
        return names;
    }

    /** What has arrived: {@link PacketReader#next} answers false when that is read. */
    public PacketReader packets() {
        return packets;
    }

    /** Waits until something arrives, or so long. */
    public void await(int millis) {
        if (fd < 0) {
            LockSupport.parkNanos(REST);
        } else {
            SocketCalls.poll(poll, 1, millis);
        }
    }

    /** Packets the kernel and the interface have dropped since the device was opened; for NFLOG, how often it was some. */
    public long dropped() {
        if (PcapCalls.pcap_stats(handle, stats) == 0) {
            int droppedNow = stats.getInt(4);
            int missedNow = stats.getInt(8);
            dropped +=
                    Integer.toUnsignedLong(droppedNow - droppedThen) + Integer.toUnsignedLong(missedNow - missedThen);
            droppedThen = droppedNow;
            missedThen = missedNow;
        }
        return dropped;
    }

    @Override
    public void close() {
        packets.close();
    }
}
