// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.decode.sflow.Sflow.AT;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.Exporter;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Packet;
import polder.wire.Address;

public class DatagramTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SflowDecoder decoder;
    private Decoding lane;

    @Before
    public void begin() {
        decoder = new SflowDecoder(folder.getRoot().toPath());
        lane = new Decoding(decoder);
    }

    private Exporter only() {
        assertThat(decoder.exporters()).hasSize(1);
        return decoder.exporters().get(0);
    }

    private static Sflow agent(String agent, int subAgent, int sequence) {
        return new Sflow(agent, subAgent, sequence, 1000).flow(100).udp(100);
    }

    @Test
    public void theAgentIsToldFromTheSender() {
        lane.add(agent("198.51.100.9", 7, 1).packet());
        assertThat(only().address()).isEqualTo(Address.parse("192.0.2.1"));
        assertThat(only().agent()).isEqualTo(Address.parse("198.51.100.9"));
        assertThat(only().protocol()).isEqualTo("sFlow 5");
        assertThat(only().domain()).isEqualTo(7);
        assertThat(only().lastSeen().getEpochSecond()).isEqualTo(AT / 1_000_000_000);
    }

    @Test
    public void anAgentHasAnIpv6AddressOrNone() {
        lane.add(agent("2001:db8::9", 0, 1).packet());
        assertThat(only().agent()).isEqualTo(Address.parse("2001:db8::9"));
        decoder = new SflowDecoder(folder.getRoot().toPath());
        new Decoding(decoder).add(agent("", 0, 1).packet());
        assertThat(only().agent()).isEqualTo(Address.parse("192.0.2.1"));
    }

    @Test
    public void sendersAgentsAndSubAgentsAreExportersOfTheirOwn() {
        lane.add(agent("198.51.100.9", 0, 1).packet());
        lane.add(agent("198.51.100.9", 1, 500).packet());
        lane.add(agent("198.51.100.10", 0, 700).packet());
        lane.add(agent("198.51.100.9", 0, 900).from("192.0.2.2", AT));
        assertThat(decoder.exporters()).hasSize(4).allSatisfy(exporter -> {
            assertThat(exporter.flows()).isEqualTo(1);
            assertThat(exporter.lost()).isZero();
        });
    }

    @Test
    public void aNumberOfSamplesThatCannotBeIsRefusedWhole() {
        rejected(Reject.MALFORMED, new Sflow(1).flow(1).udp(100).count(5000).packet());
        rejected(Reject.MALFORMED, new Sflow(1).flow(1).udp(100).count(-1).packet());
        byte[] address = new Sflow(1).flow(1).udp(100).bytes();
        address[7] = 3;
        rejected(Reject.MALFORMED, Packet.datagram("192.0.2.1", 1, address, AT));
        assertThat(decoder.exporters())
                .as("whose datagrams are refused is no exporter")
                .isEmpty();
    }

    private void rejected(Reject reason, Packet packet) {
        lane.forget();
        lane.add(packet);
        assertThat(lane.flows()).isEmpty();
        assertThat(lane.rejects()).isEqualTo(Map.of(reason, 1L));
    }

    @Test
    public void aSampleThatGoesOnBehindTheDatagramIsCountedAndThoseBeforeItStay() {
        byte[] bytes = new Sflow(1).flow(1).udp(100).flow(1).udp(200).bytes();
        Packet cut = Packet.datagram("192.0.2.1", 1, Arrays.copyOf(bytes, bytes.length - 1), AT);
        lane.add(cut);
        assertThat(lane.flows()).extracting(Decoding.Flow::bytes).containsExactly(100L);
        assertThat(lane.rejects()).isEqualTo(Map.of(Reject.TRUNCATED, 1L));
        assertThat(only().rejects()).isEqualTo(Map.of(Reject.TRUNCATED, 1L));
    }

    @Test
    public void samplesThatContradictThemselvesAreCounted() {
        lane.add(new Sflow(1)
                .sample(1, "")
                .sample(3, "00112233")
                .sample(2, "00112233")
                .flow(100)
                .record(1, "00000001 00000064 00000004 7fffffff", "00".repeat(60))
                .flow(100)
                .record(1, "00000001 00000064")
                .flow(100)
                .udp(64)
                .packet());
        assertThat(lane.flows()).hasSize(1);
        assertThat(lane.rejects()).isEqualTo(Map.of(Reject.MALFORMED, 5L));
    }

    @Test
    public void otherVersionsAreCounted() {
        byte[] six = new Sflow(1).bytes();
        six[3] = 6;
        rejected(Reject.UNKNOWN_VERSION, Packet.datagram("192.0.2.1", 1, six, AT));
        six[3] = 3;
        rejected(Reject.UNKNOWN_VERSION, Packet.datagram("192.0.2.1", 1, six, AT));
        rejected(Reject.TRUNCATED, Packet.datagram("192.0.2.1", 1, new byte[] {0, 0, 0}, AT));
        rejected(Reject.TRUNCATED, Packet.datagram("192.0.2.1", 1, new byte[] {0, 0, 0, 5}, AT));
        rejected(Reject.TRUNCATED, Packet.datagram("192.0.2.1", 1, new byte[] {0, 0, 0, 4}, AT));
    }

    @Test
    public void missingDatagramsAreLostAndOvertakenOnesAreNot() {
        assertThat(lostAfter(1, 2, 3)).isZero();
        assertThat(lostAfter(1, 5, 6)).isEqualTo(3);
        assertThat(lostAfter(1, 3, 2, 4)).isZero();
        assertThat(lostAfter(-2, -1, 0, 2)).isEqualTo(1);
    }

    @Test
    public void anAgentThatBeginsAnewLosesNothing() {
        assertThat(lostAfter(300_000, 1, 2)).isZero();
        assertThat(lostAfter(1, 300_000, 300_001)).isZero();
        lane.add(new Sflow("198.51.100.9", 0, 500, 600_000).packet());
        lane.add(new Sflow("198.51.100.9", 0, 1, 1_000).packet());
        lane.add(new Sflow("198.51.100.9", 0, 3, 2_000).packet());
        assertThat(only().lost()).isEqualTo(1);
    }

    private long lostAfter(int... sequences) {
        SflowDecoder fresh = new SflowDecoder(folder.getRoot().toPath());
        Decoding decoding = new Decoding(fresh);
        for (int sequence : sequences) {
            decoding.add(agent("198.51.100.9", 0, sequence).packet());
        }
        assertThat(fresh.exporters().get(0).lostUnit()).isEqualTo("datagrams");
        return fresh.exporters().get(0).lost();
    }

    @Test
    public void aConnectionThatIsSampledOftenCountsOnceInASecond() {
        lane.add(new Sflow(1).flow(10).udp(100).flow(10).udp(200).packet());
        lane.add(new Sflow(2).flow(10).udp(100).arriving(AT + 1_000_000_000));
        assertThat(lane.flows()).extracting(Decoding.Flow::flows).containsExactly(1, 0, 1);
    }

    @Test
    public void whatTheRouterDroppedIsToldFromWhatItForwarded() {
        boolean[] dropped = new boolean[4];
        FlowBatch flows = new FlowBatch(8, full -> {
            for (int row = 0; row < full.size(); row++) {
                dropped[row] = full.isDropped(row);
            }
        });
        PacketBatch packets = Packet.batch(List.of(new Sflow(1)
                .flow(3, 10, 0, 3, 0x4000_0102)
                .udp(100)
                .flow(3, 10, 0, 3, 0x8000_0004)
                .udp(100)
                .expandedFlow(3, 10, 3, 1, 258)
                .udp(100)
                .flow(3, 10, 0, 3, 7)
                .udp(100)
                .packet()));
        DecoderLane one = decoder.open(0);
        flows.of(packets);
        one.decode(packets, flows);
        flows.drain();
        assertThat(dropped).containsExactly(true, false, true, false);
    }

    @Test
    public void lanesAreOneAndALaneThatIsGoneLeavesItsCounts() {
        lane.add(agent("198.51.100.9", 0, 1).packet());
        new Decoding(decoder).add(agent("198.51.100.9", 0, 2).packet());
        assertThat(only().datagrams()).isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            System.gc();
            decoder.open(0);
        }
        assertThat(only().datagrams()).isEqualTo(2);
        lane.add(agent("198.51.100.9", 0, 3).packet());
        assertThat(only().datagrams()).isEqualTo(3);
    }

    @Test
    public void manyAlternatingExportersAllocateNothing() {
        Packet[] packets = new Packet[64];
        for (int i = 0; i < packets.length; i++) {
            Sflow datagram = new Sflow("198.51.100." + i, i & 3, 1, 1000)
                    .flow(100)
                    .udp(1000)
                    .counters(3, 1_000_000_000L, i, i)
                    .flow(3, 200, i, 4, 3)
                    .udp(100)
                    .sample(9, "")
                    .sample(1, "00");
            packets[i] = datagram.from(i % 2 == 0 ? "192.0.2." + i : "2001:db8::" + i, AT + i * 1_000_000_000L);
        }
        Allocation.none(decoder, List.of(packets));
    }
}
