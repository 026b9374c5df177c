// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static polder.decode.sflow.Sflow.AT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.PacketBatch;
import polder.api.config.SettingsException;
import polder.api.flow.DecoderLane;
import polder.api.flow.Exporter;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Packet;

/** What is remembered of exporters: with a bound, over a swap, and corrected by the configuration. */
public class MemoryTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path data;
    private SflowDecoder decoder;
    private Decoding lane;

    @Before
    public void begin() {
        data = folder.getRoot().toPath();
        start();
    }

    private void start() {
        decoder = new SflowDecoder(data);
        lane = new Decoding(decoder);
    }

    private static Packet sample(int sequence, int agent) {
        Sflow datagram = new Sflow("198.51." + (agent >>> 8) + "." + (agent & 0xff), 0, sequence, 1000);
        return datagram.flow(100).udp(100).packet();
    }

    // --- the bound ---

    @Test
    public void tenThousandExportersDisplaceNoneOfEachOther() {
        for (int sequence = 1; sequence <= 3; sequence++) {
            for (int agent = 0; agent < 10_000; agent++) {
                lane.add(sample(sequence, agent));
            }
        }
        assertThat(decoder.exporters()).hasSize(10_000).allSatisfy(exporter -> {
            assertThat(exporter.datagrams()).isEqualTo(3);
            assertThat(exporter.lost()).isZero();
        });
    }

    /** Every datagram another agent, sub-agent, source and interface; from a sender of its own or not. */
    private static final class Inventor {
        private final byte[] bytes = new Sflow(1)
                .flow(100)
                .udp(100)
                .counters(5, 1_000_000_000L, 1, 1)
                .bytes();
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
        private final PacketBatch batch = new PacketBatch(1);
        private final FlowBatch flows = new FlowBatch(64, drained -> {});
        private long count;

        void send(DecoderLane to, boolean forged) {
            int next = (int) ++count;
            buffer.putInt(8, next).putInt(12, next).putInt(40, next & 0xff_ffff);
            buffer.putInt(bytes.length - 88, next);
            batch.in(buffer).add(0, bytes.length, bytes.length, AT + count).from(0, forged ? count : 1, 1);
            flows.of(batch);
            to.decode(batch, flows);
            flows.drain();
        }
    }

    @Test
    public void whoInventsAgentsWithoutEndHarmsNoOther() {
        DecoderLane real = decoder.open(0);
        for (int sequence = 1; sequence <= 2; sequence++) {
            for (int agent = 0; agent < 1000; agent++) {
                PacketBatch one = Packet.batch(List.of(sample(sequence, agent)));
                FlowBatch flows = new FlowBatch(64, drained -> {});
                flows.of(one);
                real.decode(one, flows);
            }
        }
        Inventor inventor = new Inventor();
        for (int i = 0; i < 500_000; i++) {
            inventor.send(real, i % 2 == 0);
        }
        List<Exporter> exporters = decoder.exporters();
        assertThat(exporters).hasSizeLessThanOrEqualTo(ExporterRows.SIZE + 1);
        assertThat(exporters.stream().filter(one -> one.datagrams() == 2)).hasSize(1000);
        Exporter forgotten = exporters.stream()
                .filter(one -> one.protocol().equals("forgotten"))
                .findAny()
                .orElseThrow();
        assertThat(forgotten.domain()).isGreaterThan(480_000);
        assertThat(exporters.stream().mapToLong(Exporter::datagrams).sum())
                .as("no datagram is forgotten")
                .isEqualTo(502_000);
        assertThat(exporters.stream().mapToLong(Exporter::flows).sum()).isEqualTo(502_000);
    }

    @Test
    public void aFloodOfInventedAgentsAllocatesNothing() {
        DecoderLane flooded = decoder.open(0);
        Inventor inventor = new Inventor();
        for (int i = 0; i < 400_000; i++) {
            inventor.send(flooded, true);
        }
        Allocation.none(() -> {
            for (int i = 0; i < 10_000; i++) {
                inventor.send(flooded, true);
            }
        });
    }

    @Test
    public void aFullTableForgetsWhatWasUnheardForLongest() {
        RowTable table = new RowTable(1024, 1, 8);
        long[] key = new long[1];
        for (long now = 1; now <= 100_000; now++) {
            key[0] = now;
            long[] row = table.claim(table.place(key), key);
            row[RowTable.SEEN] = now;
            row[RowTable.COUNT] = 2;
        }
        long[] row = new long[8];
        for (int place = 0; place < table.size(); place++) {
            assertThat(table.copy(place, row)).isTrue();
            assertThat(row[RowTable.SEEN]).isGreaterThan(90_000);
        }
    }

    @Test
    public void aReaderNeverSeesOneRowsNameWithTheColumnsOfAnother() throws Exception {
        RowTable table = new RowTable(1024, 2, 8);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            long[] key = new long[2];
            for (long n = 1; !done.get(); n++) {
                key[0] = n;
                key[1] = n;
                long[] row = table.claim(table.place(key), key);
                row[RowTable.SEEN] = n;
                for (int column = 5; column < 8; column++) {
                    row[column] = n;
                }
            }
        });
        writer.setDaemon(true);
        writer.start();
        List<String> mixed = new ArrayList<>();
        long[] row = new long[8];
        for (int look = 0; look < 2_000_000; look++) {
            if (table.copy(look % 1024, row)) {
                long[] said = LongStream.concat(
                                LongStream.of(row[RowTable.SEEN], row[3], row[4]),
                                LongStream.of(row[5], row[6], row[7]))
                        .filter(one -> one != 0)
                        .distinct()
                        .toArray();
                if (said.length > 1) {
                    mixed.add(LongStream.of(said).boxed().toList().toString());
                }
            }
        }
        done.set(true);
        writer.join(10_000);
        assertThat(mixed).isEmpty();
    }

    // --- the swap ---

    private Packet now(int sequence) {
        long nanos = System.currentTimeMillis() * 1_000_000;
        return new Sflow("198.51.100.9", 0, sequence, 1000 + sequence)
                .flow(100)
                .udp(100)
                .sample(77, "")
                .arriving(nanos);
    }

    @Test
    public void countersAndTheSequenceSurviveASwap() {
        lane.add(now(1)).add(now(3));
        decoder.stop();
        start();
        lane.add(now(5));
        Exporter after = decoder.exporters().get(0);
        assertThat(decoder.exporters()).hasSize(1);
        assertThat(after.datagrams()).isEqualTo(3);
        assertThat(after.flows()).isEqualTo(3);
        assertThat(after.lost()).isEqualTo(2);
        assertThat(after.rejects()).isEqualTo(Map.of(Reject.UNSUPPORTED, 3L));
        decoder.stop();
        start();
        assertThat(decoder.exporters().get(0).datagrams()).isEqualTo(3);
        assertThat(data.resolve("exporters.bin")).doesNotExist();
    }

    @Test
    public void whoWasSilentForADayIsNotKept() {
        lane.add(sample(1, 7)).add(now(1));
        decoder.stop();
        start();
        assertThat(decoder.exporters()).hasSize(1);
    }

    @Test
    public void aFileThatIsDamagedIsSetAside() throws IOException {
        lane.add(now(1));
        decoder.stop();
        Path file = data.resolve("exporters.bin");
        byte[] good = Files.readAllBytes(file);
        for (int where : new int[] {0, 5, 100, good.length / 2, good.length - 1}) {
            byte[] bad = good.clone();
            bad[where] ^= 0x10;
            expectSetAside(file, bad);
        }
        expectSetAside(file, Arrays.copyOf(good, good.length / 2));
        expectSetAside(file, new byte[0]);
        Files.write(file, good);
        start();
        assertThat(decoder.exporters()).hasSize(1);
    }

    private void expectSetAside(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        start();
        assertThat(decoder.exporters()).isEmpty();
        assertThat(file).doesNotExist();
        assertThat(data.resolve("exporters.bin.bad")).hasBinaryContent(bytes);
    }

    // --- the configuration ---

    private static Map<String, Object> cfg(String name, String addresses, String sampling) {
        return Map.of(
                "service.pid", "polder.decode.sflow.exporter~" + name, "addresses", addresses, "sampling", sampling);
    }

    @Test
    public void theConfigurationsRateIsInForceAndItsFileIsTold() {
        lane.add(sample(1, 0x6409));
        ConfiguredExporter edge = new ConfiguredExporter(cfg("edge", "203.0.113.0/24, 198.51.100.9", "4000"));
        decoder.addExporter(edge);
        lane.add(sample(2, 0x6409)).add(sample(1, 0x640a));
        assertThat(lane.flows()).extracting(Decoding.Flow::samplingRate).containsExactly(100, 4000, 100);
        String file = "etc/polder.decode.sflow.exporter-edge.cfg";
        assertThat(decoder.exporters())
                .extracting(one -> one.sampling().rate() + " " + one.sampling().source())
                .containsExactlyInAnyOrder("4000 " + file, "100 flow sample");
        edge.modified(cfg("edge", "192.0.2.1", "5000"));
        decoder.updatedExporter(edge);
        lane.add(sample(3, 0x6409));
        assertThat(lane.flows().get(3).samplingRate())
                .as("the sender's address serves too")
                .isEqualTo(5000);
        edge.modified(cfg("edge", "192.0.2.1", "none"));
        decoder.updatedExporter(edge);
        lane.add(sample(4, 0x6409));
        assertThat(lane.flows().get(4).samplingRate()).as("the last good one").isEqualTo(5000);
        decoder.removeExporter(edge);
        lane.add(sample(5, 0x6409));
        assertThat(lane.flows().get(5).samplingRate()).isEqualTo(100);
    }

    @Test
    public void aWrongConfigurationIsRefused() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ExporterSettings.of(cfg("edge", "192.0.2.1/24", "0")))
                .withMessageContaining("etc/polder.decode.sflow.exporter-edge.cfg: addresses = 192.0.2.1/24")
                .withMessageContaining("sampling = 0 is not accepted; give a whole number from 1 to");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ExporterSettings.of(Map.of("service.pid", "polder.decode.sflow.exporter~x")))
                .withMessageContaining("addresses")
                .withMessageContaining("sampling");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> ExporterSettings.of(Map.of(
                        "service.pid",
                        "polder.decode.sflow.exporter~x",
                        "addresses",
                        "192.0.2.1",
                        "sampling",
                        "1",
                        "rate",
                        "1")))
                .withMessageContaining("rate is no key of this file");
    }
}
