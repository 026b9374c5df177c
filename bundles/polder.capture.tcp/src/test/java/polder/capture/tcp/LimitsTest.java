// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.flow.Reject;

public class LimitsTest {
    private final int port;
    private CaptureLane lane;

    public LimitsTest() throws IOException {
        port = Exporters.freePort();
    }

    private TcpCapture open(Object... keysAndValues) throws IOException {
        TcpCapture capture = new TcpCapture(null, withPort(keysAndValues));
        lane = capture.open(0);
        return capture;
    }

    private Map<String, Object> withPort(Object... keysAndValues) {
        Map<String, Object> properties = Exporters.properties(keysAndValues);
        properties.put("port", port);
        return properties;
    }

    @After
    public void close() throws IOException {
        lane.close();
    }

    private void send(Socket socket, int sequence) throws IOException {
        socket.getOutputStream().write(Exporters.message(40, sequence, 1));
        assertThat(Exporters.take(lane, 1, (batch, i) -> assertThat(Exporters.sequence(batch, i))
                        .isEqualTo(sequence)))
                .isEqualTo(1);
    }

    @Test
    public void aConnectionTooManyIsClosedAndOneThatEndsMakesRoom() throws IOException {
        open("connections", 2);
        try (Socket first = Exporters.connect(port);
                Socket second = Exporters.connect(port);
                Socket third = Exporters.connect(port)) {
            send(first, 1);
            send(second, 2);
            assertThat(Exporters.isClosed(third)).isTrue();
            Exporters.await("the count", () -> lane.rejects(Reject.OVER_LIMIT) == 1);
            send(first, 3);
            first.shutdownOutput();
            awaitRoom();
            send(second, 4);
        }
    }

    /** Connects until it is not closed at once. */
    private void awaitRoom() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = Exporters.connect(port)) {
                socket.setSoTimeout(200);
                if (socket.getInputStream().read() < 0) {
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (SocketTimeoutException e) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(20_000_000);
            }
        }
        throw new AssertionError("there is never room for another");
    }

    @Test
    public void anExporterHasSoManyConnectionsAndAnotherExporterHasItsOwn() throws IOException {
        open("connections.per.address", 1, "host", "0.0.0.0");
        try (Socket first = Exporters.connect(port);
                Socket second = Exporters.connect(port);
                Socket other = new Socket()) {
            send(first, 1);
            assertThat(Exporters.isClosed(second)).isTrue();
            other.bind(new InetSocketAddress("127.0.0.2", 0));
            other.connect(new InetSocketAddress("127.0.0.1", port));
            send(other, 2);
            assertThat(lane.rejects(Reject.OVER_LIMIT)).isEqualTo(1);
        }
    }

    @Test
    public void whoeverIsNotAllowedIsClosedAtOnce() throws IOException {
        open("allow", "127.0.0.2, 192.0.2.0/24");
        try (Socket refused = Exporters.connect(port);
                Socket allowed = new Socket()) {
            assertThat(Exporters.isClosed(refused)).isTrue();
            allowed.bind(new InetSocketAddress("127.0.0.2", 0));
            allowed.connect(new InetSocketAddress("127.0.0.1", port));
            send(allowed, 1);
            assertThat(lane.rejects(Reject.NOT_ALLOWED)).isEqualTo(1);
        }
    }

    @Test
    public void aSilentConnectionIsClosedAndABusyOneIsNot() throws IOException {
        open("idle", "1s");
        try (Socket silent = Exporters.connect(port);
                Socket busy = Exporters.connect(port)) {
            silent.setSoTimeout(1);
            int sequence = 0;
            boolean closed = false;
            long deadline = System.nanoTime() + Exporters.LIMIT;
            while (!closed && System.nanoTime() - deadline < 0) {
                send(busy, sequence++);
                try {
                    closed = silent.getInputStream().read() < 0;
                } catch (SocketTimeoutException e) {
                    LockSupport.parkNanos(100_000_000);
                }
            }
            assertThat(closed).isTrue();
            send(busy, sequence);
        }
    }

    @Test
    public void aMessageThatDripsIsCutOff() throws IOException {
        open("message.time", "1s");
        byte[] message = Exporters.message(400, 1, 1);
        try (Socket slow = Exporters.connect(port)) {
            send(slow, 7);
            int written = 0;
            IOException failure = null;
            while (failure == null && written < message.length) {
                try {
                    slow.getOutputStream().write(message[written++]);
                    LockSupport.parkNanos(50_000_000);
                } catch (IOException e) {
                    failure = e;
                }
            }
            assertThat(failure).as("after %s bytes", written).isNotNull();
        }
        assertThat(lane.rejects(Reject.TRUNCATED)).isEqualTo(1);
    }
}
