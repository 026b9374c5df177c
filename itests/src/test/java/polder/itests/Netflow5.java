// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** An exporter of NetFlow 5 on this machine. */
final class Netflow5 implements AutoCloseable {
    static final int RECORDS = 30;

    /** Where a datagram has its sequence number. */
    static final int SEQUENCE = 16;

    private static final int HEADER = 24;
    private static final int RECORD = 48;

    private final DatagramSocket socket;
    private final int port;
    private int sequence;

    Netflow5(int port) throws IOException {
        this.port = port;
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    /** A datagram of 30 flows of UDP to a host. */
    static byte[] datagram(int sequence, int target, int packets) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + RECORDS * RECORD);
        long now = System.currentTimeMillis();
        out.putInt(0x00050000 | RECORDS)
                .putInt(3_600_000)
                .putInt((int) (now / 1000))
                .putInt(0);
        out.putInt(sequence).putInt(0);
        for (int i = 0; i < RECORDS; i++) {
            out.putInt(0xcb007100 | i)
                    .putInt(target)
                    .putInt(0)
                    .putInt(0)
                    .putInt(packets)
                    .putInt(packets * 100);
            out.putInt(3_599_000)
                    .putInt(3_599_900)
                    .putInt(((1024 + i) << 16) | 53)
                    .putInt(17 << 8)
                    .putLong(0);
        }
        return out.array();
    }

    /** Where a record of a datagram has its target's address; the number of packets is {@link #packets}. */
    static int target(int record) {
        return HEADER + record * RECORD + 4;
    }

    static int packets(int record) {
        return HEADER + record * RECORD + 16;
    }

    /** Sends 30 flows. */
    void send(int target, int packets) throws IOException {
        send(datagram(sequence, target, packets));
        sequence += RECORDS;
    }

    void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void close() {
        socket.close();
    }
}
