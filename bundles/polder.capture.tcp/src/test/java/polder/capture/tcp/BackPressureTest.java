// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.flow.Reject;

public class BackPressureTest {
    private static final int LENGTH = 1400;
    private static final int MESSAGES = 30_000;

    private final int port;
    private final AtomicInteger sent = new AtomicInteger();

    public BackPressureTest() throws IOException {
        port = Exporters.freePort();
    }

    private Thread send(Socket socket, int domain) {
        Thread sender = new Thread(
                () -> {
                    try (socket) {
                        for (int i = 0; i < MESSAGES; i++) {
                            socket.getOutputStream().write(Exporters.message(LENGTH, i, domain));
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        // the test sees what is missing
                    }
                },
                "exporter-" + domain);
        sender.start();
        return sender;
    }

    /** What was sent when nothing more could be for a while. */
    private int awaitStandstill() {
        int before = -1;
        int now = sent.get();
        long deadline = System.nanoTime() + Exporters.LIMIT;
        while (before != now && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(300_000_000);
            before = now;
            now = sent.get();
        }
        assertThat(now).isEqualTo(before);
        return now;
    }

    @Test
    public void aLaneThatDoesNotPollStopsTheReadingAndNothingIsLost() throws Exception {
        TcpCapture capture =
                Exporters.capture("port", port, "receive.buffer", "256kb", "idle", "1s", "message.time", "1s");
        try (CaptureLane lane = capture.open(0)) {
            Thread one = send(Exporters.connect(port), 1);
            Thread other = send(Exporters.connect(port), 2);
            int held = awaitStandstill();
            assertThat(held).as("sent while nobody polled").isBetween(256 * 1024 / (LENGTH + 40), 2 * MESSAGES - 1);
            // longer than both limits of time, which do not run meanwhile
            LockSupport.parkNanos(2_500_000_000L);
            assertThat(sent.get()).isEqualTo(held);
            int[] next = new int[3];
            int got = Exporters.take(lane, 2 * MESSAGES, (batch, i) -> {
                assertThat(batch.length(i)).isEqualTo(LENGTH);
                int domain = Exporters.domain(batch, i);
                assertThat(Exporters.sequence(batch, i)).isEqualTo(next[domain]++);
            });
            assertThat(got).isEqualTo(2 * MESSAGES);
            one.join(1000);
            other.join(1000);
            assertThat(sent.get()).isEqualTo(2 * MESSAGES);
            for (Reject reason : Reject.values()) {
                assertThat(lane.rejects(reason)).as("%s", reason).isZero();
            }
        }
    }

    @Test
    public void whatWaitsGoesToTheSuccessorWhenTheLaneIsOpenedAnewWhileItIsFull() throws Exception {
        TcpCapture capture = Exporters.capture("port", port, "receive.buffer", "256kb");
        CaptureLane lane = capture.open(0);
        Thread sender = send(Exporters.connect(port), 1);
        awaitStandstill();
        int[] next = new int[1];
        Exporters.Check inOrder =
                (batch, i) -> assertThat(Exporters.sequence(batch, i)).isEqualTo(next[0]++);
        CaptureLane successor = capture.open(0);
        lane.retire();
        Exporters.take(lane, 256 * 1024 / (LENGTH + 32), inOrder);
        int ofTheOld = next[0];
        lane.close();
        assertThat(ofTheOld).isBetween(100, 256 * 1024 / LENGTH);
        int rest = Exporters.take(successor, MESSAGES - ofTheOld, inOrder);
        assertThat(ofTheOld + rest).isEqualTo(MESSAGES);
        sender.join(1000);
        successor.close();
    }
}
