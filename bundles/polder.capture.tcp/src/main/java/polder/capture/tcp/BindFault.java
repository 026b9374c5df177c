// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.io.IOException;
import java.net.BindException;
import java.net.NetworkInterface;
import java.util.Locale;
import polder.wire.Address;

/** Says to an operator why a port cannot be had. */
final class BindFault {
    private static final Address ALL_V4 = Address.parse("0.0.0.0");

    private BindFault() {}

    static IOException of(TcpSettings settings, BindException fault) throws IOException {
        if (!settings.dual()
                && !settings.host().equals(ALL_V4)
                && NetworkInterface.getByInetAddress(settings.host().toInet()) == null) {
            return new IOException("address " + settings.host() + " is not on this machine");
        }
        int port = settings.port();
        String text = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return new IOException(
                text.contains("denied")
                        ? "port " + port
                                + " is privileged; run as root, grant CAP_NET_BIND_SERVICE or take one from 1024 on"
                        : "port " + port + " is in use by another program (see: ss -ltnp 'sport = :" + port + "')");
    }
}
