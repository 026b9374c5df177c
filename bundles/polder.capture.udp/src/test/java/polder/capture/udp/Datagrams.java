// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.HashMap;
import java.util.Map;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

/** What the tests have in common. */
final class Datagrams {
    private Datagrams() {}

    static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Containers often have none. */
    static boolean hasV6() throws IOException {
        boolean there = NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
        if (!there) {
            System.out.println("this machine has no ::1: IPv6 is not tested");
        }
        return there;
    }

    /** Properties as DS passes them: {@code "port", 2055, "host", "::1"}. */
    static Map<String, Object> properties(Object... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.capture.udp~edge"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    static UdpCapture capture(Object... keysAndValues) {
        return new UdpCapture(null, properties(keysAndValues));
    }

    static DatagramSocket sender(String from) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(from), 0));
    }

    static void send(DatagramSocket socket, String to, int port, byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(to), port));
    }

    /** Polls until something comes, at most 5 s. */
    static int await(CaptureLane lane, PacketBatch batch) throws IOException {
        for (int i = 0; i < 50; i++) {
            batch.clear();
            int got = lane.poll(batch);
            if (got != 0) {
                return got;
            }
        }
        return 0;
    }
}
