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
 * A capture file, pcap or pcapng, read packet by packet through libpcap. No object is made for a packet: what
 * {@link #next} has found is asked of this object until the next call.
 *
 * <p>It lives in pcap4j's package because pcap4j's mapping of {@code pcap_next_ex} is not public, and because every call that is
 * public makes a {@code byte[]} and a timestamp of each packet.
 *
 * <p>Used by one thread.
 */
public final class PacketFile implements Closeable {
    private static final int NANO_PRECISION = 1;
    private static final int NETMASK_UNKNOWN = -1;
    private static final int ETHERNET = 1;
    private static final int USUAL_LARGEST = 1 << 18;

    // struct pcap_pkthdr: struct timeval { long, long }, u_int32 caplen, u_int32 len
    private static final int SUBSECOND = Native.LONG_SIZE;
    private static final int LENGTH = 2 * Native.LONG_SIZE;
    private static final int WIRE_LENGTH = LENGTH + 4;
    private static final int HEADER_SIZE = LENGTH + 8;

    private final Pointer handle;
    private final PointerByReference headerAt = new PointerByReference();
    private final PointerByReference bytesAt = new PointerByReference();
    private final ByteBuffer headerCell = cell(headerAt);
    private final ByteBuffer bytesCell = cell(bytesAt);
    // libpcap reads every packet into the same memory, so that these two are made once
    private long headerAddress;
    private long bytesAddress;
    private ByteBuffer header = headerCell;
    private ByteBuffer bytes = bytesCell;
    private boolean closed;

    private PacketFile(Pointer handle) {
        this.handle = handle;
    }

    private static ByteBuffer cell(PointerByReference reference) {
        return reference.getPointer().getByteBuffer(0, Native.POINTER_SIZE).order(ByteOrder.nativeOrder());
    }

    /**
     * Opens a file.
     *
     * @throws PcapNativeException when libpcap does not take it for a capture file; the message is libpcap's
     * @throws UnsatisfiedLinkError when there is no libpcap; once it is installed another call will find it
     */
    public static PacketFile open(Path file) throws PcapNativeException {
        load();
        PcapErrbuf problem = new PcapErrbuf();
        Pointer handle =
                PcapLibrary.INSTANCE.pcap_open_offline_with_tstamp_precision(file.toString(), NANO_PRECISION, problem);
        if (handle == null) {
            throw new PcapNativeException(problem.toString());
        }
        return new PacketFile(handle);
    }

    /** Looks for libpcap before pcap4j's static initializer does, whose failure would last as long as its class. */
    private static void load() {
        NativeLibrary.getInstance(
                System.getProperty("org.pcap4j.core.pcapLibName", Platform.isWindows() ? "wpcap" : "pcap"));
    }

    /**
     * What libpcap has against a filter for Ethernet; empty when nothing.
     *
     * @throws UnsatisfiedLinkError when there is no libpcap
     */
    public static String problemOf(String filter) {
        load();
        PacketFile none = new PacketFile(NativeMappings.pcap_open_dead(ETHERNET, USUAL_LARGEST));
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
     * @return false at the end of the file
     * @throws PcapNativeException when the file cannot be read on, as at the end of a truncated one; the message is libpcap's
     */
    public boolean next() throws PcapNativeException {
        int answer = NativeMappings.pcap_next_ex(handle, headerAt, bytesAt);
        if (answer != 1) {
            if (answer == -1) {
                throw new PcapNativeException(lastProblem());
            }
            return false;
        }
        long headerNow = address(headerCell);
        if (headerNow != headerAddress) {
            headerAddress = headerNow;
            header = view(headerNow, HEADER_SIZE);
        }
        long bytesNow = address(bytesCell);
        if (bytesNow != bytesAddress || length() > bytes.capacity()) {
            bytesAddress = bytesNow;
            bytes = view(bytesNow, Math.max(USUAL_LARGEST, length()));
        }
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
        return nativeLong(0) * 1_000_000_000L + nativeLong(SUBSECOND);
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
        into.put(at, bytes, 0, count);
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
