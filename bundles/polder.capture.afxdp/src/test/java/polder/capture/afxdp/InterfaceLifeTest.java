// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.testing.Cable;

/** What an interface may do while it is read, and what an operator is told. */
public class InterfaceLifeTest {
    private final PacketBatch batch = new PacketBatch(256);

    private static AfXdpCapture capture(String... more) {
        List<String> all = new ArrayList<>(List.of("interface", "rx"));
        all.addAll(List.of(more));
        return new AfXdpCapture(AfXdpSettingsTest.settings(all.toArray(String[]::new)));
    }

    private int take(CaptureLane lane) throws IOException {
        int all = 0;
        for (int got = lane.poll(batch); got > 0; got = lane.poll(batch)) {
            all += got;
        }
        return all;
    }

    private void counts(CaptureLane lane, int frames) throws Exception {
        try (FrameSender sender = new FrameSender("tx")) {
            sender.send(frames, 60);
            assertThat(take(lane)).isEqualTo(frames);
        }
    }

    @Test
    public void anInterfaceThatGoesDownAndUpIsReadOn() throws Exception {
        XdpCable.with("", () -> {
            for (String mode : new String[] {"generic", "native"}) {
                try (CaptureLane lane = capture("mode", mode).open(0)) {
                    counts(lane, 100);
                    Cable.ip("link set dev rx down");
                    assertThat(take(lane)).isZero();
                    Cable.up();
                    counts(lane, 100);
                }
            }
        });
    }

    @Test
    public void anInterfaceThatIsDownIsReadOnceItIsUp() throws Exception {
        XdpCable.with("", () -> {
            Cable.ip("link set dev rx down");
            try (CaptureLane lane = capture().open(0)) {
                assertThat(take(lane)).isZero();
                Cable.up();
                counts(lane, 100);
            }
        });
    }

    @Test
    public void anInterfaceThatGoesAndComesBackIsOpenedAnew() throws Exception {
        XdpCable.with("", () -> {
            AfXdpCapture capture = capture();
            CaptureLane lane = capture.open(0);
            counts(lane, 100);
            Cable.ip("link delete dev rx");
            assertThatThrownBy(() -> take(lane)).hasMessage("rx has gone");
            assertThat(lane.dropped()).isZero();
            lane.close();
            assertThatThrownBy(() -> capture.open(0)).hasMessageStartingWith("there is no interface rx; there are ");
            Cable.plug("");
            try (CaptureLane again = capture.open(0)) {
                counts(again, 100);
            }
        });
    }

    @Test
    public void theLastLaneTakesTheProgramAndThePromiscuousModeWithIt() throws Exception {
        XdpCable.with("numrxqueues 2 numtxqueues 2", () -> {
            AfXdpCapture capture = capture("lanes", "2", "mode", "generic");
            CaptureLane first = capture.open(0);
            CaptureLane second = capture.open(1);
            assertThat(Cable.ip("-d link show dev rx")).contains("xdpgeneric", "promiscuity 1");
            first.close();
            assertThat(Cable.ip("-d link show dev rx")).contains("xdpgeneric", "promiscuity 1");
            second.close();
            assertThat(Cable.ip("-d link show dev rx")).doesNotContain("xdp").contains("promiscuity 0");
        });
    }

    @Test
    public void aProcessThatIsKilledLeavesNothingBehind() throws Exception {
        XdpCable.with("", () -> {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process holder = new ProcessBuilder(
                            java, "-cp", System.getProperty("java.class.path"), Holder.class.getName(), "rx")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
                String line = said.readLine();
                while (line != null && !line.equals("open")) {
                    line = said.readLine();
                }
                assertThat(line).isEqualTo("open");
                assertThatThrownBy(() -> capture().open(0))
                        .hasMessage(
                                "rx: the redirect program cannot be attached (mode = native): another program has it"
                                        + " (see: ip link show)");
            } finally {
                holder.destroyForcibly();
            }
            try (CaptureLane lane = capture().open(0)) {
                counts(lane, 100);
            }
        });
    }

    @Test
    public void aChangeIsTakenOverByAllLanes() throws Exception {
        XdpCable.with("numrxqueues 2 numtxqueues 2", () -> {
            AfXdpCapture capture = capture("lanes", "2");
            CaptureLane first = capture.open(0);
            CaptureLane second = capture.open(1);
            capture.modified(AfXdpSettingsTest.properties("interface", "rx", "lanes", "9-9"));
            assertThat(first.poll(batch)).isZero();
            capture.modified(AfXdpSettingsTest.properties("interface", "rx", "lanes", "2", "mode", "generic"));
            assertThat(first.poll(batch)).isEqualTo(CaptureLane.REOPEN);
            assertThat(second.poll(batch)).isEqualTo(CaptureLane.REOPEN);
            assertThat(first.overlaps()).isFalse();
            first.close();
            Thread other = new Thread(() -> {
                try {
                    Thread.sleep(200);
                    second.close();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            other.start();
            // the other lane still holds the interface for a moment
            try (CaptureLane again = capture.open(0);
                    CaptureLane both = capture.open(1);
                    FrameSender sender = new FrameSender("tx")) {
                sender.send(100, 60);
                assertThat(take(again) + take(both)).isEqualTo(100);
                assertThat(Cable.ip("link show dev rx")).contains("xdpgeneric");
            }
            other.join();
        });
    }

    /** struct ifreq with a pointer to struct ethtool_channels: SCHANNELS, receiving and sending queues. */
    private static void queues(int number) throws Exception {
        int fd = Libc.socket(17, 3, 0);
        Scratch request = new Scratch(128).zero().text(0, "rx");
        request.bytes
                .putLong(16, request.at + 64)
                .putInt(64, 0x3d)
                .putInt(84, number)
                .putInt(88, number);
        int done = Libc.ioctl(fd, 0x8946, request.at);
        Libc.close(fd);
        assertThat(done).isZero();
    }

    @Test
    public void moreQueuesAreNoticed() throws Exception {
        XdpCable.with("numrxqueues 2 numtxqueues 2", () -> {
            queues(1);
            AfXdpCapture capture = capture();
            try (CaptureLane lane = capture.open(0)) {
                assertThat(lane.dropped()).isZero();
                assertThat(lane.poll(batch)).isZero();
                queues(2);
                lane.dropped();
                assertThat(lane.poll(batch)).isEqualTo(CaptureLane.REOPEN);
            }
            try (CaptureLane lane = capture.open(0)) {
                lane.dropped();
                counts(lane, 100);
            }
        });
    }

    @Test
    public void whatADriverCannotDoIsSaid() throws Exception {
        XdpCable.with("", () -> {
            assertThatThrownBy(() -> capture("copy", "zero").open(0))
                    .hasMessageStartingWith("rx: queue 0 cannot be had (copy = zero): Operation not supported; ")
                    .hasMessageEndingWith("use polder.capture.afpacket");
            AfXdpCapture loopback = new AfXdpCapture(
                    AfXdpSettingsTest.settings("interface", "lo", "mode", "native", "addresses", "ignored"));
            assertThatThrownBy(() -> loopback.open(0))
                    .hasMessageStartingWith("lo: the redirect program cannot be attached (mode = native): ")
                    .hasMessageEndingWith("use polder.capture.afpacket");
            assertThat(Cable.ip("link show")).doesNotContain("xdp");
        });
    }

    @Test
    public void anInterfaceWithAnAddressIsNotTakenAway() throws Exception {
        XdpCable.with("", () -> {
            Cable.ip("address add 192.0.2.1/24 dev rx");
            assertThatThrownBy(() -> capture().open(0))
                    .hasMessageStartingWith("rx has the address 192.0.2.1: AF_XDP takes every frame")
                    .hasMessageEndingWith("use polder.capture.afpacket, or write addresses = ignored");
            try (CaptureLane lane = capture("addresses", "ignored").open(0)) {
                counts(lane, 100);
            }
        });
    }

    @Test
    public void whatTcpreplaySendsIsCountedOrReported() throws Exception {
        Path file = Files.createTempFile("afxdp", ".pcap");
        XdpCable.with("", () -> {
            Files.write(file, Recording.of(10_000));
            try {
                Cable.run("tcpreplay -V");
            } catch (IOException e) {
                System.out.println("not tested: tcpreplay is not there: " + e.getMessage());
                return;
            }
            for (String mode : new String[] {"generic", "native"}) {
                try (CaptureLane lane = capture("mode", mode, "memory", "2mb").open(0)) {
                    Process replay = Cable.start("exec tcpreplay --topspeed --loop 10 -i tx " + file);
                    long got = 0;
                    while (replay.isAlive()) {
                        got += take(lane);
                    }
                    got += take(lane);
                    String said = new String(replay.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    Matcher sent =
                            Pattern.compile("Successful packets: +(\\d+)").matcher(said);
                    assertThat(sent.find()).as(said).isTrue();
                    assertThat(Long.parseLong(sent.group(1))).as(said).isEqualTo(100_000);
                    assertThat(got).isPositive();
                    assertThat(got + lane.dropped()).as(mode).isEqualTo(100_000);
                }
            }
        });
        Files.delete(file);
    }
}
