// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.wire.Address;
import polder.wire.Prefix;

/** The machine's own addresses. */
final class LocalAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);

    private LocalAddresses() {}

    /** As hosts, those of the machine alone left out; empty when they cannot be listed. */
    static List<Prefix> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(address -> Prefix.host(Address.of(address)))
                    .toList();
        } catch (SocketException e) {
            LOG.warn("the machine's own addresses could not be listed: {}", e.toString());
            return List.of();
        }
    }
}
