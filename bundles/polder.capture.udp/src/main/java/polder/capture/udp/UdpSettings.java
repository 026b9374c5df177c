// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.util.List;
import java.util.Map;
import polder.api.capture.Capture;
import polder.api.config.Settings;
import polder.wire.Address;
import polder.wire.Prefix;

/**
 * One cfg file, checked.
 *
 * @param instance its name, {@code edge} of {@code etc/polder.capture.udp-edge.cfg}
 * @param host the address to listen on; {@code ::} is every IPv4 and IPv6 address
 * @param allow the exporters whose datagrams are taken, everyone's when empty; the engine sees to it
 * @param receiveBuffer bytes of the socket's buffer to ask for
 * @param datagramMax bytes of a datagram that are kept
 */
record UdpSettings(
        String instance,
        Address host,
        int port,
        String decoder,
        int lanes,
        List<Prefix> allow,
        int receiveBuffer,
        int datagramMax,
        Receiver receiver) {
    private static final Address ALL_V6 = Address.parse("::");
    private static final Address ALL_V4 = Address.parse("0.0.0.0");

    /** How datagrams are taken from the kernel. */
    enum Receiver {
        /** recvmmsg where it can be had, else the channel. */
        AUTO,
        /** recvmmsg(2): Linux and JNA. */
        RECVMMSG,
        /** The JDK's DatagramChannel: everywhere. */
        JDK
    }

    static UdpSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        UdpSettings read = new UdpSettings(
                settings.instance(),
                settings.read("host", "::", "an address such as 0.0.0.0, 192.0.2.1 or ::", ALL_V6, Address::parse),
                settings.number("port", 2055, 1, 65535),
                settings.decoder("netflow", "netflow or sflow"),
                settings.number("lanes", 1, 1, 64),
                settings.prefixes(Capture.ALLOW),
                (int) settings.bytes("receive.buffer", "16mb", 64 << 10, 1 << 30),
                (int) settings.bytes("datagram.max", "9kb", 1500, 65536),
                settings.choice("receiver", Receiver.AUTO));
        settings.refuseRest();
        return read;
    }

    /** Listens on every address of both families. */
    boolean dual() {
        return host.equals(ALL_V6);
    }

    /** Listens on every address. */
    boolean wildcard() {
        return dual() || host.equals(ALL_V4);
    }
}
