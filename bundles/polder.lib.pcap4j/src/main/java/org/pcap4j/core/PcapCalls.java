// SPDX-License-Identifier: Apache-2.0
package org.pcap4j.core;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** What of libpcap pcap4j does not map, or not without making objects. */
final class PcapCalls {
    static {
        Native.register(PcapCalls.class, NativeLibrary.getInstance(PacketReader.library()));
    }

    private PcapCalls() {}

    static native int pcap_get_selectable_fd(Pointer handle);

    static native int pcap_set_tstamp_precision(Pointer handle, int precision);

    static native int pcap_get_tstamp_precision(Pointer handle);

    static native int pcap_stats(Pointer handle, Pointer stats);

    static native String pcap_statustostr(int status);
}
