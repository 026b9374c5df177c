// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * An exporter of IPFIX over TCP on this machine that sends evenly. When its connection is closed it connects anew, sends its template
 * again, and goes on counting: what it wrote into the old one it takes for sent.
 */
final class IpfixSender implements AutoCloseable {
    static final int DOMAIN = 4711;

    private static final int RECORDS = 20;
    private static final int PER_STEP = 5;
    private static final int TEMPLATE = 256;
    /** Addresses, packets, bytes, protocol. */
    private static final int[] FIELDS = {8, 4, 12, 4, 2, 4, 1, 4, 4, 1};

    private static final int RECORD = 17;

    private final int port;
    private final Paced paced;
    private volatile Socket socket = new Socket();
    private volatile int connections;
    private volatile long records;

    IpfixSender(int port) {
        this.port = port;
        paced = new Paced("ipfix-sender", this::send);
    }

    private void send() {
        try {
            if (connections == 0 || socket.isClosed()) {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                connections++;
                write(template());
            }
            for (int i = 0; i < PER_STEP; i++) {
                ByteBuffer data = data();
                records += RECORDS;
                write(data);
            }
        } catch (IOException e) {
            closeSocket();
        }
    }

    private void write(ByteBuffer message) throws IOException {
        socket.getOutputStream().write(message.array());
    }

    private ByteBuffer start(int length) {
        return ByteBuffer.allocate(length)
                .putShort((short) 10)
                .putShort((short) length)
                .putInt((int) (System.currentTimeMillis() / 1000))
                .putInt((int) records)
                .putInt(DOMAIN);
    }

    private ByteBuffer template() {
        ByteBuffer out = start(24 + 2 * FIELDS.length);
        out.putShort((short) 2).putShort((short) (8 + 2 * FIELDS.length));
        out.putShort((short) TEMPLATE).putShort((short) (FIELDS.length / 2));
        for (int field : FIELDS) {
            out.putShort((short) field);
        }
        return out;
    }

    private ByteBuffer data() {
        ByteBuffer out = start(20 + RECORDS * RECORD);
        out.putShort((short) TEMPLATE).putShort((short) (4 + RECORDS * RECORD));
        for (int record = 0; record < RECORDS; record++) {
            out.putInt(CaptureWriter.address("203.0.113.8")).putInt(CaptureWriter.address("10.20.1.2") + record);
            out.putInt(1).putInt(100).put((byte) 17);
        }
        return out;
    }

    /** Records sent so far. */
    long records() {
        return records;
    }

    /** How often it has connected. */
    int connections() {
        return connections;
    }

    /** Ends the sending; what was sent is final then. */
    void end() throws InterruptedException {
        paced.end();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            System.out.println("it: closing: " + e);
        }
    }

    @Override
    public void close() {
        paced.stop();
        closeSocket();
    }
}
