// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.capture.udp.UdpCapture;

/** Measures what a datagram costs the lane's thread. How to run it is in README.md. */
public final class ReceiveBench {
    private ReceiveBench() {}

    public static void main(String[] words) throws Exception {
        int port = Integer.parseInt(words[1]);
        double seconds = Double.parseDouble(words[2]);
        if (words[0].equals("send")) {
            send(port, seconds, Integer.parseInt(words[3]));
        } else {
            receive(words[0], port, seconds);
        }
    }

    /** Polls until no datagram has come for a second, at most so many seconds from the first one. */
    private static void receive(String receiver, int port, double seconds) throws IOException {
        Map<String, Object> properties =
                Map.of("service.pid", "polder.capture.udp~bench", "port", port, "receiver", receiver);
        PacketBatch batch = new PacketBatch(64);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long datagrams = 0;
        long bytes = 0;
        long polls = 0;
        long cpu = 0;
        long first = 0;
        long last = System.nanoTime() + 10_000_000_000L;
        try (CaptureLane lane = new UdpCapture(null, properties).open(0)) {
            long now = System.nanoTime();
            while (now - last < 1_000_000_000L && (first == 0 || now - first < seconds * 1e9)) {
                int got = lane.poll(batch);
                now = System.nanoTime();
                if (got > 0) {
                    if (first == 0) {
                        first = now;
                        cpu = threads.getCurrentThreadCpuTime();
                    }
                    last = now;
                    polls++;
                    datagrams += got;
                    for (int i = 0; i < got; i++) {
                        bytes += batch.length(i);
                    }
                }
            }
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            System.out.printf(
                    Locale.ROOT,
                    "receiver=%s datagrams=%d bytes=%d dropped=%d per_poll=%.1f cpu_ns_per_datagram=%.0f per_s=%.0f%n",
                    receiver,
                    datagrams,
                    bytes,
                    lane.dropped(),
                    (double) datagrams / polls,
                    (double) cpu / datagrams,
                    datagrams / ((last - first) / 1e9));
        }
    }

    /** Sends 1,400-byte datagrams to this machine at so many a second, in bursts of a millisecond; 0 is as fast as it can. */
    private static void send(int port, double seconds, int rate) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(1400);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            long start = System.nanoTime();
            long sent = 0;
            for (long at = 0; at < seconds * 1e9; at = System.nanoTime() - start) {
                long due = rate == 0 ? sent + 64 : (long) (at / 1e9 * rate);
                for (; sent < due; sent++) {
                    channel.write(datagram.clear());
                }
                if (rate != 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            System.out.println("sent=" + sent);
        }
    }
}
