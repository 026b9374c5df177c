// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** An agent of sFlow 5 on this machine that sends evenly, a sample of each packet. */
final class SflowSender implements AutoCloseable {
    /** Samples of a datagram. */
    static final int SAMPLES = 4;

    private static final int PER_STEP = 5;
    private static final int SEQUENCE = 16;
    private static final int FRAME = 44;

    private final DatagramChannel channel = DatagramChannel.open();
    private final Paced paced;
    private volatile long datagrams;

    SflowSender(int port) throws IOException {
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ByteBuffer datagram = datagram();
        paced = new Paced("sflow-sender", () -> send(datagram));
    }

    private void send(ByteBuffer datagram) throws IOException {
        for (int i = 0; i < PER_STEP; i++) {
            datagram.putInt(SEQUENCE, (int) datagrams);
            channel.write(datagram.clear());
            datagrams++;
        }
    }

    /** Of packets of UDP, 200 bytes each, to 10.20.1.1. */
    private static ByteBuffer datagram() {
        ByteBuffer out = ByteBuffer.allocateDirect(28 + SAMPLES * (64 + FRAME));
        out.putInt(5).putInt(1).putInt(CaptureWriter.address("192.0.2.77")).putInt(0);
        out.putInt(0).putInt(3_600_000).putInt(SAMPLES);
        for (int sample = 0; sample < SAMPLES; sample++) {
            // flow sample: length, sequence, source, rate, pool, drops, input, output, records
            out.putInt(1).putInt(56 + FRAME).putInt(sample).putInt(1).putInt(1);
            out.putInt(sample).putInt(0).putInt(1).putInt(2).putInt(1);
            // header: length, Ethernet, length of the frame, of what was cut off, of the header
            out.putInt(1).putInt(16 + FRAME).putInt(1).putInt(218).putInt(4).putInt(42);
            out.putLong(0x0200_0000_0001_0200L).putInt(2).putShort((short) 0x0800);
            out.putInt(0x4500_0000 | 200).putInt(0).putInt(0x4011_0000);
            out.putInt(CaptureWriter.address("203.0.113.7")).putInt(CaptureWriter.address("10.20.1.1"));
            out.putInt((1024 << 16) | 53).putInt(180 << 16).putShort((short) 0);
        }
        return out;
    }

    /** Samples sent so far. */
    long samples() {
        return datagrams * SAMPLES;
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
