// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;

/** Judges a filter before there is a file or a device to use it on. */
final class FilterCheck {
    private FilterCheck() {}

    /** What libpcap has against an expression; empty when nothing, or when there is no libpcap to ask. */
    static String problemOf(String expression, String library, boolean live) {
        if (expression.isEmpty()) {
            return "";
        }
        try {
            PacketReader.use(library);
            return PacketReader.problemOf(expression, live);
        } catch (UnsatisfiedLinkError | PcapNativeException e) {
            return "";
        }
    }
}
