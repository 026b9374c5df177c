// SPDX-License-Identifier: Apache-2.0
package org.pcap4j.core;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.pcap4j.core.NativeMappings.PcapErrbuf;
import org.pcap4j.core.NativeMappings.PcapLibrary;
import org.pcap4j.core.NativeMappings.bpf_program;

/**
 * Packets of a capture file, pcap or pcapng, or of a {@link PacketDevice}, read one by one through libpcap. No object is made for a
 * packet: what {@link #next} has found is asked of this object until the next call.
 *
 * <p>It lives in pcap4j's package because pcap4j's mapping of {@code pcap_next_ex} is not public, and because every call that is
 * public makes a {@code byte[]} and a timestamp of each packet.
 *
 * <p>Used by one thread.
 */
public final class PacketReader implements Closeable {
    private static final int NANO_PRECISION = 1;
    private static final int NETMASK_UNKNOWN = -1;
    private static final int ETHERNET = 1;
    private static final int LINUX_SLL = 113;
    private static final String LIBRARY = "org.pcap4j.core.pcapLibName";
    private static final int EAGAIN = 11;
    /** Parts of memory that packets are looked at through. */
    private static final long WINDOW = 1L << 30;

    private static final int USUAL_LARGEST = 1 << 18;

    // struct pcap_pkthdr: struct timeval { long, long }, u_int32 caplen, u_int32 len
    private static final int SUBSECOND = Native.LONG_SIZE;
    private static final int LENGTH = 2 * Native.LONG_SIZE;
    private static final int WIRE_LENGTH = LENGTH + 4;
    private static final int HEADER_SIZE = LENGTH + 8;

    private final Pointer handle;
    private final long nanosOfUnit;
    private final boolean failsWhenIdle;
    private final PointerByReference headerAt = new PointerByReference();
    private final PointerByReference bytesAt = new PointerByReference();
    private final ByteBuffer headerCell = cell(headerAt);
    private final ByteBuffer bytesCell = cell(bytesAt);
    // a file's packets are all read into the same memory, a device's into a ring: so these two are made once
    private long headerAddress;
    private ByteBuffer header = headerCell;
    private long windowAddress;
    private ByteBuffer window = bytesCell;
    private int bytesFrom;
    private boolean closed;

    /**
     * @param nanosOfUnit of the second field of times
     * @param failsWhenIdle whether libpcap takes it for an error that nothing has arrived, as with NFLOG
     */
    PacketReader(Pointer handle, long nanosOfUnit, boolean failsWhenIdle) {
        this.handle = handle;
        this.nanosOfUnit = nanosOfUnit;
        this.failsWhenIdle = failsWhenIdle;
    }

    private static ByteBuffer cell(PointerByReference reference) {
        return reference.getPointer().getByteBuffer(0, Native.POINTER_SIZE).order(ByteOrder.nativeOrder());
    }

    /**
     * Opens a file.
     *
     * @throws PcapNativeException when libpcap does not take it for a capture file; the message is libpcap's
     * @throws UnsatisfiedLinkError when there is no libpcap
     */
    public static PacketReader open(Path file) throws PcapNativeException {
        PcapErrbuf problem = new PcapErrbuf();
        Pointer handle =
                PcapLibrary.INSTANCE.pcap_open_offline_with_tstamp_precision(file.toString(), NANO_PRECISION, problem);
        if (handle == null) {
            throw new PcapNativeException(problem.toString());
        }
        return new PacketReader(handle, 1, false);
    }

    /** The libpcap of this Java machine, as far as that is settled. */
    static String library() {
        return System.getProperty(LIBRARY, Platform.isWindows() ? "wpcap" : "pcap");
    }

    /**
     * Loads libpcap. A Java machine has one: whoever comes first chooses, unless the system property
     * {@code org.pcap4j.core.pcapLibName} has chosen before. Has to be called before anything else; does nothing when called again.
     *
     * @param wanted the path of a build of libpcap, or empty for whichever there is
     * @throws PcapNativeException when another one has been chosen
     * @throws UnsatisfiedLinkError when it cannot be loaded; once it is installed another call will find it
     */
    public static synchronized void use(String wanted) throws PcapNativeException {
        String chosen = System.getProperty(LIBRARY);
        if (chosen != null && !wanted.isEmpty() && !wanted.equals(chosen)) {
            throw new PcapNativeException(
                    ("library = %s cannot be had: this Java machine uses %s already, and can use one"
                                    + " only; write the same library into every configuration, or %s = %s into"
                                    + " etc/system.properties, and start anew")
                            .formatted(
                                    wanted, chosen.equals("pcap") ? "the system's libpcap" : chosen, LIBRARY, wanted));
        }
        String name = wanted.isEmpty() ? library() : wanted;
        // before pcap4j's static initializer does, whose failure would last as long as its class
        NativeLibrary.getInstance(name);
        System.setProperty(LIBRARY, name);
    }

    /**
     * What libpcap has against a filter; empty when nothing.
     *
     * @param live whether it may also be one for the cooked frames of the device {@code any}
     */
    public static String problemOf(String filter, boolean live) {
        String problem = problemOf(filter, ETHERNET);
        return live && problemOf(filter, LINUX_SLL).isEmpty() ? "" : problem;
    }

    private static String problemOf(String filter, int linkType) {
        PacketReader none = new PacketReader(NativeMappings.pcap_open_dead(linkType, USUAL_LARGEST), 1, false);
        try {
            NativeMappings.pcap_freecode(none.compile(filter));
            return "";
        } catch (PcapNativeException e) {
            return e.getMessage();
        } finally {
            none.close();
        }
    }

    /** The data link type, a {@code DLT_} number of libpcap. */
    public int linkType() {
        return NativeMappings.pcap_datalink(handle);
    }

    /** The name of a data link type as libpcap has it, such as {@code EN10MB}; empty when it has none. */
    public static String linkTypeName(int type) {
        String name = NativeMappings.pcap_datalink_val_to_name(type);
        return name == null ? "" : name;
    }

    /**
     * Passes over packets that do not match. A run of those is passed over within one call of {@link #next}.
     *
     * @param expression as tcpdump takes it
     * @throws PcapNativeException when the expression is wrong; the message is libpcap's
     */
    public void filter(String expression) throws PcapNativeException {
        bpf_program program = compile(expression);
        try {
            if (NativeMappings.pcap_setfilter(handle, program) < 0) {
                throw new PcapNativeException(lastProblem());
            }
        } finally {
            NativeMappings.pcap_freecode(program);
        }
    }

    private bpf_program compile(String expression) throws PcapNativeException {
        bpf_program program = new bpf_program();
        if (NativeMappings.pcap_compile(handle, program, expression, 1, NETMASK_UNKNOWN) < 0) {
            throw new PcapNativeException(lastProblem());
        }
        return program;
    }

    /**
     * Goes to the next packet.
     *
     * @return false at the end of the file, or when nothing has arrived
     * @throws PcapNativeException when it cannot be read on, as at the end of a truncated file; the message is libpcap's
     */
    public boolean next() throws PcapNativeException {
        int answer = NativeMappings.pcap_next_ex(handle, headerAt, bytesAt);
        if (answer != 1) {
            if (answer == -1 && !(failsWhenIdle && Native.getLastError() == EAGAIN)) {
                throw new PcapNativeException(lastProblem());
            }
            return false;
        }
        long headerNow = address(headerCell);
        if (headerNow != headerAddress) {
            headerAddress = headerNow;
            header = view(headerNow, HEADER_SIZE);
        }
        long address = address(bytesCell);
        long from = address - windowAddress;
        if (from < 0 || from > WINDOW) {
            windowAddress = address & -WINDOW;
            window = view(windowAddress, Integer.MAX_VALUE);
            from = address - windowAddress;
        }
        bytesFrom = (int) from;
        return true;
    }

    private static long address(ByteBuffer cell) {
        return Native.POINTER_SIZE == 8 ? cell.getLong(0) : Integer.toUnsignedLong(cell.getInt(0));
    }

    private static ByteBuffer view(long address, int size) {
        return new Pointer(address).getByteBuffer(0, size).order(ByteOrder.nativeOrder());
    }

    private long nativeLong(int at) {
        return Native.LONG_SIZE == 8 ? header.getLong(at) : header.getInt(at);
    }

    /** When the packet was captured, nanoseconds since 1970 as far as they fit into a long: about the years 1677 to 2262. */
    public long epochNanos() {
        return nativeLong(0) * 1_000_000_000L + nativeLong(SUBSECOND) * nanosOfUnit;
    }

    /** How many bytes of the packet there are. */
    public int length() {
        return header.getInt(LENGTH);
    }

    /** How long the packet was on the wire, as the file says. */
    public int wireLength() {
        return header.getInt(WIRE_LENGTH);
    }

    /** Copies the first bytes of the packet; at most {@link #length} of them are its own. */
    public void copy(ByteBuffer into, int at, int count) {
        into.put(at, window, bytesFrom, count);
    }

    private String lastProblem() {
        return NativeMappings.pcap_geterr(handle).getString(0);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            NativeMappings.pcap_close(handle);
        }
    }
}
