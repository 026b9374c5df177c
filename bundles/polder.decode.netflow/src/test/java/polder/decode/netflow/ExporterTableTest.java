// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.Test;
import polder.api.flow.Exporter;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Packet;
import polder.wire.Address;

public class ExporterTableTest {
    private final NetflowDecoder decoder = new NetflowDecoder();
    private final Decoding lane = new Decoding(decoder);

    @Test
    public void anExporterIsShownWithWhatItSent() {
        lane.add(new Datagram(100, 60_000)
                .sampling(1000)
                .engine(0x0203)
                .records(30)
                .packet());
        lane.add(new Datagram(130, 61_000)
                .sampling(1000)
                .engine(0x0203)
                .records(10)
                .packet());
        Exporter exporter = decoder.exporters().get(0);
        assertThat(exporter.address()).isEqualTo(Address.parse(Datagram.EXPORTER));
        assertThat(exporter.protocol()).isEqualTo("NetFlow 5");
        assertThat(exporter.domain()).isEqualTo(0x0203);
        assertThat(exporter.datagrams()).isEqualTo(2);
        assertThat(exporter.flows()).isEqualTo(40);
        assertThat(exporter.lost()).isZero();
        assertThat(exporter.sampling()).isEqualTo(new Exporter.Sampling("all", 1000, "v5 header"));
        assertThat(exporter.clockSkewMillis()).isEqualTo(-1);
        assertThat(exporter.lastSeen()).isEqualTo(Instant.ofEpochMilli(Datagram.BOOT_MILLIS + 61_001));
    }

    @Test
    public void enginesOfOneExporterHaveSequencesOfTheirOwn() {
        lane.add(new Datagram(100, 1000).engine(1).records(30).packet());
        lane.add(new Datagram(90_000, 1000).engine(2).records(30).packet());
        lane.add(new Datagram(130, 1000).engine(1).records(30).packet());
        lane.add(new Datagram(90_030, 1000).engine(2).records(30).packet());
        assertThat(decoder.exporters()).hasSize(2).allMatch(exporter -> exporter.lost() == 0);
    }

    @Test
    public void aGapIsLost() {
        assertThat(lostAfter(0, 30, 90, 120)).isEqualTo(30);
    }

    @Test
    public void anOvertakenDatagramIsNotLost() {
        assertThat(lostAfter(0, 60, 30, 90)).isZero();
        assertThat(lostAfter(0, 90, 60, 30, 120)).isZero();
    }

    @Test
    public void theSequenceMayWrap() {
        assertThat(lostAfter(0xffff_ffe2, 0, 30)).isZero();
        assertThat(lostAfter(0xffff_ffe2, 30, 60)).isEqualTo(30);
    }

    @Test
    public void anExporterThatBeginsAnewLosesNothing() {
        assertThat(lostAfter(3_000_000, 0, 30)).isZero();
        assertThat(lostAfter(0, 0x7000_0000, 0x7000_001e)).isZero();
        assertThat(lostAfter(0, 0xf000_0000, 0xf000_001e)).isZero();
    }

    @Test
    public void aSequenceThatNeverMovesLosesNothing() {
        assertThat(lostAfter(0, 0, 0, 0)).isZero();
    }

    @Test
    public void anUptimeThatGoesBackIsARestartEvenWhenTheSequenceIsNear() {
        lane.add(new Datagram(500, 600_000).records(30).packet());
        lane.add(new Datagram(0, 1_000).records(30).packet());
        lane.add(new Datagram(60, 2_000).records(30).packet());
        assertThat(decoder.exporters().get(0).lost()).isEqualTo(30);
    }

    private static long lostAfter(int... sequences) {
        NetflowDecoder fresh = new NetflowDecoder();
        Decoding decoding = new Decoding(fresh);
        for (int sequence : sequences) {
            decoding.add(new Datagram(sequence, 1000).records(30).packet());
        }
        return fresh.exporters().get(0).lost();
    }

    @Test
    public void lanesAreMerged() {
        Decoding second = new Decoding(decoder);
        lane.add(new Datagram(0, 1000).sampling(10).records(2).packet());
        second.add(new Datagram(2, 2000).sampling(20).records(3).packet());
        Exporter merged = decoder.exporters().get(0);
        assertThat(decoder.exporters()).hasSize(1);
        assertThat(merged.flows()).isEqualTo(5);
        assertThat(merged.datagrams()).isEqualTo(2);
        assertThat(merged.sampling().rate()).isEqualTo(20);
    }

    @Test
    public void aFloodOfForgedSendersIsBoundedAndLeavesTheRealOnes() {
        ExporterTable table = new ExporterTable();
        long key = ExporterTable.key(5, 0);
        for (int sender = 0; sender < 300; sender++) {
            hear(table, Address.low4(sender), key, 1);
            hear(table, Address.low4(sender), key, 2);
        }
        for (long forged = 1; forged <= 1_000_000; forged++) {
            hear(table, Address.low4(0x0a000000 + (int) forged), key, 100 + forged);
        }
        List<Exporter> exporters = table.snapshot();
        assertThat(exporters).hasSizeLessThanOrEqualTo(4097);
        assertThat(exporters.stream().filter(e -> e.datagrams() == 2)).hasSize(300);
        Exporter forgotten = exporters.stream()
                .filter(e -> e.protocol().equals("forgotten"))
                .findAny()
                .orElseThrow();
        assertThat(forgotten.domain()).isGreaterThan(990_000);
        assertThat(exporters.stream().mapToLong(Exporter::datagrams).sum())
                .as("no datagram is forgotten")
                .isEqualTo(1_000_600);
    }

    @Test
    public void aFullBucketForgetsTheOneUnheardForLongest() {
        ExporterTable table = new ExporterTable();
        long key = ExporterTable.key(5, 0);
        for (long now = 1; now <= 200_000; now++) {
            hear(table, Address.low4((int) now), key, now);
            hear(table, Address.low4((int) now), key, now);
        }
        long oldest = table.snapshot().stream()
                .filter(e -> !e.protocol().equals("forgotten"))
                .mapToLong(e -> e.lastSeen().getNano())
                .min()
                .orElseThrow();
        assertThat(oldest).isGreaterThan(180_000);
    }

    @Test
    public void aFloodOfForgedSendersAllocatesNothing() {
        ExporterTable table = new ExporterTable();
        long[] sender = {0};
        Allocation.none(() -> {
            for (int i = 0; i < 10_000; i++) {
                hear(table, Address.low4((int) sender[0]++), ExporterTable.key(5, 0), sender[0]);
            }
        });
    }

    private static void hear(ExporterTable table, long low, long key, long now) {
        int row = table.row(0, low, key);
        table.sequence(row, 0, 1, 0);
        table.heard(row, 1, 0, now);
    }

    @Test
    public void aReaderNeverSeesOneSendersNameWithTheCountsOfAnother() throws Exception {
        ExporterTable table = new ExporterTable();
        AtomicBoolean done = new AtomicBoolean();
        Thread lanes = new Thread(() -> {
            for (long n = 0; !done.get(); n++) {
                long sender = n % 20_000;
                int row = table.row(sender, sender, ExporterTable.key(5, (int) sender));
                table.heard(row, 0, (int) sender, 1);
                table.clock(row, sender);
                table.publish();
            }
        });
        lanes.setDaemon(true);
        lanes.start();
        List<String> mixed = new ArrayList<>();
        for (int look = 0; look < 300; look++) {
            for (Exporter seen : table.snapshot()) {
                long[] said = {seen.address().high(), seen.address().low(), seen.domain()};
                if (!seen.protocol().equals("forgotten")
                        && LongStream.of(said).distinct().count() > 1) {
                    mixed.add(seen.toString());
                }
                if (seen.protocol().equals("NetFlow 5")
                        && seen.clockSkewMillis() != 0
                        && seen.clockSkewMillis() != seen.domain()) {
                    mixed.add(seen.toString());
                }
            }
        }
        done.set(true);
        lanes.join(10_000);
        assertThat(mixed).isEmpty();
    }

    @Test
    public void theTableOfALaneThatIsGoneGoesToo() {
        Packet packet = new Datagram(0, 1).records(1).packet();
        lane.add(packet);
        new Decoding(decoder).add(packet);
        assertThat(decoder.exporters().get(0).datagrams()).isEqualTo(2);
        long limit = System.nanoTime() + 30_000_000_000L;
        while (decoder.exporters().get(0).datagrams() == 2 && System.nanoTime() < limit) {
            System.gc();
        }
        assertThat(decoder.exporters().get(0).datagrams()).isEqualTo(1);
        lane.add(packet);
    }
}
