// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import org.pcap4j.core.PacketFile;

/** Judges a filter before there is a file to use it on. */
final class FilterCheck {
    private FilterCheck() {}

    /** What libpcap has against an expression; empty when nothing, or when there is no libpcap to ask. */
    static String problemOf(String expression) {
        if (expression.isEmpty()) {
            return "";
        }
        try {
            return PacketFile.problemOf(expression);
        } catch (UnsatisfiedLinkError e) {
            return "";
        }
    }
}
