// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;

/** Says to an operator why a port cannot be had. */
final class BindFault {
    static final int EACCES = 13;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;

    private BindFault() {}

    static IOException of(UdpSettings settings, int errno, String otherwise) {
        return new IOException(
                switch (errno) {
                    case EADDRINUSE -> inUse(settings.port());
                    case EADDRNOTAVAIL -> "address " + settings.host() + " is not on this machine";
                    case EACCES -> "port " + settings.port()
                            + " is privileged; run as root, grant CAP_NET_BIND_SERVICE or take one from 1024 on";
                    default -> "port " + settings.port() + " of " + settings.host() + " cannot be had: " + otherwise;
                });
    }

    static String inUse(int port) {
        return "port " + port + " is in use by another program (see: ss -ulnp 'sport = :" + port + "')";
    }
}
