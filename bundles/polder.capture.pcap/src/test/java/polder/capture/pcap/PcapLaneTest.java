// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.wire.Address;
import polder.wire.Layer;

public final class PcapLaneTest {
    private static final long T0 = 1_000_000_000_000_000_000L;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PacketBatch batch = new PacketBatch(256);
    private final List<String> lost = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    @Before
    public void needsLibpcap() {
        Libpcap.assumed();
    }

    private Path file(String name) {
        return folder.getRoot().toPath().resolve(name);
    }

    private PcapLane open(Path file, String... keysAndValues) throws IOException {
        Map<String, String> properties = new TreeMap<>(Map.of("file", file.toString(), "service.pid", "x~lab"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        PcapSettings settings = PcapSettings.of(properties);
        return new PcapLane(settings, (Origin.Replay) settings.origin(), () -> false, new PcapLane.Notes() {
            @Override
            public void lost(String what) {
                lost.add(what);
            }

            @Override
            public void done(String what) {
                done.add(what);
            }
        });
    }

    /** Everything the lane gives until its end: a packet's time, sender and bytes each. */
    private List<String> all(PcapLane lane) {
        List<String> rows = new ArrayList<>();
        int polled = lane.poll(batch);
        while (polled != CaptureLane.END) {
            for (int i = 0; i < batch.size(); i++) {
                StringBuilder row = new StringBuilder();
                row.append(batch.epochNanos(i) - T0)
                        .append(' ')
                        .append(batch.linkType())
                        .append(' ');
                row.append(new Address(batch.senderHigh(i), batch.senderLow(i))).append(':');
                row.append(batch.senderPort(i))
                        .append(' ')
                        .append(batch.wireLength(i))
                        .append(' ');
                for (int b = 0; b < batch.length(i); b++) {
                    row.append((char) batch.bytes().get(batch.offset(i) + b));
                }
                rows.add(row.toString());
            }
            polled = lane.poll(batch);
        }
        lane.close();
        return rows;
    }

    @Test
    public void framesComeWholeWithTheirLinkTypeAndRecordedTime() throws IOException {
        Recording recording = new Recording(101).frame(T0, "Eabc".getBytes("US-ASCII"), 1500);
        recording.frame(T0 + 7, "Ed".getBytes("US-ASCII"));

        PcapLane lane = open(recording.save(file("a.pcap")), "speed", "max", "time", "file");

        assertThat(all(lane)).containsExactly("0 101 :::0 1500 Eabc", "7 101 :::0 2 Ed");
        assertThat(done).containsExactly(file("a.pcap") + " has been read: 2 packets");
    }

    @Test
    public void datagramsComeWithTheirSenderFromEveryLinkType() throws IOException {
        byte[] packet = Recording.udp(2055, "flow".getBytes("US-ASCII"));
        Map<Integer, String> headers = Map.of(
                1, "020000000001 020000000002 8100 0005 0800",
                101, "",
                0, "02000000",
                108, "00000002",
                113, "0000 0001 0006 0200000000010000 0800",
                276, "0800 0000 00000002 0001 00 06 0200000000010000");
        for (Map.Entry<Integer, String> link : headers.entrySet()) {
            Recording recording = new Recording(link.getKey()).frame(T0, Recording.behind(link.getValue(), packet));
            PcapLane lane = open(recording.save(file("l.pcap")), "decoder", "netflow", "speed", "max", "time", "file");
            assertThat(all(lane)).containsExactly("0 " + link.getKey() + " 192.0.2.1:5000 4 flow");
        }
    }

    @Test
    public void whichPacketOfATunnelCountsIsSaidWithEveryBatch() throws IOException {
        Path saved = new Recording(1).frame(T0, new byte[60]).save(file("t.pcap"));
        for (Layer layer : Layer.values()) {
            all(open(saved, "speed", "max", "count", layer.name().toLowerCase(Locale.ROOT)));
            assertThat(batch.counting()).isEqualTo(layer);
        }
        all(open(saved, "speed", "max"));
        assertThat(batch.counting()).isEqualTo(Layer.OWN);
    }

    @Test
    public void datagramsInPiecesAreLeftOutAndCounted() throws IOException {
        byte[] packet = Recording.udp(2055, new byte[1000]);
        Recording recording = new Recording(1)
                .frame(T0, Recording.ethernet(Recording.piece(packet, 0x2000, 0, 512)))
                .frame(T0, Recording.ethernet(Recording.piece(packet, 64, 512, 1008)))
                .frame(T0, Recording.ethernet(Recording.udp(2055, "ok".getBytes("US-ASCII"))));

        PcapLane lane = open(recording.save(file("p.pcap")), "decoder", "netflow", "speed", "max", "time", "file");

        assertThat(all(lane)).containsExactly("0 1 192.0.2.1:5000 2 ok");
        assertThat(lane.dropped()).isEqualTo(2);
        assertThat(done)
                .containsExactly(file("p.pcap") + " has been read: 3 packets, 1 datagrams handed on; left out 2 IP"
                        + " fragments of larger datagrams");
    }

    @Test
    public void onlyTheGivenPortsAndTheFilterPass() throws IOException {
        Recording recording = new Recording(1);
        for (int port : new int[] {53, 2055, 4739, 6343}) {
            recording.frame(
                    T0,
                    Recording.ethernet(
                            Recording.udp(port, Integer.toString(port).getBytes("US-ASCII"))));
        }
        Path file = recording.save(file("p.pcap"));

        List<String> byPort = all(open(file, "decoder", "ipfix", "speed", "max", "time", "file", "port", "4739, 2055"));
        List<String> byFilter =
                all(open(file, "decoder", "ipfix", "speed", "max", "time", "file", "filter", "udp port 6343"));

        assertThat(byPort).containsExactly("0 1 192.0.2.1:5000 4 2055", "0 1 192.0.2.1:5000 4 4739");
        assertThat(byFilter).containsExactly("0 1 192.0.2.1:5000 4 6343");
    }

    @Test
    public void aTruncatedFileIsReadAsFarAsItGoes() throws IOException {
        byte[] bytes = new Recording(101)
                .frame(T0, "Eabc".getBytes("US-ASCII"))
                .frame(T0, "Edef".getBytes("US-ASCII"))
                .bytes();
        Path file = Files.write(file("cut.pcap"), Arrays.copyOf(bytes, bytes.length - 2));

        assertThat(all(open(file, "speed", "max", "time", "file"))).containsExactly("0 101 :::0 4 Eabc");
        assertThat(lost).hasSize(1);
        assertThat(lost.get(0)).startsWith(file + ": cannot be read beyond packet 1: truncated dump file");
    }

    @Test
    public void whatCannotBeOpenedIsSaidPlainly() throws IOException {
        Path text = Files.writeString(file("notes.txt"), "this is no capture file, it is text");
        Path wifi = new Recording(105).save(file("wifi.pcap"));

        assertThatThrownBy(() -> open(file("none.pcap")))
                .isInstanceOf(IOException.class)
                .hasMessage(file("none.pcap") + ": no such file");
        assertThatThrownBy(() -> open(text)).hasMessage(text + ": is not a capture file: unknown file format");
        assertThatThrownBy(() -> open(file("x*.pcap"))).hasMessage(file("x*.pcap") + ": no file matches");
        assertThatThrownBy(() -> open(wifi))
                .hasMessage(wifi + ": link type IEEE802_11 (105) is not supported; Ethernet, Linux cooked, raw IP"
                        + " and loopback are");
    }

    @Test
    public void aGlobIsReplayedFileByFileAsOftenAsAsked() throws IOException {
        new Recording(101).frame(T0 + 5, "Eb".getBytes("US-ASCII")).save(file("r-2.pcap"));
        new Recording(1).frame(T0, "Ea".getBytes("US-ASCII")).save(file("r-1.pcap"));
        Files.writeString(file("r-3.pcap"), "this is no capture file, it is text");

        List<String> rows = all(open(file("r-*.pcap"), "speed", "max", "time", "file", "repeat", "2"));

        assertThat(rows).containsExactly("0 1 :::0 2 Ea", "5 101 :::0 2 Eb", "0 1 :::0 2 Ea", "5 101 :::0 2 Eb");
        assertThat(lost).containsExactly(file("r-3.pcap") + ": is not a capture file: unknown file format; left out");
    }

    @Test
    public void aPcapngIsReadToo() throws IOException {
        ByteBuffer blocks = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        blocks.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(1)
                .putLong(-1)
                .putInt(28);
        blocks.putInt(1).putInt(20).putInt(101).putInt(65536).putInt(20);
        long micros = T0 / 1000 + 3;
        blocks.putInt(6).putInt(36).putInt(0).putInt((int) (micros >>> 32)).putInt((int) micros);
        blocks.putInt(4).putInt(90).put("Eabc".getBytes("US-ASCII")).putInt(36);
        Path file = Files.write(file("a.pcapng"), Arrays.copyOf(blocks.array(), blocks.position()));

        assertThat(all(open(file, "speed", "max", "time", "file"))).containsExactly("3000 101 :::0 90 Eabc");
    }

    @Test
    public void damagedFilesAreReadOrRefusedAndEnd() throws IOException {
        Recording recording = new Recording(1);
        for (int i = 0; i < 20; i++) {
            recording.frame(T0 + i, Recording.ethernet(Recording.udp(2055, new byte[30 + i])));
        }
        byte[] whole = recording.bytes();
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 4 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = i % 4; flips > 0 && damaged.length > 0; flips--) {
                // mostly where files and packets have their headers
                int at = random.nextInt(flips == 1 ? 64 : damaged.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(file("damaged.pcap"), damaged);
            try {
                all(open(file, "decoder", i % 2 == 0 ? "netflow" : "packet", "speed", "max"));
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                refused++;
            }
        }
        assertThat(refused).isBetween(50, 900);
        assertThat(lost).hasSizeBetween(100, 900);
    }

    @Test
    public void anEmptyFileForEverEnds() throws IOException {
        Path file = new Recording(1).save(file("empty.pcap"));

        assertThat(all(open(file, "repeat", "forever"))).isEmpty();
    }

    @Test
    public void packetsComeAtTheRecordedPaceWithTheTimeOfDay() throws IOException {
        Recording recording = new Recording(101);
        long gap = MILLISECONDS.toNanos(30);
        for (int i = 0; i < 10; i++) {
            recording.frame(T0 + i * gap, "E".getBytes("US-ASCII"));
        }
        long dayBefore = MILLISECONDS.toNanos(System.currentTimeMillis());
        long before = System.nanoTime();
        PcapLane lane = open(recording.save(file("p.pcap")), "speed", "1");
        List<Long> times = new ArrayList<>();
        List<Long> late = new ArrayList<>();
        while (lane.poll(batch) != CaptureLane.END) {
            for (int i = 0; i < batch.size(); i++) {
                late.add(System.nanoTime() - before - times.size() * gap);
                times.add(batch.epochNanos(i));
            }
        }

        assertThat(times).hasSize(10);
        assertThat(times.get(0) - dayBefore).isBetween(0L, MILLISECONDS.toNanos(2000));
        for (int i = 1; i < 10; i++) {
            assertThat(times.get(i) - times.get(i - 1)).isEqualTo(gap);
        }
        assertThat(late).allMatch(nanos -> nanos >= 0);
    }

    @Test
    public void noPollWaitsMuchLongerThanATenthOfASecond() throws IOException {
        Recording recording =
                new Recording(101).frame(T0, new byte[] {1}).frame(T0 + MILLISECONDS.toNanos(30_000), new byte[] {2});
        PcapLane lane = open(recording.save(file("p.pcap")));
        assertThat(lane.poll(batch)).isEqualTo(1);
        long before = System.nanoTime();

        int polled = lane.poll(batch);

        assertThat(polled).isZero();
        assertThat(System.nanoTime() - before).isBetween(MILLISECONDS.toNanos(50), MILLISECONDS.toNanos(2000));
        lane.close();
    }
}
