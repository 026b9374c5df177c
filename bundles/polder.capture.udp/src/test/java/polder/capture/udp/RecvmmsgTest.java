// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.sun.jna.Native;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.Before;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/** What recvmmsg promises beyond the channel. */
public class RecvmmsgTest {
    private static final int EXPORTERS = 50;

    private final PacketBatch batch = new PacketBatch(64);
    private final int port;

    public RecvmmsgTest() throws IOException {
        port = Datagrams.freePort();
    }

    @Before
    public void onlyWhereItCanBeHad() {
        assumeTrue(NativeSocket.missing().isEmpty());
    }

    @Test
    public void nothingIsAllocatedHoweverExportersAlternate() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<DatagramSocket> exporters = new ArrayList<>();
        try (CaptureLane lane = Datagrams.capture("port", port).open(0)) {
            for (int i = 0; i < EXPORTERS; i++) {
                exporters.add(Datagrams.sender("127.0.0." + (10 + i)));
            }
            long received = 0;
            long allocated = 0;
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < 10 * EXPORTERS; i++) {
                    Datagrams.send(exporters.get(i % EXPORTERS), "127.0.0.1", port, new byte[100]);
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                int got = takeAll(lane);
                long after = threads.getCurrentThreadAllocatedBytes();
                if (round >= 20) {
                    received += got;
                    allocated += after - before;
                }
            }
            assertThat(received).isEqualTo(20 * 10 * EXPORTERS);
            assertThat(allocated).isZero();
        } finally {
            exporters.forEach(DatagramSocket::close);
        }
    }

    private int takeAll(CaptureLane lane) throws IOException {
        int all = 0;
        for (int n = lane.poll(batch); n > 0; n = lane.poll(batch)) {
            all += n;
        }
        lane.dropped();
        return all;
    }

    @Test
    public void aSwapUnderTrafficLosesNothing() throws Exception {
        UdpCapture capture = Datagrams.capture("port", port);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong sent = new AtomicLong();
        Thread sender = new Thread(() -> sendUntil(stop, sent), "sender");
        CaptureLane lane = capture.open(0);
        assertThat(lane.overlaps()).isTrue();
        long received = 0;
        long dropped = 0;
        sender.start();
        for (int swap = 0; swap < 15; swap++) {
            for (int i = 0; i < 20; i++) {
                received += lane.poll(batch);
            }
            CaptureLane successor = capture.open(0);
            received += lane.poll(batch);
            lane.retire();
            received += takeAll(lane);
            dropped += lane.dropped();
            lane.close();
            lane = successor;
        }
        stop.set(true);
        sender.join();
        received += takeAll(lane);
        dropped += lane.dropped();
        lane.close();
        assertThat(sent.get()).isGreaterThan(1000);
        assertThat(dropped).isZero();
        assertThat(received).isEqualTo(sent.get());
    }

    /** About 20,000 a second from 16 exporters, to both families. */
    private void sendUntil(AtomicBoolean stop, AtomicLong sent) {
        List<DatagramSocket> exporters = new ArrayList<>();
        try {
            boolean v6 = Datagrams.hasV6();
            for (int i = 0; i < 16; i++) {
                exporters.add(Datagrams.sender(v6 && i % 2 == 1 ? "::1" : "127.0.0." + (10 + i)));
            }
            for (int i = 0; !stop.get(); i++) {
                String target = v6 && i % 2 == 1 ? "::1" : "127.0.0.1";
                Datagrams.send(exporters.get(i % 16), target, port, new byte[1400]);
                sent.incrementAndGet();
                if (i % 20 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            exporters.forEach(DatagramSocket::close);
        }
    }

    @Test
    public void aRetiredLaneKeepsWhatItHasAndTakesNothingNew() throws IOException {
        retire("::", "127.0.0.1");
        retire("0.0.0.0", "127.0.0.1");
        retire("127.0.0.2", "127.0.0.2");
        if (Datagrams.hasV6()) {
            retire("::", "::1");
            retire("::1", "::1");
        }
    }

    private void retire(String host, String target) throws IOException {
        try (CaptureLane lane = Datagrams.capture("port", port, "host", host).open(0);
                DatagramSocket sender = Datagrams.sender(target)) {
            Datagrams.send(sender, target, port, new byte[1]);
            lane.retire();
            Datagrams.send(sender, target, port, new byte[2]);
            assertThat(lane.poll(batch)).isEqualTo(1);
            assertThat(batch.length(0)).isEqualTo(1);
            assertThat(lane.poll(batch)).isZero();
        }
    }

    @Test
    public void anIcmpErrorDoesNotEndTheLane() throws IOException {
        // a connected socket that sends to a port nobody has is told so by ICMP, and its next receive fails
        try (NativeSocket socket = new NativeSocket(UdpSettings.of(Datagrams.properties("port", port)))) {
            socket.connect(Address.parse("127.0.0.1"), Datagrams.freePort());
            Sender.send(socket.fd(), 0, 0, 0);
            assertThat(Libc.recvmmsg(socket.fd(), 0, 0, 0, 0)).isEqualTo(-1);
            assertThat(Native.getLastError()).isEqualTo(111);
            Sender.send(socket.fd(), 0, 0, 0);
            assertThat(socket.receive(0, 0, 0)).isZero();
        }
    }

    private static final class Sender {
        static {
            Native.register(Sender.class, "c");
        }

        static native long send(int fd, long bytes, long length, int flags);
    }
}
