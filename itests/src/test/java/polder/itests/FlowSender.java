// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/** An exporter of NetFlow 5 that keeps a pace: background to a /16 and a flood on one host. Ends when it is closed. */
final class FlowSender implements AutoCloseable {
    static final int RECORDS = Netflow5.RECORDS;
    static final String VICTIM = "10.20.255.1";

    private static final long STEP_NANOS = 5_000_000;
    private static final int FLOOD_PACKETS = 20;
    private static final int HOSTS = CaptureWriter.address("10.20.0.0");

    private final DatagramChannel channel = DatagramChannel.open();
    private final int perStep;
    private final Thread thread = new Thread(this::run, "flow-sender");
    private volatile boolean ended;
    private volatile long datagrams;

    /** @param flowsPerSecond how many records a second it is to send, one in thirty to the victim */
    FlowSender(int port, int flowsPerSecond) throws IOException {
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        perStep = (int) (flowsPerSecond / RECORDS * STEP_NANOS / 1_000_000_000L);
        thread.start();
    }

    /** Records sent so far. */
    long flows() {
        return datagrams * RECORDS;
    }

    private void run() {
        ByteBuffer datagram = datagram();
        long due = System.nanoTime();
        try {
            while (!ended) {
                for (int i = 0; i < perStep; i++) {
                    datagram.putInt(Netflow5.SEQUENCE, (int) (datagrams * RECORDS));
                    datagram.putInt(Netflow5.target(1), HOSTS + (int) (datagrams % 60_000));
                    channel.write(datagram.clear());
                    datagrams++;
                }
                due += STEP_NANOS;
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
        } catch (IOException e) {
            if (!ended) {
                throw new UncheckedIOException(e);
            }
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
        ended = true;
        thread.join();
    }

    @Override
    public void close() throws IOException {
        ended = true;
        channel.close();
    }
}
