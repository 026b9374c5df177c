// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.Test;

/** Frames from a FIFO and from a device reach the running appliance, and what goes wrong is said. */
public class StreamIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FRAMES = 5000;
    private static final int LENGTH = 42;

    private static Operator operator;
    private static Path recording;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("stream").features("polder-capture-pcap", "polder-decode-packet");
        recording = operator.path("frames.pcap");
        try (CaptureWriter out = new CaptureWriter(recording)) {
            for (int i = 0; i < FRAMES; i++) {
                out.add(i * 1000L, 0xc6336400 | i % 256, 0x0a000005, 1024 + i, LENGTH);
            }
        }
        operator.start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    private static boolean is(String capture, String state) throws Exception {
        return operator.list("lane-list").stream()
                .anyMatch(lane -> capture.equals(lane.get("capture")) && state.equals(lane.get("state")));
    }

    private static void awaitFlows(String capture, long flows) throws Exception {
        Await.until(
                flows + " flows of " + capture,
                LIMIT,
                () -> is(capture, "running") && Operator.number(operator.lane(capture), "flows") == flows);
    }

    @Test
    public void aWriterOnAFifoMayBeKilledAndStartedAgain() throws Exception {
        Path fifo = operator.path("mirror.pcap");
        int logged = operator.log().size();
        operator.cfg("polder.capture.pcap-fifo.cfg", "stream = fifo:" + fifo);
        operator.awaitLog(logged, "fifo/0", "no such FIFO; make it with: mkfifo " + fifo);
        assertThat(Installation.command(Path.of("."), "mkfifo", fifo.toString()).code())
                .isZero();
        Await.until("the lane runs", LIMIT, () -> is("fifo", "running"));

        byte[] bytes = Files.readAllBytes(recording);
        write(fifo, Arrays.copyOf(bytes, bytes.length - 10));
        awaitFlows("fifo", FRAMES - 1);
        operator.awaitLog(logged, "fifo:", "its writer has closed it, in the midst of a frame");
        write(fifo, bytes);
        awaitFlows("fifo", 2 * FRAMES - 1);
        Await.until("the count", LIMIT, () -> truncated("fifo") == 1);
        operator.expectNoStackTrace();
        operator.remove("polder.capture.pcap-fifo.cfg");
    }

    @SuppressWarnings("unchecked")
    private static long truncated(String capture) throws Exception {
        Map<String, Object> rejects =
                (Map<String, Object>) operator.lane(capture).get("rejects");
        return rejects.containsKey("truncated") ? Operator.number(rejects, "truncated") : 0;
    }

    private static void write(Path fifo, byte[] bytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(fifo)) {
            out.write(bytes);
        }
    }

    @Test
    public void everyFrameSentToADeviceIsCounted() throws Exception {
        String suffix = Long.toString(ProcessHandle.current().pid() % 100_000);
        String near = "pit" + suffix + "a";
        String far = "pit" + suffix + "b";
        Installation.Result made = ip("link", "add", "name", near, "type", "veth", "peer", "name", far);
        if (made.code() != 0) {
            String reason = "no veth pair can be made: " + made.output().trim();
            System.out.println("it: not tested, " + reason);
            Assume.assumeTrue(reason, false);
        }
        try {
            for (String end : new String[] {near, far}) {
                ip("link", "set", end, "addrgenmode", "none");
                ip("link", "set", end, "up");
            }
            int logged = operator.log().size();
            operator.cfg("polder.capture.pcap-live.cfg", "interface = nosuch0", "filter = udp port 53");
            operator.awaitLog(logged, "live/0", "interface nosuch0: there is none; there are", near);
            operator.cfg("polder.capture.pcap-live.cfg", "interface = " + near, "filter = udp port 53");
            Await.until("the lane runs", LIMIT, () -> is("live", "running"));
            Installation.Result sent = Installation.command(
                    Path.of("."), "tcpreplay", "-q", "--pps=20000", "-i", far, recording.toString());
            assertThat(sent.code()).as(sent.output()).isZero();
            awaitFlows("live", FRAMES);
            assertThat(Operator.number(operator.lane("live"), "dropped")).isZero();
            operator.expectNoStackTrace();
            operator.remove("polder.capture.pcap-live.cfg");
        } finally {
            ip("link", "del", near);
        }
    }

    private static Installation.Result ip(String... words) throws Exception {
        String[] line = new String[words.length + 1];
        line[0] = "ip";
        System.arraycopy(words, 0, line, 1, words.length);
        return Installation.command(Path.of("."), line);
    }

    @Test
    public void aCfgWithTwoOriginsIsRefused() throws Exception {
        int logged = operator.log().size();
        operator.cfg("polder.capture.pcap-both.cfg", "stream = fifo:/a", "interface = eth0", "speed = 2");
        operator.awaitLog(
                logged, "stream = fifo:/a stands beside interface; give only one of file, interface and stream");
        operator.remove("polder.capture.pcap-both.cfg");
    }
}
