// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.flow.Exporter;
import polder.api.flow.Reject;
import polder.api.testing.Decoding;
import polder.wire.Address;

/** What is known of exporters, for how many, and for how long. */
public class ExporterTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final NetflowDecoder decoder = Decoders.fresh();
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
        assertThat(exporter.lostUnit()).isEqualTo("flows");
        assertThat(exporter.sampling()).isEqualTo(new Exporter.Sampling("all", 1000, "v5 header"));
        assertThat(exporter.clockSkewMillis()).isEqualTo(-1);
        assertThat(exporter.lastSeen()).isEqualTo(Instant.ofEpochMilli(Datagram.BOOT_MILLIS + 61_001));
        assertThat(exporter.hints()).isEmpty();
    }

    @Test
    public void datagramsAndFlowsASecondAreThoseOfTheLastSeconds() {
        for (int i = 0; i <= 50; i++) {
            lane.add(new Datagram(30 * i, 60_000 + 100 * i).records(30).packet());
        }
        long now = Datagram.BOOT_MILLIS + 65_000;
        assertThat(decoder.exporters().get(0).flowsPerSecond()).isZero();
        Decoding live = new Decoding(decoder);
        long present = System.currentTimeMillis();
        for (int i = 0; i <= 50; i++) {
            live.add(
                    new Datagram(30 * i, 60_000 + 100 * i).engine(7).records(30).arriving(present - 5000 + 100L * i));
        }
        Exporter exporter = decoder.exporters().stream()
                .filter(one -> one.domain() == 7)
                .findFirst()
                .orElseThrow();
        assertThat(now).isLessThan(present);
        assertThat(exporter.flowsPerSecond()).isBetween(290.0, 310.0);
        assertThat(exporter.datagramsPerSecond()).isBetween(9.0, 11.0);
    }

    @Test
    public void whatIsMissingInTheSequenceIsLost() {
        for (int sequence : new int[] {0, 1, 5, 3, 6}) {
            lane.add(Export.nine().sequence(sequence).template(256, Export.FLOW).packet());
        }
        Exporter nine = decoder.exporters().get(0);
        assertThat(nine.lost()).isEqualTo(2);
        assertThat(nine.lostUnit()).isEqualTo("datagrams");
    }

    @Test
    public void ipfixCountsDataRecordsAndOptionsToo() {
        Export first = Export.ipfix()
                .sequence(100)
                .options(512, "149/4", "34/4")
                .set(512)
                .u32(0)
                .u32(10)
                .template(256, Export.FLOW)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .flow("198.51.100.1", "203.0.113.2");
        lane.add(first.packet());
        lane.add(Export.ipfix()
                .sequence(103)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .packet());
        assertThat(decoder.exporters().get(0).lost()).isZero();
        lane.add(Export.ipfix()
                .sequence(114)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .packet());
        assertThat(decoder.exporters().get(0).lost()).isEqualTo(10);
        assertThat(decoder.exporters().get(0).lostUnit()).isEqualTo("records");
    }

    @Test
    public void anExporterThatCountsSomethingElseLosesNothing() {
        for (int i = 0; i < 40; i++) {
            Export export =
                    Export.nine().sequence(i * 3).template(256, Export.FLOW).set(256);
            for (int flow = 0; flow < 3; flow++) {
                export.flow("198.51.100.1", "203.0.113.1");
            }
            lane.add(export.packet());
        }
        Exporter exporter = decoder.exporters().get(0);
        assertThat(exporter.lost()).isZero();
        assertThat(exporter.lostUnit()).isEqualTo("records");
        assertThat(exporter.hints()).anyMatch(hint -> hint.contains("sequence"));
    }

    @Test
    public void aSetThatCannotBeReadIsNoLoss() {
        lane.add(Export.ipfix().sequence(0).set(999).u32(1).packet());
        lane.add(Export.ipfix().sequence(17).template(256, Export.FLOW).packet());
        assertThat(decoder.exporters().get(0).lost()).isZero();
    }

    @Test
    public void tenThousandExportersWithTwentyTemplatesAreAllKnown() {
        for (int i = 0; i < 10_000; i++) {
            String address = "10.1." + i / 250 + "." + i % 250;
            Export export = Export.nine().from(address);
            for (int template = 0; template < 20; template++) {
                export.template(
                        256 + template, Export.FLOW + " 10/" + (1 + template % 8) + " 14/" + (1 + template / 8));
            }
            lane.add(export.packet());
            lane.add(Export.nine()
                    .from(address)
                    .sequence(1)
                    .set(275)
                    .flow("198.51.100.1", "203.0.113.1")
                    .u32(0)
                    .u8(0)
                    .u16(0)
                    .packet());
        }
        List<Exporter> exporters = decoder.exporters();
        assertThat(exporters).hasSize(10_000).allMatch(exporter -> exporter.templates() == 20);
        assertThat(lane.flows()).hasSize(10_000);
    }

    @Test
    public void anAddressThatInventsDomainsDisplacesItself() {
        for (int i = 0; i < 100; i++) {
            String address = "192.0.2." + i;
            for (int datagram = 0; datagram < 5; datagram++) {
                lane.add(Export.ipfix().from(address).template(256, Export.FLOW).packet());
            }
        }
        for (int i = 0; i < 20_000; i++) {
            lane.add(Export.ipfix()
                    .from("203.0.113.66")
                    .domain(i)
                    .template(256 + i % 1000, Export.FLOW + " 10/" + (1 + i % 8))
                    .packet());
        }
        for (int i = 0; i < 100; i++) {
            lane.add(Export.ipfix()
                    .from("192.0.2." + i)
                    .set(256)
                    .flow("198.51.100.1", "203.0.113.1")
                    .packet());
        }
        assertThat(lane.flows()).hasSize(100);
        List<Exporter> exporters = decoder.exporters();
        assertThat(exporters.size()).isLessThan(300);
        Exporter forgotten = exporters.stream()
                .filter(exporter -> exporter.protocol().equals("forgotten"))
                .findFirst()
                .orElseThrow();
        assertThat(forgotten.datagrams()).isGreaterThan(19_000);
    }

    @Test
    public void aFloodOfForgedSendersDisplacesItself() {
        for (int datagram = 0; datagram < 5; datagram++) {
            lane.add(Export.ipfix().template(256, Export.FLOW).packet());
        }
        for (int i = 0; i < 50_000; i++) {
            lane.add(Export.ipfix()
                    .from("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff))
                    .template(256, Export.FLOW)
                    .packet());
        }
        lane.add(Export.ipfix().set(256).flow("198.51.100.1", "203.0.113.1").packet());
        assertThat(lane.flows()).hasSize(1);
        assertThat(decoder.exporters().size()).isLessThanOrEqualTo(DomainTable.MOST + 1);
    }

    @Test
    public void templatesSamplingAndCountersSurvive() throws IOException {
        Path data = folder.getRoot().toPath();
        NetflowDecoder before = Decoders.in(data);
        Decoding first = new Decoding(before);
        first.add(Export.ipfix()
                .options(512, "302/4", "305/4")
                .set(512)
                .record("4:7 4:1000")
                .template(256, Export.FLOW + " 302/4 83/v 6871:14/2")
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .record("4:7 1:0 2:0")
                .packet());
        first.add(Export.nine()
                .options(257, "2/4", "34/4")
                .set(257)
                .record("4:3 4:50")
                .packet());
        before.stop();
        NetflowDecoder after = Decoders.in(data);
        Decoding second = new Decoding(after);
        second.add(Export.ipfix()
                .set(256)
                .flow("198.51.100.1", "203.0.113.2")
                .record("4:7 1:0 2:0")
                .packet());
        assertThat(second.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(1000);
        Exporter ipfix = of(after, "IPFIX");
        assertThat(ipfix.datagrams()).isEqualTo(2);
        assertThat(ipfix.flows()).isEqualTo(2);
        assertThat(after.details(ipfix).templates())
                .extracting(Exporter.Template::records)
                .containsExactly(2L, 1L);
        assertThat(after.details(of(after, "NetFlow 9")).samplings())
                .containsExactly(new Exporter.Sampling("interface 3", 50, "options 34"));
        try (var files = Files.walk(data)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    private static Exporter of(NetflowDecoder decoder, String protocol) {
        return decoder.exporters().stream()
                .filter(exporter -> exporter.protocol().equals(protocol))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void aFileThatMakesNoSenseIsSetAside() throws IOException {
        Path data = folder.getRoot().toPath();
        NetflowDecoder before = Decoders.in(data);
        new Decoding(before).add(Export.ipfix().template(256, Export.FLOW).packet());
        before.stop();
        Path file = data.resolve("polder/decode.netflow/exporters.bin");
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length += 3) {
            byte[] bad = Arrays.copyOf(good, length);
            if (length > 60) {
                bad[length - 1] ^= (byte) 0xff;
            }
            Files.write(file, bad);
            Decoders.in(data);
            assertThat(file).doesNotExist();
            assertThat(file.resolveSibling("exporters.bin.bad")).exists();
        }
        Files.write(file, good);
        assertThat(Decoders.in(data).exporters()).hasSize(1);
    }

    @Test
    public void rejectsAreToldByReason() {
        lane.add(Export.ipfix()
                .template(256, "8/4 12/4 230/1")
                .set(256)
                .u32(1)
                .u32(2)
                .u8(1)
                .packet());
        lane.add(Export.ipfix().set(256).bytes(1).set(2).bytes(0).set(5).u16(7).packet());
        assertThat(decoder.exporters().get(0).rejects()).isEqualTo(Map.of(Reject.EVENT, 1L));
        assertThat(decoder.exporters().get(0).flows()).isEqualTo(1);
    }
}
