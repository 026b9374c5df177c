// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.wire.Address;

/** Both receivers keep the same promises. */
@RunWith(Parameterized.class)
public class UdpCaptureTest {
    private final String receiver;
    private final PacketBatch batch = new PacketBatch(64);
    private final int port = Datagrams.freePort();

    public UdpCaptureTest(String receiver) throws IOException {
        this.receiver = receiver;
        assumeTrue(receiver.equals("jdk") || NativeSocket.missing().isEmpty());
    }

    @Parameters(name = "{0}")
    public static List<String> receivers() {
        return List.of("recvmmsg", "jdk");
    }

    private UdpCapture capture(Object... more) {
        Object[] all = new Object[more.length + 4];
        System.arraycopy(new Object[] {"port", port, "receiver", receiver}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return Datagrams.capture(all);
    }

    @Test
    public void aDatagramComesWithItsSenderAndTime() throws IOException {
        try (CaptureLane lane = capture().open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.7")) {
            long before = System.currentTimeMillis() * 1_000_000;
            Datagrams.send(sender, "127.0.0.1", port, "four".getBytes(StandardCharsets.US_ASCII));
            assertThat(Datagrams.await(lane, batch)).isEqualTo(1);
            assertThat(new Address(batch.senderHigh(0), batch.senderLow(0))).hasToString("127.0.0.7");
            assertThat(batch.senderPort(0)).isEqualTo(sender.getLocalPort());
            assertThat(text(0)).isEqualTo("four");
            assertThat(batch.epochNanos(0)).isBetween(before, System.currentTimeMillis() * 1_000_000);
        }
    }

    @Test
    public void allAddressesAreOfBothFamilies() throws IOException {
        assumeTrue(Datagrams.hasV6());
        try (CaptureLane lane = capture().open(0);
                DatagramSocket sender = Datagrams.sender("::1")) {
            Datagrams.send(sender, "::1", port, "six".getBytes(StandardCharsets.US_ASCII));
            assertThat(Datagrams.await(lane, batch)).isEqualTo(1);
            assertThat(new Address(batch.senderHigh(0), batch.senderLow(0))).hasToString("::1");
            assertThat(text(0)).isEqualTo("six");
        }
    }

    private String text(int packet) {
        byte[] bytes = new byte[batch.length(packet)];
        batch.bytes().get(batch.offset(packet), bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    public void aSingleAddressHearsOnlyWhatIsSentToIt() throws IOException {
        try (CaptureLane lane = capture("host", "127.0.0.2").open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
            Datagrams.send(sender, "127.0.0.3", port, new byte[3]);
            Datagrams.send(sender, "127.0.0.2", port, new byte[5]);
            assertThat(Datagrams.await(lane, batch)).isEqualTo(1);
            assertThat(batch.length(0)).isEqualTo(5);
        }
    }

    @Test
    public void manyDatagramsComeWithOnePollInOrder() throws IOException {
        try (CaptureLane lane = capture("host", "0.0.0.0").open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
            for (int i = 0; i < 40; i++) {
                Datagrams.send(sender, "127.0.0.1", port, new byte[] {(byte) i});
            }
            assertThat(Datagrams.await(lane, batch)).isEqualTo(40);
            for (int i = 0; i < 40; i++) {
                assertThat(batch.bytes().get(batch.offset(i))).isEqualTo((byte) i);
            }
        }
    }

    @Test
    public void aDatagramTooLongIsCutAndSaysSo() throws IOException {
        try (CaptureLane lane = capture("datagram.max", "1500").open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
            Datagrams.send(sender, "127.0.0.1", port, new byte[3000]);
            Datagrams.send(sender, "127.0.0.1", port, new byte[1500]);
            assertThat(Datagrams.await(lane, batch)).isEqualTo(2);
            assertThat(batch.length(0)).isEqualTo(1500);
            assertThat(batch.wireLength(0)).isGreaterThan(1500);
            assertThat(batch.length(1)).isEqualTo(1500);
            assertThat(batch.wireLength(1)).isEqualTo(1500);
        }
    }

    @Test
    public void anIdlePollEndsWithin100MillisecondsOrSo() throws IOException {
        try (CaptureLane lane = capture().open(0)) {
            long start = System.nanoTime();
            assertThat(lane.poll(batch)).isZero();
            assertThat(System.nanoTime() - start).isBetween(50_000_000L, 1_000_000_000L);
        }
    }

    @Test
    public void whatTheKernelDropsIsCounted() throws IOException {
        try (CaptureLane lane = capture("receive.buffer", "64kb").open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
            assertThat(lane.dropped()).isZero();
            for (int i = 0; i < 1000; i++) {
                Datagrams.send(sender, "127.0.0.1", port, new byte[1400]);
            }
            int got = 0;
            for (int n = Datagrams.await(lane, batch); n > 0; n = lane.poll(batch)) {
                got += n;
            }
            assertThat(got).isBetween(1, 999);
            assertThat(lane.dropped() + got).isEqualTo(1000);
        }
    }

    @Test
    public void lanesShareThePort() throws IOException {
        UdpCapture capture = capture("lanes", "2");
        try (CaptureLane first = capture.open(0);
                CaptureLane second = capture.open(1)) {
            for (int i = 0; i < 200; i++) {
                try (DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
                    Datagrams.send(sender, "127.0.0.1", port, new byte[1]);
                }
            }
            int ofFirst = drain(first);
            int ofSecond = drain(second);
            assertThat(ofFirst).isPositive();
            assertThat(ofSecond).isPositive();
            assertThat(ofFirst + ofSecond).isEqualTo(200);
        }
    }

    private int drain(CaptureLane lane) throws IOException {
        int all = 0;
        for (int n = lane.poll(batch); n > 0; n = lane.poll(batch)) {
            all += n;
        }
        return all;
    }

    @Test
    public void goodNewSettingsAskForReopeningOnceAndBadOnesForNothing() throws IOException {
        UdpCapture capture = capture();
        try (CaptureLane lane = capture.open(0);
                DatagramSocket sender = Datagrams.sender("127.0.0.1")) {
            capture.modified(Datagrams.properties("port", "70000"));
            Datagrams.send(sender, "127.0.0.1", port, new byte[1]);
            assertThat(Datagrams.await(lane, batch)).isEqualTo(1);
            int other = Datagrams.freePort();
            capture.modified(Datagrams.properties("port", other, "receiver", receiver));
            assertThat(lane.poll(batch)).isEqualTo(CaptureLane.REOPEN);
            Datagrams.send(sender, "127.0.0.1", port, new byte[1]);
            assertThat(Datagrams.await(lane, batch)).isEqualTo(1);
            try (CaptureLane successor = capture.open(0)) {
                Datagrams.send(sender, "127.0.0.1", other, new byte[1]);
                assertThat(Datagrams.await(successor, batch)).isEqualTo(1);
            }
        }
    }

    @Test
    public void aPortOfAnotherProgramIsSaid() throws IOException {
        try (DatagramSocket other = new DatagramSocket(port)) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> capture().open(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port %d is in use by another program (see: ss -ulnp 'sport = :%d')", port, port);
        }
    }

    @Test
    public void anAddressOfAnotherMachineIsSaid() {
        assertThatThrownBy(() -> capture("host", "203.0.113.1").open(0))
                .isInstanceOf(IOException.class)
                .hasMessage("address 203.0.113.1 is not on this machine");
    }
}
