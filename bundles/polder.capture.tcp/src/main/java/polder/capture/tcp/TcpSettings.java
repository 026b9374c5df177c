// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import polder.api.capture.Capture;
import polder.api.config.Settings;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * One cfg file, checked.
 *
 * @param instance its name, {@code edge} of {@code etc/polder.capture.tcp-edge.cfg}
 * @param host the address to listen on; {@code ::} is every IPv4 and IPv6 address
 * @param allow the exporters that may connect, everyone when empty
 * @param receiveBuffer bytes of messages that may wait for a lane
 * @param messageMax bytes of the longest message that is taken
 * @param messageTime how long a message that has begun may take to be complete
 * @param idle how long a connection may bring no message
 * @param connections how many there may be at once
 * @param connectionsPerAddress how many of one exporter
 */
record TcpSettings(
        String instance,
        Address host,
        int port,
        String decoder,
        int lanes,
        List<Prefix> allow,
        int receiveBuffer,
        int messageMax,
        Duration messageTime,
        Duration idle,
        int connections,
        int connectionsPerAddress,
        TlsSettings tls) {
    private static final Address ALL_V6 = Address.parse("::");
    private static final Duration SECOND = Duration.ofSeconds(1);

    static TcpSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        TcpSettings read = new TcpSettings(
                settings.instance(),
                settings.read("host", "::", "an address such as 0.0.0.0, 192.0.2.1 or ::", ALL_V6, Address::parse),
                settings.number("port", 4739, 1, 65535),
                settings.decoder("netflow", "netflow"),
                settings.number("lanes", 1, 1, 64),
                settings.prefixes(Capture.ALLOW),
                (int) settings.bytes("receive.buffer", "4mb", 256 << 10, 1 << 30),
                (int) settings.bytes("message.max", "64kb", 512, 64 << 10),
                settings.duration("message.time", "30s", SECOND, Duration.ofMinutes(10)),
                settings.duration("idle", "10m", SECOND, Duration.ofHours(24)),
                settings.number("connections", 1000, 1, 65535),
                settings.number("connections.per.address", 16, 1, 65535),
                TlsSettings.of(settings));
        settings.refuseRest();
        return read;
    }

    /** Listens on every address of both families. */
    boolean dual() {
        return host.equals(ALL_V6);
    }
}
