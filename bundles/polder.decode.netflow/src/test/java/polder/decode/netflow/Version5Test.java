// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.decode.netflow.Datagram.BOOT_MILLIS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Golden;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

public class Version5Test {
    private static final long MILLI = 1_000_000;

    private final NetflowDecoder decoder = Decoders.fresh();

    @Test
    public void everyFieldOfARecordIsRead() {
        Golden.datagrams(
                decoder,
                "v5-tcp-udp-icmp",
                List.of(new Datagram(7, 60_000)
                        .record("198.51.100.1", "203.0.113.20", 6, (443 << 16) | 65535)
                        .volume(3, 4500)
                        .flags(0x13)
                        .lasted(50_000, 59_000)
                        .record("198.51.100.2", "203.0.113.20", 17, 53 << 16)
                        .volume(0xffff_ffffL, 0xffff_fffeL)
                        .flags(0xff)
                        .record("255.255.255.255", "0.0.0.0", 1, 0x0303)
                        .volume(1, 56)
                        .packet()));
    }

    @Test
    public void theIntervalCountsWhateverTheModeBits() {
        Golden.datagrams(
                decoder,
                "v5-sampling-with-mode-0-to-3",
                List.of(
                        new Datagram(0, 1000).sampling(1000).records(1).packet(),
                        new Datagram(1, 1001).sampling(0x4000 | 1000).records(1).packet(),
                        new Datagram(2, 1002)
                                .sampling(0x8000 | 16383)
                                .records(1)
                                .packet(),
                        new Datagram(3, 1003).sampling(0xc000).records(1).packet(),
                        new Datagram(4, 1004).sampling(1).records(1).packet()));
    }

    @Test
    public void timesAreRightAcrossTheWrapOfTheUptime() {
        long wrap = 1L << 32;
        Golden.datagrams(
                decoder,
                "v5-uptime-wraps",
                List.of(new Datagram(0, wrap + 500)
                        .clock(BOOT_MILLIS + wrap + 500)
                        .record("198.51.100.1", "203.0.113.20", 17, 0)
                        .volume(1, 100)
                        .lasted(wrap - 2000, wrap + 250)
                        .record("198.51.100.1", "203.0.113.20", 17, 0)
                        .volume(1, 100)
                        .lasted(wrap - 3000, wrap - 1000)
                        .packet()));
    }

    @Test
    public void timesAreByOurClockWhateverTheExportersIs() {
        byte[] bytes = new Datagram(0, 60_000)
                .clock(BOOT_MILLIS - 86_400_000)
                .records(1)
                .lasted(40_000, 58_000)
                .bytes();
        long arrived = BOOT_MILLIS * MILLI;
        Decoding.Flow flow = Decoding.of(decoder, List.of(Packet.datagram("192.0.2.1", 50000, bytes, arrived)))
                .flows()
                .get(0);
        assertThat(flow.startNanos()).isEqualTo(arrived - 20_000 * MILLI);
        assertThat(flow.endNanos()).isEqualTo(arrived - 2_000 * MILLI);
        assertThat(decoder.exporters().get(0).clockSkewMillis()).isEqualTo(-86_400_000);
    }

    @Test
    public void aBurstAfterASilenceIsPlayedOutAtThePaceOfTheExportersClock() {
        DecoderLane lane = decoder.open(0);
        long arrived = BOOT_MILLIS * MILLI;
        assertThat(ahead(lane, arrived, 12_000, 10_000)).containsExactly(2000, 0);
        assertThat(ahead(lane, arrived + 500 * MILLI, 15_000, 10_600)).containsExactly(4500, 100);
        // a stream that goes on is nothing to be held back
        assertThat(ahead(lane, arrived + 2600 * MILLI, 15_000, 16_000)).containsExactly(0, 0);
        // and again, minutes later
        assertThat(ahead(lane, arrived + 62_600 * MILLI, 61_000, 64_000)).containsExactly(0, 3000);
        // nothing is held back for longer than caches keep flows
        assertThat(ahead(lane, arrived + 62_700 * MILLI, 61_000 + 121_000, 61_200))
                .containsExactly(0, 100);
    }

    private static List<Integer> ahead(DecoderLane lane, long arrived, int firstEnded, int secondEnded) {
        byte[] bytes = new Datagram(0, 100_000)
                .records(1)
                .lasted(firstEnded, firstEnded)
                .records(1)
                .lasted(secondEnded, secondEnded)
                .bytes();
        PacketBatch packets = Packet.batch(List.of(Packet.datagram("192.0.2.1", 50000, bytes, arrived)));
        List<Integer> ahead = new ArrayList<>();
        FlowBatch flows = new FlowBatch(8, drained -> {
            for (int i = 0; i < drained.size(); i++) {
                ahead.add(drained.aheadMillis(i));
            }
        });
        flows.of(packets);
        lane.decode(packets, flows);
        flows.drain();
        return ahead;
    }

    @Test
    public void aFlowWhoseTimesMakeNoSenseEndedWhenItArrived() {
        Golden.datagrams(
                decoder,
                "v5-times-of-another-clock",
                List.of(new Datagram(0, 4)
                        .records(1)
                        .lasted(3_544_076_779L, 3_544_078_779L)
                        .records(1)
                        .lasted(100, 50)
                        .records(1)
                        .lasted(0, 4_004)
                        .packet()));
    }

    @Test
    public void aCountThatDoesNotFitIsRefusedWhole() {
        rejected(Reject.MALFORMED, new Datagram(0, 1000).records(30).count(0xd91e));
        rejected(Reject.MALFORMED, new Datagram(0, 1000).records(30).count(0x00a3));
        rejected(Reject.MALFORMED, new Datagram(0, 1000).records(30).count(31));
        rejected(Reject.MALFORMED, new Datagram(0, 1000).records(2).count(0));
        rejected(Reject.TRUNCATED, new Datagram(0, 1000).records(2).count(3));
        rejected(Reject.TRUNCATED, new Datagram(0, 1000).count(1));
        assertThat(decoder.exporters())
                .as("whose datagrams are refused is no exporter")
                .isEmpty();
    }

    private void rejected(Reject reason, Datagram datagram) {
        Decoding decoding = Decoding.of(decoder, List.of(datagram.packet()));
        assertThat(decoding.flows()).isEmpty();
        assertThat(decoding.rejects()).isEqualTo(Map.of(reason, 1L));
    }

    @Test
    public void aDatagramShortOfOneByteIsRefusedWhole() {
        byte[] bytes = new Datagram(0, 1000).records(2).bytes();
        Packet cut = Packet.datagram("192.0.2.1", 50000, Arrays.copyOf(bytes, bytes.length - 1), 1);
        assertThat(Decoding.of(decoder, List.of(cut)).rejects()).isEqualTo(Map.of(Reject.TRUNCATED, 1L));
    }

    @Test
    public void paddingBehindTheRecordsIsNoFlow() {
        byte[] bytes = new Datagram(0, 1000).records(2).bytes();
        Packet padded = Packet.datagram("192.0.2.1", 50000, Arrays.copyOf(bytes, bytes.length + 200), 1);
        assertThat(Decoding.of(decoder, List.of(padded)).flows()).hasSize(2);
    }

    @Test
    public void otherVersionsAreCounted() {
        byte[] nine = new Datagram(0, 1000).records(1).bytes();
        nine[1] = 8;
        byte[] five = new Datagram(0, 1000).records(1).bytes();
        five[0] = 1;
        Decoding decoding = Decoding.of(
                decoder,
                List.of(
                        Packet.datagram("192.0.2.1", 1, nine, 1),
                        Packet.datagram("192.0.2.1", 1, five, 1),
                        Packet.datagram("192.0.2.1", 1, new byte[0], 1),
                        Packet.datagram("192.0.2.1", 1, new byte[] {0}, 1),
                        Packet.datagram("192.0.2.1", 1, new byte[] {0, 5}, 1)));
        assertThat(decoding.flows()).isEmpty();
        assertThat(decoding.rejects()).isEqualTo(Map.of(Reject.UNKNOWN_VERSION, 2L, Reject.TRUNCATED, 3L));
    }

    @Test
    public void hostileDatagramsGiveFlowsOrRejects() {
        Hostile.check(
                decoder, List.of(new Datagram(3, 5000).sampling(100).records(30).packet()), 60);
        Hostile.check(decoder, List.of(new Datagram(3, 5000).records(1).packet()), 60);
    }

    @Test
    public void manyAlternatingExportersAllocateNothing() {
        Packet[] packets = new Packet[64];
        for (int i = 0; i < packets.length; i++) {
            byte[] bytes = new Datagram(i, 5000).engine(i & 3).records(30).bytes();
            packets[i] = Packet.datagram(i % 2 == 0 ? "192.0.2." + i : "2001:db8::" + i, 2055, bytes, 1);
        }
        Allocation.none(decoder, List.of(packets));
    }
}
