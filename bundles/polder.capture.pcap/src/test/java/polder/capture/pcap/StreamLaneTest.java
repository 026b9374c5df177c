// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Packet;

public final class StreamLaneTest {
    private static final long LONGEST_POLL = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
    private static final long T0 = 1_700_000_000_000_000_000L;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PacketBatch batch = new PacketBatch(256);
    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());
    private final List<String> done = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private StreamLane lane;
    private long slowest = Long.MAX_VALUE;

    @Before
    public void needsLinux() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            String reason = "streams are read on Linux, this is " + system;
            System.out.println("not tested: " + reason);
            Assume.assumeTrue(reason, false);
        }
    }

    @After
    public void closeLane() throws IOException {
        if (lane != null) {
            lane.close();
        }
    }

    private void open(String... keysAndValues) throws IOException {
        Map<String, String> properties = new TreeMap<>(Map.of("service.pid", "x~lab", "reopen", "100ms"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        PcapSettings settings = PcapSettings.of(properties);
        PcapLane.Notes notes = new PcapLane.Notes() {
            @Override
            public void lost(String what) {
                lost.add(what);
            }

            @Override
            public void done(String what) {
                done.add(what);
            }
        };
        lane = new StreamLane(settings, (Origin.Stream) settings.origin(), () -> false, notes);
    }

    /** Polls until something is so; the quickest of three slow polls has to keep the bound, on a busy machine too. */
    private void until(BooleanSupplier isSo) throws IOException {
        long begun = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime() - begun)
                    .as("lengths %s, lost %s, done %s", lengths.size(), lost, done)
                    .isLessThan(LIMIT);
            long before = System.nanoTime();
            int polled = lane.poll(batch);
            slowest = Math.min(slowest, Math.max(System.nanoTime() - before, polled == 0 ? 0 : Long.MAX_VALUE));
            for (int i = 0; i < batch.size(); i++) {
                lengths.add(batch.length(i));
            }
        }
    }

    private static List<Packet> packets(int... lengths) {
        List<Packet> packets = new ArrayList<>();
        for (int length : lengths) {
            packets.add(Packet.frame(1, new byte[length], T0 + packets.size()));
        }
        return packets;
    }

    private static byte[] pcap(int... lengths) {
        return Written.pcap(LITTLE_ENDIAN, false, packets(lengths));
    }

    private Path fifo() throws Exception {
        Path path = folder.getRoot().toPath().resolve("mirror.pcap");
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    @Test
    public void aFifoIsWaitedForAndReadAsItIsWritten() throws Exception {
        Path path = fifo();
        open("stream", "fifo:" + path);
        for (int i = 0; i < 3; i++) {
            assertThat(lane.poll(batch)).isZero();
        }
        byte[] bytes = pcap(60, 1514, 60);
        // for writing only: an end that opens it for both would not let it end
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int at = 0; at < bytes.length; at++) {
                out.write(bytes, at, 1);
                lane.poll(batch);
                for (int i = 0; i < batch.size(); i++) {
                    lengths.add(batch.length(i));
                }
            }
            until(() -> lengths.equals(List.of(60, 1514, 60)));
            assertThat(lost).isEmpty();
        }
        until(() -> !lost.isEmpty());
        assertThat(lost)
                .containsExactly("fifo:" + path + ": its writer has closed it, after 3 frames; waiting for the next");
        assertThat(lane.rejects(Reject.TRUNCATED)).isZero();
    }

    /** As the pcap writer app of Snabb: the file is opened, a header written, then each packet at once, with nothing kept back. */
    @Test
    public void aWriterKilledInTheMidstOfAFrameAndStartedAgainGoesOn() throws Exception {
        Path path = fifo();
        open("stream", "fifo:" + path, "time", "file");
        for (int round = 1; round <= 5; round++) {
            byte[] whole = pcap(60, 70, 80);
            // killed in the third frame, in its header, in the header of the stream, ...
            int killedAt = List.of(whole.length - 30, whole.length - 85, 10, whole.length - 1, whole.length - 80)
                    .get(round - 1);
            Process writer = new ProcessBuilder(
                            "sh", "-c", "head -c " + killedAt + " > \"$0\"; kill -9 $$", path.toString())
                    .start();
            try (OutputStream out = writer.getOutputStream()) {
                out.write(whole);
            } catch (IOException e) {
                // it took no more than it wanted
            }
            int expected = round;
            until(() -> lane.rejects(Reject.TRUNCATED) == expected);
            writer.waitFor();
        }
        assertThat(lengths).containsExactly(60, 70, 60, 70, 60, 70, 60, 70);
        assertThat(lane.rejects(Reject.MALFORMED)).isZero();
        assertThat(lost).hasSize(1);
        assertThat(lost.get(0)).contains("in the midst of a frame, after 2 frames");
        try (OutputStream out = Files.newOutputStream(path)) {
            lengths.clear();
            out.write(pcap(90));
            until(() -> lengths.equals(List.of(90)));
        }
    }

    @Test
    public void anAbsurdLengthIsCountedAndTheFifoOpenedAnew() throws Exception {
        Path path = fifo();
        open("stream", "fifo:" + path);
        byte[] bytes = pcap(60, 60);
        bytes[24 + 76 + 11] = 0x7f;
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            out.write(bytes);
            until(() -> lane.rejects(Reject.MALFORMED) == 1);
        }
        assertThat(lengths).containsExactly(60);
        assertThat(lost.get(0)).contains("a frame of 2130706492 bytes");
        // its writer waits until the lane reads again
        Process writer = new ProcessBuilder("sh", "-c", "cat > \"$0\"", path.toString()).start();
        try (OutputStream out = writer.getOutputStream()) {
            out.write(pcap(90));
        }
        until(() -> lengths.equals(List.of(60, 90)));
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    public void aCommandIsReadStartedAgainAndEndedWithItsLane() throws Exception {
        Path file = Files.write(folder.getRoot().toPath().resolve("a.pcap"), pcap(60, 70));
        Path pids = folder.getRoot().toPath().resolve("pids");
        open("stream", "exec:echo $$ >> " + pids + "; echo it listens >&2; cat " + file + "; sleep 0.2; exit 3");
        until(() -> lengths.equals(List.of(60, 70, 60, 70)));
        assertThat(lost.get(0)).endsWith(": it says: it listens");
        assertThat(lost.get(1)).endsWith(": ended with exit code 3: it listens, after 2 frames; waiting for the next");
        lane.close();

        open("stream", "exec:sleep 1000 & echo $$ > " + pids + "; cat " + file + "; wait");
        lengths.clear();
        until(() -> lengths.size() == 2);
        long pid = Long.parseLong(Files.readString(pids).trim());
        ProcessHandle shell = ProcessHandle.of(pid).orElseThrow();
        // until cat has ended
        until(() -> shell.descendants().count() == 1);
        List<ProcessHandle> family =
                List.of(shell, shell.descendants().findFirst().orElseThrow());
        lane.close();
        until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    public void aCommandThatCannotBeSaysWhy() throws Exception {
        open("stream", "exec:no-such-probe -w -", "reopen", "off");
        until(() -> !done.isEmpty());

        assertThat(done.get(0))
                .contains("ended with exit code 127: ", "not found")
                .endsWith("after 0 frames");
        assertThat(lane.poll(batch)).isEqualTo(CaptureLane.END);
    }

    @Test
    public void aBrokerIsConnectedToAndAgainWhenItHasGone() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            open("stream", "tcp://127.0.0.1:" + broker.getLocalPort());
            for (int round = 1; round <= 2; round++) {
                int frames = 2 * round;
                try (Socket peer = accept(broker)) {
                    peer.getOutputStream().write(pcap(60, 70));
                    until(() -> lengths.size() == frames);
                }
            }
        }
        assertThat(lengths).containsExactly(60, 70, 60, 70);
    }

    /** The lane connects while it is polled. */
    private Socket accept(ServerSocket broker) throws IOException {
        broker.setSoTimeout(1);
        Socket[] accepted = new Socket[1];
        until(() -> {
            try {
                accepted[0] = broker.accept();
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        return accepted[0];
    }

    @Test
    public void nobodyAtTheOtherEndIsSaidPlainly() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> open("stream", "tcp://127.0.0.1:" + port))
                .isInstanceOf(IOException.class)
                .hasMessage("no connection to 127.0.0.1 port " + port + ": Connection refused");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open("stream", "listen://127.0.0.1:" + taken.getLocalPort()))
                    .hasMessageContaining(
                            "port " + taken.getLocalPort() + " of 127.0.0.1 cannot be had: Address already");
        }
        assertThatThrownBy(() -> open("stream", "fifo:/none/of/it"))
                .hasMessage("/none/of/it: no such FIFO; make it with: mkfifo /none/of/it");
        assertThatThrownBy(() -> open("stream", "fifo:/etc/hostname"))
                .hasMessage("/etc/hostname: is no FIFO; a capture file is given with file =");
    }

    @Test
    public void aListenerTakesOnePeerAtATime() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        open("stream", "listen://127.0.0.1:" + port);
        try (Socket one = new Socket("127.0.0.1", port)) {
            one.getOutputStream().write(pcap(60));
            until(() -> lengths.size() == 1);
            try (Socket other = new Socket("127.0.0.1", port)) {
                until(() -> lane.rejects(Reject.OVER_LIMIT) == 1);
                assertThat(other.getInputStream().read()).isNegative();
            }
            one.getOutputStream().write(pcap(70), 24, 30);
        }
        until(() -> lane.rejects(Reject.TRUNCATED) == 1);
        try (Socket web = new Socket("127.0.0.1", port)) {
            web.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            until(() -> lane.rejects(Reject.MALFORMED) == 1);
            // closed with bytes unread, or not
            until(() -> closedBy(web));
        }
        try (Socket next = new Socket("127.0.0.1", port)) {
            next.getOutputStream().write(pcap(80, 90));
            until(() -> lengths.equals(List.of(60, 80, 90)));
        }
        assertThat(lane.rejects(Reject.OVER_LIMIT)).isEqualTo(1);
    }

    private static boolean closedBy(Socket socket) {
        try {
            socket.setSoTimeout(10);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    public void datagramsWithinAStreamGoToTheirDecoder() throws Exception {
        Path path = fifo();
        open("stream", "fifo:" + path, "decoder", "netflow", "port", "2055", "time", "file");
        List<Packet> frames = List.of(
                Packet.frame(1, Recording.ethernet(Recording.udp(2055, new byte[40])), T0),
                Packet.frame(1, Recording.ethernet(Recording.udp(53, new byte[41])), T0),
                Packet.frame(101, Recording.udp(2055, new byte[42]), T0));
        try (OutputStream out = Files.newOutputStream(path)) {
            out.write(Written.pcapng(LITTLE_ENDIAN, 9, frames));
            until(() -> lengths.size() == 2);
        }
        assertThat(lengths).containsExactly(40, 42);
        assertThat(batch.linkType()).isEqualTo(101);
        assertThat(batch.senderPort(0)).isEqualTo(5000);
        assertThat(batch.epochNanos(0)).isEqualTo(T0);
    }

    @Test
    public void anIdleStreamDoesNotHoldItsLane() throws Exception {
        open("stream", "fifo:" + fifo());
        until(() -> slowest != Long.MAX_VALUE);
        assertThat(slowest).isLessThan(LONGEST_POLL);
        lane.close();
        slowest = Long.MAX_VALUE;
        open("stream", "exec:sleep 1000");
        until(() -> slowest != Long.MAX_VALUE);
        assertThat(slowest).isLessThan(LONGEST_POLL);
    }

    @Test
    public void nothingIsAllocatedForAFrameOfAnyStream() throws Exception {
        byte[] bytes = pcap(1514);
        Path file = Files.write(folder.getRoot().toPath().resolve("a.pcap"), bytes);
        // one header, then the same frame for ever
        String forEver = "head -c 24 " + file + "; tail -c 1530 " + file + " > " + file + ".1; " + "while cat " + file
                + ".1 " + file + ".1 " + file + ".1 " + file + ".1; do :; done";
        open("stream", "exec:" + forEver);
        long[] seen = new long[1];
        Allocation.none(() -> {
            try {
                for (int i = 0; i < 200; i++) {
                    seen[0] += lane.poll(batch);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(seen[0]).isGreaterThan(100);
        assertThat(lane.rejects(Reject.MALFORMED)).isZero();
    }
}
