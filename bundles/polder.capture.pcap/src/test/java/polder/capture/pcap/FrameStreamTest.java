// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import polder.api.testing.Allocation;
import polder.api.testing.CaptureFile;
import polder.api.testing.Corpus;
import polder.api.testing.Packet;

public final class FrameStreamTest {
    private static final long T0 = 1_700_000_000_123_456_000L;
    private static final int SMALL = 1500;

    private final FrameStream stream = new FrameStream();
    private final List<String> frames = new ArrayList<>();

    private void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && stream.fault().isEmpty()) {
            stream.compact();
            int count = Math.min(stream.room(), to - at);
            stream.buffer().put(bytes, at, count);
            stream.received(count);
            at += count;
            drain();
        }
    }

    private void drain() {
        while (stream.next()) {
            byte[] frame = new byte[stream.length()];
            stream.buffer().get(stream.offset(), frame);
            frames.add(row(stream.epochNanos(-1), stream.linkType(), stream.wireLength(), frame));
            stream.taken();
        }
    }

    private static String row(long time, int linkType, int wireLength, byte[] frame) {
        return time + " " + linkType + " " + Math.max(wireLength, frame.length) + " "
                + HexFormat.of().formatHex(frame);
    }

    private static List<String> rows(List<Packet> packets) {
        return packets.stream()
                .map(packet -> row(packet.epochNanos(), packet.linkType(), packet.wireLength(), packet.bytes()))
                .toList();
    }

    /** All frames of a stream that comes in pieces which end at these places. */
    private List<String> read(byte[] bytes, int... cuts) {
        stream.restart();
        frames.clear();
        int at = 0;
        for (int cut : cuts) {
            feed(bytes, at, cut);
            at = cut;
        }
        feed(bytes, at, bytes.length);
        return List.copyOf(frames);
    }

    private List<String> byteForByte(byte[] bytes) {
        int[] cuts = new int[bytes.length];
        Arrays.setAll(cuts, i -> i);
        return read(bytes, cuts);
    }

    private static List<Packet> micros(List<Packet> packets) {
        return packets.stream()
                .map(packet -> Packet.frame(
                        packet.linkType(),
                        packet.bytes(),
                        Math.max(packet.wireLength(), packet.bytes().length),
                        Math.floorMod(packet.epochNanos(), 4_000_000_000_000_000_000L) / 1000 * 1000))
                .toList();
    }

    private static List<Packet> packets(int... lengths) {
        List<Packet> packets = new ArrayList<>();
        for (int length : lengths) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) packets.size());
            packets.add(Packet.frame(1, bytes, length + 4, T0 + packets.size() * 1_000_000L));
        }
        return packets;
    }

    @Test
    public void everyCaptureIsReadAsAStreamLikeAsAFile() throws IOException {
        for (Path capture : Corpus.captures("mirror")) {
            byte[] bytes = Files.readAllBytes(capture);
            List<String> whole = rows(CaptureFile.read(capture).frames());
            assertThat(read(bytes)).as("%s", capture).isEqualTo(whole);
            assertThat(byteForByte(bytes)).as("%s, byte for byte", capture).isEqualTo(whole);
            for (int cut = 0; cut <= bytes.length && bytes.length <= SMALL; cut++) {
                assertThat(read(bytes, cut)).as("%s, cut at %d", capture, cut).isEqualTo(whole);
            }
        }
    }

    @Test
    public void everyFormOfAStreamGivesTheSameFrames() {
        for (Path capture : Corpus.captures("mirror")) {
            List<Packet> packets = micros(CaptureFile.read(capture).frames());
            assertForms(capture.toString(), packets);
        }
        assertForms("made up", packets(0, 1, 60, 1514, 262_144));
    }

    private void assertForms(String name, List<Packet> packets) {
        for (ByteOrder order : List.of(BIG_ENDIAN, LITTLE_ENDIAN)) {
            assertThat(read(Written.pcap(order, false, packets))).as(name).isEqualTo(rows(packets));
            assertThat(read(Written.pcap(order, true, packets))).as(name).isEqualTo(rows(packets));
            assertThat(read(Written.pcapng(order, 9, packets))).as(name).isEqualTo(rows(packets));
            assertThat(stream.fault()).isEmpty();
            assertThat(stream.isPartial()).isFalse();
        }
    }

    @Test
    public void aPcapngOfSeveralSectionsAndLinkTypesIsOneStream() {
        List<Packet> one = new ArrayList<>(packets(60, 70));
        one.add(Packet.frame(113, new byte[] {1, 2, 3}, T0));
        one.add(Packet.frame(1, new byte[] {4}, T0));
        List<Packet> other = List.of(Packet.frame(101, new byte[] {5, 6}, T0));
        byte[] all = Written.joined(Written.pcapng(LITTLE_ENDIAN, 9, one), Written.pcapng(BIG_ENDIAN, 9, other));

        List<Packet> both = new ArrayList<>(one);
        both.addAll(other);
        assertThat(byteForByte(all)).isEqualTo(rows(both));
    }

    @Test
    public void timesInPowersOfTwoAreRead() {
        read(Written.pcapng(LITTLE_ENDIAN, 0x80 + 30, packets(60)));

        long time = Long.parseLong(frames.get(0).substring(0, frames.get(0).indexOf(' ')));
        assertThat(time).isBetween(T0 - 1, T0);
    }

    @Test
    public void aSimplePacketHasTheTimeItArrives() {
        ByteBuffer out = ByteBuffer.allocate(28 + 20 + 20).order(LITTLE_ENDIAN);
        out.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(1)
                .putLong(-1)
                .putInt(28);
        out.putInt(1).putInt(20).putInt(101).putInt(3).putInt(20);
        out.putInt(3).putInt(20).putInt(90).put(new byte[] {1, 2, 3, 0}).putInt(20);

        assertThat(read(out.array())).containsExactly("-1 101 90 010203");
    }

    @Test
    public void aStreamThatIsFollowedByAnotherGoesOnWithItsHeader() {
        byte[] one = Written.pcap(LITTLE_ENDIAN, false, packets(60, 70));
        int[] lengths = new int[4000];
        Arrays.fill(lengths, 90);
        byte[] other = Written.pcap(BIG_ENDIAN, true, packets(lengths));
        List<String> ofOther = rows(packets(lengths));

        List<String> whole = read(Written.joined(one, other));
        assertThat(whole.subList(2, whole.size())).isEqualTo(ofOther);
        assertThat(stream.resumed()).isZero();
        for (int cut = 24; cut <= one.length; cut++) {
            List<String> rows = read(Written.joined(Arrays.copyOf(one, cut), other));
            int more = rows.size() - ofOther.size();
            assertThat(more).as("frames more, cut at %d", cut).isBetween(0, 10);
            assertThat(rows.subList(more, rows.size())).isEqualTo(ofOther);
        }
        assertThat(stream.resumed()).isPositive();
    }

    @Test
    public void whatCannotBeIsRefusedWithItsReason() {
        byte[] pcap = Written.pcap(LITTLE_ENDIAN, false, packets(60));
        ByteBuffer long1 = ByteBuffer.wrap(pcap.clone()).order(LITTLE_ENDIAN).putInt(32, 262_145);
        read(long1.array());
        assertThat(stream.fault()).isEqualTo("a frame of 262145 bytes, 64 on the wire at 123456 of a second");
        read("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(stream.fault()).isEqualTo("it starts with 0x47455420, as neither pcap nor pcapng do");
        byte[] pcapng = Written.pcapng(LITTLE_ENDIAN, 9, packets(60));
        read(ByteBuffer.wrap(pcapng.clone()).order(LITTLE_ENDIAN).putInt(32, -4).array());
        assertThat(stream.fault()).isEqualTo("a block of 4294967292 bytes");
        read(ByteBuffer.wrap(pcapng.clone()).order(LITTLE_ENDIAN).putInt(24, 32).array());
        assertThat(stream.fault()).isEqualTo("a block whose two lengths differ");
        assertThat(frames).isEmpty();
    }

    @Test
    public void noMutationDoesHarm() {
        Random random = new Random(4);
        List<byte[]> seeds = List.of(
                Written.pcap(LITTLE_ENDIAN, false, packets(60, 70, 1000)),
                Written.pcap(BIG_ENDIAN, true, packets(60, 0, 1)),
                Written.pcapng(LITTLE_ENDIAN, 9, packets(60, 70, 1000)),
                Written.pcapng(BIG_ENDIAN, 0x80 + 30, packets(1, 2, 3)));
        int faults = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] damaged = seeds.get(i % seeds.size()).clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                int at = random.nextInt(random.nextBoolean() ? damaged.length : 100);
                damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ (1 << random.nextInt(8)));
            }
            int cut = random.nextInt(damaged.length);
            read(i % 3 == 0 ? Arrays.copyOf(damaged, cut) : damaged, random.nextInt(cut + 1));
            faults += stream.fault().isEmpty() ? 0 : 1;
            assertThat(frames.size()).isLessThan(80);
        }
        assertThat(faults).isBetween(20_000, 99_000);
    }

    @Test
    public void rubbishForEverTakesNoMemoryAndEnds() {
        byte[] rubbish = new byte[3 << 20];
        new Random(5).nextBytes(rubbish);
        for (int i = 0; i < 50; i++) {
            stream.restart();
            byte[] head = Written.pcap(LITTLE_ENDIAN, false, packets(60));
            feed(head, 0, head.length);
            feed(rubbish, i, rubbish.length);
            assertThat(stream.buffer().capacity()).isEqualTo(1 << 20);
        }
    }

    @Test
    public void nothingIsAllocatedForAFrame() {
        List<Packet> many = packets(new int[4000]);
        for (byte[] bytes : List.of(Written.pcap(LITTLE_ENDIAN, false, many), Written.pcapng(LITTLE_ENDIAN, 9, many))) {
            long[] seen = new long[1];
            Allocation.none(() -> {
                stream.restart();
                stream.room();
                stream.buffer().put(bytes);
                stream.received(bytes.length);
                while (stream.next()) {
                    seen[0] += stream.length() + stream.epochNanos(0);
                    stream.taken();
                }
            });
            assertThat(seen[0]).isNotZero();
        }
    }
}
