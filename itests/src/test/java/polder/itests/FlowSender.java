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
    static final int RECORDS = 30;
    static final String VICTIM = "10.20.255.1";

    private static final long STEP_NANOS = 5_000_000;
    private static final int FLOOD_PACKETS = 20;

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
                    datagram.putInt(16, (int) (datagrams * RECORDS));
                    datagram.putInt(24 + 48 + 4, 0x0a140000 | (int) (datagrams % 60_000));
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

    private static ByteBuffer datagram() {
        ByteBuffer out = ByteBuffer.allocateDirect(24 + RECORDS * 48);
        out.putShort(0, (short) 5).putShort(2, (short) RECORDS).putInt(4, 3_600_000);
        out.putInt(8, (int) (System.currentTimeMillis() / 1000));
        for (int record = 0; record < RECORDS; record++) {
            int at = 24 + record * 48;
            out.putInt(at, 0xc6120000 + record);
            out.putInt(at + 4, record == 0 ? 0x0a14ff01 : 0x0a140000 + record);
            out.putInt(at + 16, record == 0 ? FLOOD_PACKETS : 1).putInt(at + 20, 1000);
            out.putInt(at + 24, 3_599_900).putInt(at + 28, 3_599_950);
            out.putShort(at + 32, (short) 53).putShort(at + 34, (short) 4000).put(at + 38, (byte) 17);
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
