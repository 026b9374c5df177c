// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.decode.packet.Frames.AT;
import static polder.decode.packet.Frames.ethernet;
import static polder.decode.packet.Frames.hex;
import static polder.decode.packet.Frames.ipv4;
import static polder.decode.packet.Frames.ipv6;
import static polder.decode.packet.Frames.tcp;
import static polder.decode.packet.Frames.udp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Golden;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;
import polder.wire.Layer;
import polder.wire.PrefixTable;

public class PacketLaneTest {
    private final PacketDecoder decoder = new PacketDecoder();

    private static List<Packet> tagged() {
        return List.of(
                ethernet("8100 0064 0800", ipv4(17, "00000000", udp(53, 4000))),
                ethernet("88a8 0064 8100 00c8 86dd", ipv6(6, tcp(443, 50000, 0x12))),
                ethernet("9100 0064 8100 00c8 0800", ipv4(1, "00000000", "0800 0000 0001 0001")),
                ethernet("8100 0064".repeat(16), "0800", ipv4(17, "00000000", udp(53, 4000))));
    }

    @Test
    public void theBoundOfTheCaptureHolds() {
        byte[] frame = ethernet("0800", ipv4(17, "00000000", udp(53, 4000))).bytes();
        frame[16] = (byte) 0xff;
        PacketBatch batch =
                new PacketBatch(1).in(ByteBuffer.allocateDirect(frame.length).put(0, frame));
        batch.add(0, frame.length, 60, AT);
        List<Long> lengths = new ArrayList<>();
        FlowBatch flows = new FlowBatch(4, drained -> lengths.add(drained.bytes(0)));
        for (boolean bounded : new boolean[] {false, true}) {
            flows.of(batch.bounded(bounded));
            decoder.open(0).decode(batch, flows);
            flows.drain();
        }
        assertThat(lengths).containsExactly(0xff00L + (frame[17] & 0xff), 46L);
    }

    private static List<Packet> fragments() {
        return List.of(
                ethernet("0800", ipv4(17, "00072000", udp(53, 4000))),
                ethernet("0800", ipv4(17, "00070002", udp(53, 4000))),
                ethernet("0800", ipv4(6, "00084000", tcp(1, 2, 2))),
                ethernet("86dd", ipv6(44, "11 00 0001 00000007" + udp(53, 4000))),
                ethernet("86dd", ipv6(44, "11 00 0010 00000007" + udp(53, 4000))),
                ethernet("86dd", ipv6(44, "11 00 0000 00000007" + udp(53, 4000))));
    }

    private static List<Packet> extensions() {
        return List.of(
                ethernet(
                        "86dd",
                        ipv6(0, "2b 00 0502 00000100" + "3c 00 0000 00000000" + "11 00 0104 00000000" + udp(1, 2))),
                ethernet("86dd", ipv6(51, "06 04 0000" + "00".repeat(20) + tcp(443, 50000, 0x10))),
                ethernet("86dd", ipv6(50, "00000001 00000001 deadbeef")),
                ethernet("86dd", ipv6(60, "3c 00 0104 00000000".repeat(20))),
                ethernet("86dd", ipv6(59, "")),
                ethernet("0800", ipv4(51, "00000000", "06 04 0000" + "00".repeat(20) + tcp(443, 50000, 0x10))));
    }

    private static List<Packet> rejected() {
        return List.of(
                ethernet("0806 0001 0800 0604 0001"),
                ethernet("88e5 2c00 00000001", ipv4(17, "00000000", udp(53, 4000))),
                ethernet("0800", ipv4(17, "00000000", udp(53, 4000)).replaceFirst("45", "42")),
                ethernet("0800 4500"));
    }

    private static String udpTo(int port, String payload) {
        return String.format("d431%04x%04x0000", port, 8 + hex(payload).length) + payload;
    }

    /** To a host of ours in tunnels between hosts that are not. */
    private static List<Packet> tunnelled() {
        String packet = ipv4(17, "00000000", udp(53, 4000));
        String frame = Frames.MACS + "0800" + packet;
        List<String> outer = new ArrayList<>();
        outer.add("8847 00064040 00065140" + packet);
        outer.add("8847 00064140 00000000" + frame);
        outer.add("8864 1100 0001 0022 0021" + packet);
        List.of(
                        Frames.outer(4, packet),
                        Frames.outer(41, ipv6(6, tcp(443, 50000, 0x12))),
                        Frames.outer(47, "2000 0800 00000001" + packet),
                        Frames.outer(47, "1000 88be 00000001 1001 0001 00000000" + frame),
                        Frames.outer(47, "1000 22eb 00000001 2001 0001 00000000 0000 0000" + frame),
                        Frames.outer(97, "3000" + frame),
                        Frames.outer(115, "00000009 12345678" + frame),
                        Frames.outer(17, udpTo(1701, "0002 0001 0002 ff03 0021" + packet)),
                        Frames.outer(17, udpTo(4789, "08000000 00007b00" + frame)),
                        Frames.outer(17, udpTo(6081, "0240 6558 00007b00 0000000000000000" + frame)),
                        Frames.outer(17, udpTo(2152, "34ff 0034 00000001 00010085 01 100900" + packet)),
                        Frames.outer(47, "0000 0800" + Frames.outer(17, udpTo(8472, "08000000 00007b00" + frame))))
                .forEach(tunnel -> outer.add("0800" + tunnel));
        return outer.stream().map(hex -> ethernet(hex)).toList();
    }

    @Test
    public void tunnelsToOthersAreLookedInto() {
        Golden.frames(Frames.counting(Layer.OWN), "tunnels-one-of-each-counting-own", tunnelled());
        Golden.frames(Frames.counting(Layer.INNER), "tunnels-one-of-each-counting-inner", tunnelled());
        Golden.frames(Frames.counting(Layer.OUTER), "tunnels-one-of-each-counting-outer", tunnelled());
    }

    @Test
    public void whileOurNetworksAreNotKnownTheOutermostPacketCounts() {
        PacketDecoder knowing = new PacketDecoder();
        Decoding decoding = new Decoding(knowing);
        Packet packet = ethernet("0800", Frames.outer(47, "0000 0800" + ipv4(17, "00000000", udp(53, 4000))));
        decoding.add(packet);
        knowing.own = () -> Frames.OURS;
        decoding.add(packet);
        knowing.own = () -> new PrefixTable(List.of());
        decoding.add(packet);
        assertThat(decoding.flows())
                .extracting(flow -> flow.target().toString())
                .containsExactly("192.0.2.2", "203.0.113.20", "192.0.2.2");
    }

    @Test
    public void detailsAreFilledWhenSomebodyReadsThem() {
        Packet packet = ethernet("8100 0064 8847 00065140", ipv4(1, "00000000", "0304 0000 0001 0001"));
        List<String> details = new ArrayList<>();
        FlowBatch flows = new FlowBatch(
                64,
                rows -> details.add(String.format(
                        "%d %d %d/%d %d %d %012x %012x %d %d %d",
                        rows.details().tos(0),
                        rows.details().ttl(0),
                        rows.details().icmpType(0),
                        rows.details().icmpCode(0),
                        rows.details().vlan(0),
                        rows.details().mplsLabel(0),
                        rows.details().sourceMac(0),
                        rows.details().targetMac(0),
                        rows.details().frameLength(0) - packet.bytes().length,
                        rows.details().frameOffset(0) - rows.source().offset(0),
                        rows.details().frameLinkType(0))));
        flows.detailed(true);
        PacketBatch batch = Packet.batch(List.of(packet));
        flows.of(batch);
        decoder.open(0).decode(batch, flows);
        flows.drain();
        assertThat(details).containsExactly("0 64 3/4 100 101 020000000002 020000000001 0 0 1");
    }

    @Test
    public void vlanTags() {
        Golden.frames(decoder, "vlan-and-qinq-and-one-tag-too-many", tagged());
    }

    @Test
    public void onlyFirstFragmentsHavePorts() {
        Golden.frames(decoder, "fragments-first-later-and-atomic", fragments());
    }

    @Test
    public void extensionHeaders() {
        Golden.frames(decoder, "extension-headers-ah-esp-and-an-endless-chain", extensions());
    }

    @Test
    public void whatIsNoFlow() {
        Golden.frames(decoder, "arp-macsec-bad-header-and-cut-off", rejected());
    }

    @Test
    public void aShortCaptureHasTheLengthOfTheHeader() {
        byte[] cut = hex(Frames.MACS, "0800 450005dc 00000000 40110000 c6336401 cb007114", udp(53, 4000));
        byte[] big = hex(Frames.MACS, "0800 45000000 00000000 40110000 c6336401 cb007114", udp(53, 4000));
        Golden.frames(
                decoder,
                "snaplen-and-big-tcp",
                List.of(
                        Packet.frame(1, cut, 1514, AT),
                        Packet.frame(1, big, 70_014, AT),
                        Packet.frame(1, big, -1, AT)));
    }

    @Test
    public void aMirrorsSamplingIsThatOfItsFlows() {
        byte[] frame = hex(Frames.MACS, "0800", ipv4(17, "00000000", udp(53, 4000)));
        PacketBatch batch = new PacketBatch(1)
                .in(ByteBuffer.allocateDirect(frame.length).put(0, frame))
                .samplingRate(64)
                .add(0, frame.length, frame.length, AT);
        assertThat(new Decoding(decoder).add(batch).flows().get(0).samplingRate())
                .isEqualTo(64);
    }

    @Test
    public void aConnectionCountsOnceInEachSecond() {
        byte[] frame = hex(Frames.MACS, "0800", ipv4(17, "00000000", udp(53, 4000)));
        byte[] answer = hex(Frames.MACS, "0800", ipv4(17, "00000000", udp(4000, 53)));
        List<Packet> packets = List.of(
                Packet.frame(1, frame, AT),
                Packet.frame(1, frame, AT + 1),
                Packet.frame(1, answer, AT + 2),
                Packet.frame(1, frame, AT + 999_999_999),
                Packet.frame(1, frame, AT + 1_000_000_000),
                Packet.frame(1, frame, AT + 1_000_000_001));
        assertThat(Decoding.of(decoder, packets).flows())
                .extracting(Decoding.Flow::flows)
                .containsExactly(1, 0, 1, 0, 1, 0);
    }

    @Test
    public void manyFlowsOfASecondAreCountedNearlyExactly() {
        Decoding decoding = new Decoding(decoder);
        List<Packet> packets = new ArrayList<>();
        for (int flow = 0; flow < 50_000; flow++) {
            packets.add(Packet.frame(1, hex(Frames.MACS, "0800", ipv4(17, "00000000", udp(flow, 53))), AT));
        }
        PacketBatch batch = Packet.batch(packets);
        for (int round = 0; round < 4; round++) {
            decoding.add(batch);
        }
        assertThat(decoding.flows().stream().mapToInt(Decoding.Flow::flows).sum())
                .isBetween(49_999, 50_100);
    }

    @Test
    public void hostileFramesGiveFlowsOrRejects() {
        List<Packet> all = new ArrayList<>(tagged());
        all.addAll(fragments());
        all.addAll(extensions());
        all.addAll(rejected());
        for (int linkType : new int[] {0, 12, 14, 101, 108, 113, 228, 229, 276, 147}) {
            all.add(Packet.frame(linkType, hex("86dd0800 0800 02000000", ipv4(6, "00002000", tcp(1, 2, 2))), AT));
        }
        Hostile.check(decoder, all, 120);
        for (Layer layer : Layer.values()) {
            Hostile.check(Frames.counting(layer), tunnelled(), 120);
        }
    }

    @Test
    public void nothingIsAllocatedForAFrame() {
        List<Packet> all = new ArrayList<>(tagged());
        all.addAll(fragments());
        all.addAll(extensions());
        all.addAll(rejected());
        Allocation.none(decoder, all);
        for (Layer layer : Layer.values()) {
            Allocation.none(Frames.counting(layer), tunnelled());
        }
    }

    @Test
    public void nothingIsAllocatedInAFloodOfForgedSenders() {
        byte[] frame = hex(Frames.MACS, "0800", ipv4(6, "00000000", tcp(1, 80, 2)));
        ByteBuffer buffer = ByteBuffer.allocateDirect(frame.length).put(0, frame);
        PacketBatch batch = new PacketBatch(1).in(buffer).add(0, frame.length, frame.length, AT);
        PacketLane lane = new PacketLane(() -> null);
        FlowBatch flows = new FlowBatch(64, drained -> {});
        int[] sender = {0};
        Allocation.none(() -> {
            for (int i = 0; i < 20_000; i++) {
                buffer.putInt(26, sender[0]++);
                flows.of(batch);
                lane.decode(batch, flows);
            }
        });
        assertThat(flows.rejects(Reject.MALFORMED)).isZero();
    }
}
