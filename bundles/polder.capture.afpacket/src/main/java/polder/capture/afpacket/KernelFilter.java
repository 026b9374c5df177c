// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.pcap4j.core.DeviceFilter;
import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;

/** Programs of instructions (struct sock_filter) that say how many bytes of a frame the kernel puts into the ring. */
final class KernelFilter {
    /** BPF_RET | BPF_K: code 2, jump true 1, jump false 1, value 4. */
    private static final short RETURN = 0x06;

    private KernelFilter() {}

    /** What libpcap has against an expression; empty when nothing, or when there is no libpcap to ask. */
    static String problemOf(String expression) {
        if (expression.isEmpty()) {
            return "";
        }
        try {
            PacketReader.use("");
            return PacketReader.problemOf(expression, false);
        } catch (LinkageError | PcapNativeException e) {
            return "";
        }
    }

    /** Keeps the first bytes of each frame; none with zero. */
    static byte[] all(int snaplen) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putShort(RETURN)
                .putShort((short) 0)
                .putInt(snaplen)
                .array();
    }

    /**
     * What the settings ask for. An expression is compiled for the interface it is used on.
     *
     * @throws IOException when it cannot be, with a message for the operator
     */
    static byte[] of(AfPacketSettings settings) throws IOException {
        if (settings.filter().isEmpty()) {
            return all(settings.snaplen());
        }
        try {
            return DeviceFilter.compile(settings.device(), settings.filter(), settings.snaplen());
        } catch (PcapNativeException e) {
            throw new IOException("filter '" + settings.filter() + "' cannot be used: " + e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new IOException("a filter needs pcap4j: feature:install polder-capture-pcap, or leave it out", e);
        } catch (UnsatisfiedLinkError e) {
            throw new IOException("a filter needs libpcap: apt-get install libpcap0.8, or leave it out", e);
        }
    }
}
