// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.io.IOException;

/** Says to an operator why an interface cannot be captured from. */
final class SocketFault {
    private static final int EPERM = 1;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int EAFNOSUPPORT = 97;

    private SocketFault() {}

    /** @param what was tried, such as {@code binding to the interface} */
    static IOException of(AfPacketSettings settings, String what, int errno) {
        String device = settings.device();
        return new IOException(
                switch (errno) {
                    case EPERM, EACCES -> "no right to capture on " + device
                            + "; run as root or grant CAP_NET_RAW: AmbientCapabilities=CAP_NET_RAW in the systemd unit";
                    case ENOMEM -> "no memory for a ring of " + (settings.ring().bytes() >> 20) + " MiB on " + device
                            + "; give a smaller block.count";
                    case EAFNOSUPPORT -> "this kernel has no packet sockets (CONFIG_PACKET)";
                    default -> what + " failed on " + device + ": " + Libc.strerror(errno);
                });
    }
}
