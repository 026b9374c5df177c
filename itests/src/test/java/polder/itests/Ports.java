// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** The ports of the default configuration, and free ones to run beside another appliance. */
final class Ports {
    /** A port that a file of etc/ names. */
    record Listener(String name, String file, String key, int number) {}

    static final Listener SSH = new Listener("ssh", "org.apache.karaf.shell.cfg", "sshPort", 8101);
    static final List<Listener> UDP = List.of(
            new Listener("netflow", "polder.capture.udp-netflow.cfg", "port", 2055),
            new Listener("ipfix", "polder.capture.udp-ipfix.cfg", "port", 4739),
            new Listener("sflow", "polder.capture.udp-sflow.cfg", "port", 6343));
    static final List<Listener> LISTENERS = List.of(SSH, UDP.get(0), UDP.get(1), UDP.get(2));

    private Ports() {}

    /** A port that nothing uses now, for TCP or UDP. */
    static int free() {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0);
                    DatagramSocket udp = new DatagramSocket(null)) {
                udp.bind(new InetSocketAddress(tcp.getLocalPort()));
                return tcp.getLocalPort();
            } catch (BindException e) {
                // taken for UDP: another one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
