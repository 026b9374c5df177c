// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** An exporter of NetFlow 5 that keeps a pace: background to a /16 and a flood on one host. Ends when it is closed. */
final class FlowSender implements AutoCloseable {
    static final int RECORDS = Netflow5.RECORDS;
    static final String VICTIM = "10.20.255.1";

    private static final int FLOOD_PACKETS = 20;
    private static final int HOSTS = CaptureWriter.address("10.20.0.0");

    private final DatagramChannel channel = DatagramChannel.open();
    private final int perStep;
    private final Paced paced;
    private volatile long datagrams;

    /** @param flowsPerSecond how many records a second it is to send, one in thirty to the victim */
    FlowSender(int port, int flowsPerSecond) throws IOException {
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        perStep = (int) (flowsPerSecond / RECORDS * Paced.STEP_NANOS / 1_000_000_000L);
        ByteBuffer datagram = datagram();
        paced = new Paced("flow-sender", () -> send(datagram));
    }

    /** Records sent so far. */
    long flows() {
        return datagrams * RECORDS;
    }

    private void send(ByteBuffer datagram) throws IOException {
        for (int i = 0; i < perStep; i++) {
            datagram.putInt(Netflow5.SEQUENCE, (int) (datagrams * RECORDS));
            datagram.putInt(Netflow5.target(1), HOSTS + (int) (datagrams % 60_000));
            channel.write(datagram.clear());
            datagrams++;
        }
    }

    /** The first record is of the victim, the others are of hosts beside it. */
    private static ByteBuffer datagram() {
        byte[] bytes = Netflow5.datagram(0, CaptureWriter.address(VICTIM), 1);
        ByteBuffer out = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        out.putInt(Netflow5.packets(0), FLOOD_PACKETS);
        for (int record = 1; record < RECORDS; record++) {
            out.putInt(Netflow5.target(record), HOSTS + record);
        }
        return out;
    }

    /** Ends the sending; what was sent is final then. */
    void end() throws InterruptedException {
        paced.end();
    }

    @Override
    public void close() throws IOException {
        paced.stop();
        channel.close();
    }
}
