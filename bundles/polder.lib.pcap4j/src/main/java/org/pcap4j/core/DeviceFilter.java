// SPDX-License-Identifier: Apache-2.0
package org.pcap4j.core;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.pcap4j.core.NativeMappings.PcapErrbuf;
import org.pcap4j.core.NativeMappings.bpf_program;

/**
 * Compiles filters for those who read an interface without libpcap. In pcap4j's package because what it compiles to is not public
 * there.
 */
public final class DeviceFilter {
    private static final int ETHERNET = 1;
    private static final int RAW = 12;
    private static final int INSTRUCTION = 8;
    private static final int NETMASK_UNKNOWN = -1;

    private DeviceFilter() {}

    /**
     * Compiles a filter as libpcap would for the interface itself: with {@code vlan} it asks the kernel for tags that are no longer
     * in the frame. Opens the interface for a moment, which therefore has to be up.
     *
     * @param expression as tcpdump takes it
     * @param snaplen bytes to keep of a frame that matches
     * @return the program's instructions, as the kernel takes them (struct sock_filter)
     * @throws PcapNativeException when the expression is wrong or the interface cannot be opened; the message is libpcap's
     * @throws UnsatisfiedLinkError when there is no libpcap
     */
    public static byte[] compile(String device, String expression, int snaplen) throws PcapNativeException {
        PacketReader.use("");
        String wrong = PacketReader.problemOf(expression, false);
        if (!wrong.isEmpty()) {
            throw new PcapNativeException(wrong);
        }
        PcapErrbuf problem = new PcapErrbuf();
        Pointer handle = NativeMappings.pcap_open_live(device, snaplen, 0, 1, problem);
        if (handle == null) {
            throw new PcapNativeException(problem.toString());
        }
        try {
            int linkType = NativeMappings.pcap_datalink(handle);
            if (linkType != ETHERNET && linkType != RAW) {
                throw new PcapNativeException("not on this kind of interface");
            }
            return compile(handle, expression);
        } finally {
            NativeMappings.pcap_close(handle);
        }
    }

    private static byte[] compile(Pointer handle, String expression) throws PcapNativeException {
        bpf_program program = new bpf_program();
        if (NativeMappings.pcap_compile(handle, program, expression, 1, NETMASK_UNKNOWN) < 0) {
            throw new PcapNativeException(NativeMappings.pcap_geterr(handle).getString(0));
        }
        try {
            // struct bpf_program: number of instructions, and where they are
            Pointer compiled = program.getPointer();
            return compiled.getPointer(Native.POINTER_SIZE).getByteArray(0, compiled.getInt(0) * INSTRUCTION);
        } finally {
            NativeMappings.pcap_freecode(program);
        }
    }
}
