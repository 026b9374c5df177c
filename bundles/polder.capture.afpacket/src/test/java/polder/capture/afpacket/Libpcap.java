// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import static org.junit.Assume.assumeNoException;

import org.pcap4j.core.PacketReader;
import org.pcap4j.core.PcapNativeException;

/** Whether this machine has libpcap. */
final class Libpcap {
    private Libpcap() {}

    /** Ends a test that needs it, with the reason on the console. */
    static void assumed() {
        try {
            PacketReader.use("");
        } catch (UnsatisfiedLinkError | PcapNativeException e) {
            System.out.println("not tested, libpcap is missing (apt-get install libpcap0.8): " + e.getMessage());
            assumeNoException("libpcap is missing (apt-get install libpcap0.8)", e);
        }
    }
}
