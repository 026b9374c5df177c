// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.flow.Reject;
import polder.wire.Address;

public class FramingTest {
    private final int port;
    private final TcpCapture capture;
    private final List<byte[]> got = new ArrayList<>();
    private CaptureLane lane;

    public FramingTest() throws IOException {
        port = Exporters.freePort();
        capture = Exporters.capture("port", port, "message.max", "2kb");
    }

    @Before
    public void open() throws IOException {
        lane = capture.open(0);
    }

    @After
    public void close() throws IOException {
        lane.close();
    }

    private void take(int count) throws IOException {
        Exporters.take(lane, count, (batch, i) -> got.add(Exporters.bytes(batch, i)));
    }

    private void expectReject(Reject reason) {
        Exporters.await(reason + " counted", () -> lane.rejects(reason) == 1);
    }

    @Test
    public void aStreamCutAtEveryByteGivesTheSameMessages() throws IOException {
        byte[] first = Exporters.message(40, 1, 7);
        byte[] second = Exporters.message(56, 2, 7);
        byte[] stream = Exporters.join(first, second);
        for (int cut = 1; cut < stream.length; cut++) {
            got.clear();
            try (Socket socket = Exporters.connect(port)) {
                OutputStream out = socket.getOutputStream();
                out.write(stream, 0, cut);
                if (cut >= first.length) {
                    take(1);
                }
                out.write(stream, cut, stream.length - cut);
                take(2 - got.size());
            }
            assertThat(got).as("cut at %s", cut).containsExactly(first, second);
        }
    }

    @Test
    public void aStreamOfSingleBytesIsUnderstood() throws IOException {
        byte[] stream = Exporters.join(Exporters.message(20, 1, 7), Exporters.message(16, 2, 7));
        try (Socket socket = Exporters.connect(port)) {
            for (byte one : stream) {
                socket.getOutputStream().write(one);
            }
            take(2);
        }
        assertThat(Exporters.join(got.toArray(byte[][]::new))).isEqualTo(stream);
    }

    @Test
    public void manyMessagesOfOneSegmentComeInOrder() throws IOException {
        byte[][] messages = new byte[300][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = Exporters.message(16 + i, i, 7);
        }
        try (Socket socket = Exporters.connect(port)) {
            socket.getOutputStream().write(Exporters.join(messages));
            take(300);
        }
        assertThat(got).containsExactly(messages);
    }

    @Test
    public void connectionsInterleavedAreKeptApartAndTheirSenderIsSaid() throws IOException {
        try (Socket one = Exporters.connect(port);
                Socket other = Exporters.connect(port)) {
            byte[] first = Exporters.message(30, 1, 1);
            byte[] second = Exporters.message(32, 1, 2);
            one.getOutputStream().write(first, 0, 10);
            other.getOutputStream().write(second, 0, 20);
            one.getOutputStream().write(first, 10, 20);
            other.getOutputStream().write(second, 20, 12);
            List<Integer> ports = new ArrayList<>();
            long before = System.currentTimeMillis();
            Exporters.take(lane, 2, (batch, i) -> {
                got.add(Exporters.bytes(batch, i));
                ports.add(batch.senderPort(i));
                assertThat(new Address(batch.senderHigh(i), batch.senderLow(i))).hasToString("127.0.0.1");
                assertThat(batch.epochNanos(i) / 1_000_000).isBetween(before - 10_000, before + 10_000);
                assertThat(batch.wireLength(i)).isEqualTo(batch.length(i));
            });
            assertThat(got).containsExactlyInAnyOrder(first, second);
            assertThat(ports).containsExactlyInAnyOrder(one.getLocalPort(), other.getLocalPort());
        }
    }

    @Test
    public void anotherVersionClosesTheConnectionAfterTheMessagesBefore() throws IOException {
        byte[] good = Exporters.message(40, 1, 7);
        byte[] netflow9 = ByteBuffer.allocate(40).putShort((short) 9).array();
        try (Socket socket = Exporters.connect(port)) {
            socket.getOutputStream().write(Exporters.join(good, netflow9));
            assertThat(Exporters.isClosed(socket)).isTrue();
        }
        take(1);
        assertThat(got).containsExactly(good);
        expectReject(Reject.UNKNOWN_VERSION);
    }

    @Test
    public void aLengthBelowTheHeadersClosesTheConnection() throws IOException {
        for (int length = 0; length < 16; length++) {
            long before = lane.rejects(Reject.MALFORMED);
            try (Socket socket = Exporters.connect(port)) {
                socket.getOutputStream().write(new byte[] {0, 10, 0, (byte) length});
                assertThat(Exporters.isClosed(socket)).as("length %s", length).isTrue();
            }
            Exporters.await("the count", () -> lane.rejects(Reject.MALFORMED) == before + 1);
        }
    }

    @Test
    public void aMessageTooLongClosesTheConnection() throws IOException {
        try (Socket socket = Exporters.connect(port)) {
            socket.getOutputStream().write(Exporters.message(2048, 1, 7));
            take(1);
            socket.getOutputStream().write(Exporters.message(2049, 1, 7), 0, 4);
            assertThat(Exporters.isClosed(socket)).isTrue();
        }
        assertThat(got).hasSize(1);
        expectReject(Reject.OVER_LIMIT);
    }

    @Test
    public void aConnectionThatEndsWithinAMessageIsCounted() throws IOException {
        try (Socket socket = Exporters.connect(port)) {
            socket.getOutputStream().write(Exporters.message(40, 1, 7), 0, 39);
        }
        expectReject(Reject.TRUNCATED);
    }

    @Test
    public void aConnectionThatEndsBetweenMessagesIsNoFault() throws IOException {
        try (Socket socket = Exporters.connect(port)) {
            socket.getOutputStream().write(Exporters.message(40, 1, 7));
        }
        take(1);
        try (Socket probe = Exporters.connect(port)) {
            assertThat(probe.isConnected()).isTrue();
        }
        aConnectionThatEndsWithinAMessageIsCounted();
        for (Reject reason : Reject.values()) {
            assertThat(lane.rejects(reason)).isEqualTo(reason == Reject.TRUNCATED ? 1 : 0);
        }
    }

    @Test
    public void aMessageOf65535BytesIsTakenWhenAllowed() throws IOException {
        int other = Exporters.freePort();
        byte[] longest = Exporters.message(65535, 1, 7);
        try (CaptureLane wide = Exporters.capture("port", other, "receive.buffer", "256kb")
                        .open(0);
                Socket socket = Exporters.connect(other)) {
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 50; i++) {
                        socket.getOutputStream().write(longest);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            int count = Exporters.take(wide, 50, (batch, i) -> assertThat(Exporters.bytes(batch, i))
                    .isEqualTo(longest));
            assertThat(count).isEqualTo(50);
        }
    }
}
