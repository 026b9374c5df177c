// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.evidence.Rows.START;
import static polder.evidence.Rows.VICTIM;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.Attack;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Facet;
import polder.api.evidence.FlowKind;
import polder.api.evidence.Share;
import polder.api.evidence.Usual;
import polder.api.testing.CaptureFile;
import polder.api.testing.Packet;
import polder.api.traffic.Metric;
import polder.wire.Address;

public class CollectionTest {
    private static final long MILLI = 1_000_000;
    private static final Address OTHER = Address.parse("10.0.0.2");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Settings settings = Rows.settings("tops", "3", "samples", "5");
    private final LaneRecorder lane = new LaneRecorder(() -> settings, closed -> {});
    private final Rows rows = Rows.of(lane);

    /** Usual traffic for nine seconds, then 900 packets of a flood within 90 ms, mixed with others. */
    private void flood() {
        for (int i = 0; i < 90; i++) {
            lane.wantsDetails();
            rows.packet(START + i * 100 * MILLI, 99, VICTIM, 999).drain();
        }
        for (int i = 0; i < 90; i++) {
            lane.wantsDetails();
            for (int j = 0; j < 10; j++) {
                rows.packet(START + 9000 * MILLI + i * MILLI, 1 + j % 4, VICTIM, 53);
                rows.packet(START + 9000 * MILLI + i * MILLI, 7, OTHER, 80);
            }
            rows.drain();
        }
    }

    private Collection collect() {
        return Rows.collection(Rows.attack("10.0.0.1", Metric.IN_PACKETS), settings, lane);
    }

    @Test
    public void itTellsTheKindsOfTheAttackAndWhatIsUsual() throws Exception {
        flood();
        AttackEvidence evidence = collect().evidence();
        assertThat(evidence.kinds()).containsExactly(new FlowKind(17, 53, 53, 46, 0, false, 900, 900, 900 * 46));
        Usual usual = evidence.usual();
        assertThat(usual.of()).isEqualTo("10.0.0.1");
        assertThat(usual.kept())
                .as("of 80 before the last second, each once or twice")
                .isBetween(80L, 160L);
        assertThat(usual.kinds()).singleElement().matches(kind -> kind.sourcePort() == 999);
        assertThat(usual.before())
                .as("up to a second before the attack, ten a second")
                .containsExactly(new FlowKind(17, 999, 53, 46, 0, false, 80, 80, 80 * 46));
        assertThat(usual.time()).isEqualTo(Duration.ofMillis(7_999));
        assertThat(EvidenceJson.read(EvidenceJson.write(evidence))).isEqualTo(evidence);
        String old = EvidenceJson.write(evidence).replaceFirst(",\"kinds\":.*", "}");
        assertThat(EvidenceJson.read(old).kinds()).isEmpty();
        assertThat(EvidenceJson.read(old).usual()).isEqualTo(Usual.UNKNOWN);
        assertThat(EvidenceJson.read(old).packets()).isEqualTo(900);
    }

    @Test
    public void whatTricklesInAfterTheAttackHasStoppedIsNotTakenForAll() {
        flood();
        rows.packet(START + 11_000 * MILLI, 99, VICTIM, 999).drain();
        assertThat(collect().evidence().packets()).isEqualTo(901);
    }

    @Test
    public void ofAHostThatGetsLittleOthersOfItsGroupAreAsked() {
        for (int i = 0; i < 90; i++) {
            lane.wantsDetails();
            rows.packet(START + i * 10 * MILLI, 99, OTHER, 999).drain();
        }
        lane.wantsDetails();
        for (int i = 0; i < 100; i++) {
            rows.packet(START + 9000 * MILLI, 1, VICTIM, 53);
        }
        rows.drain();
        Usual usual = collect().evidence().usual();
        assertThat(usual.of()).isEqualTo("others of its group");
        assertThat(usual.kept()).isBetween(90L, 180L);
    }

    @Test
    public void ofAPrefixUnderAttackWhatGoesToAllItsHostsIsTaken() {
        flood();
        Attack carpet = Rows.attack("10.0.0.0/24", Metric.IN_PACKETS);
        AttackEvidence evidence = Rows.collection(carpet, settings, lane).evidence();
        assertThat(evidence.target()).isEqualTo(carpet.target());
        assertThat(evidence.packets()).isEqualTo(1800);
        assertThat(evidence.sources()).isEqualTo(5);
    }

    @Test
    public void theLargestAreExact() {
        flood();
        AttackEvidence evidence = collect().evidence();
        assertThat(evidence.packets()).isEqualTo(900);
        assertThat(evidence.bytes()).isEqualTo(900 * 46);
        assertThat(evidence.sources()).isEqualTo(4);
        assertThat(evidence.sourcesError()).isZero();
        assertThat(evidence.top(Facet.SOURCE))
                .containsExactly(
                        new Share("0.0.0.1", 270, 270 * 46, 0.3, 0.3),
                        new Share("0.0.0.2", 270, 270 * 46, 0.3, 0.3),
                        new Share("0.0.0.3", 180, 180 * 46, 0.2, 0.2));
        assertThat(evidence.top(Facet.SOURCE_PORT)).containsExactly(new Share("53", 900, 900 * 46, 1, 1));
        assertThat(evidence.top(Facet.PROTOCOL)).extracting(Share::name).containsExactly("udp");
        assertThat(evidence.top(Facet.PACKET_SIZE)).extracting(Share::name).containsExactly("0-63");
        assertThat(evidence.top(Facet.INGRESS)).isEmpty();
        assertThat(evidence.samples()).hasSize(5).allMatch(sample -> sample.target()
                .equals(VICTIM));
        assertThat(evidence.flows()).singleElement().satisfies(group -> {
            assertThat(group.count()).isEqualTo(4);
            assertThat(group.flows().get(0).packets()).isEqualTo(270);
            assertThat(group.flows().get(0).port()).isEqualTo(53);
        });
    }

    @Test
    public void onlyTheClassThatIsTooMuchIsOfTheAttack() {
        flood();
        assertThat(Rows.collection(Rows.attack("10.0.0.1", Metric.IN_SYN_PACKETS), settings, lane)
                        .evidence()
                        .kept())
                .isZero();
        assertThat(Rows.collection(Rows.attack("10.0.0.1", Metric.OUT_PACKETS), settings, lane)
                        .evidence()
                        .kept())
                .isZero();
        assertThat(Rows.collection(Rows.attack("0.0.0.7", Metric.OUT_UDP_PACKETS), settings, lane)
                        .evidence()
                        .packets())
                .isEqualTo(900);
        assertThat(Rows.collection(Rows.attack("10.0.0.0/30", Metric.IN_PACKETS), settings, lane)
                        .evidence()
                        .packets())
                .isEqualTo(1800);
    }

    @Test
    public void aBanByHandHasTheUsualTrafficToo() {
        flood();
        assertThat(Rows.collection(Rows.attack("10.0.0.1", null), settings, lane)
                        .evidence()
                        .packets())
                .isEqualTo(990);
    }

    @Test
    public void whatComesAfterTheDetectionIsAdded() {
        flood();
        Collection collection = collect();
        assertThat(collection.evidence().complete()).isFalse();
        flood();
        collection.finish(Collection.MOST);
        assertThat(collection.evidence().complete()).isTrue();
        assertThat(collection.evidence().packets()).isEqualTo(900 + 990);
        assertThat(collection.evidence().frames()).isEqualTo(900 + 990);
    }

    @Test
    public void theRingsAreGoneThroughWhenSomebodyAsks() {
        Collection collection = collect();
        flood();
        assertThat(collection.frames()).isNotEmpty();
        assertThat(collection.evidence().packets()).isEqualTo(900);
    }

    @Test
    public void ofTooMuchSomeIsTakenThatStandsForTheRest() {
        flood();
        Collection few =
                new Collection(Rows.attack("10.0.0.1", Metric.IN_PACKETS), settings, Rows.LOOKUPS, List.of(lane), 100);
        assertThat(few.evidence().kept()).isEqualTo(100);
        assertThat(few.evidence().packets()).isEqualTo(900);
        assertThat(few.evidence().sourcesError()).isBetween(0.0, 1.0);
    }

    @Test
    public void itsVectorsAreNamed() {
        flood();
        assertThat(collect().evidence().vectors()).containsExactly(new Share("dns-answer", 900, 41_400, 1, 1));
    }

    @Test
    public void theFramesAreThoseOfTheAttackInTheirOrder() throws Exception {
        flood();
        Path file = folder.getRoot().toPath().resolve("frames.pcapng");
        Files.write(file, collect().frames());
        List<Packet> frames = CaptureFile.read(file).frames();
        assertThat(frames).hasSize(900);
        assertThat(frames).extracting(Packet::wireLength).containsOnly(60);
        assertThat(frames).extracting(Packet::linkType).containsOnly(1);
        assertThat(frames.get(0).epochNanos()).isEqualTo(START + 9000 * MILLI);
        assertThat(frames.get(899).epochNanos()).isEqualTo(START + 9089 * MILLI);
        assertThat(frames).isSortedAccordingTo((a, b) -> Long.compare(a.epochNanos(), b.epochNanos()));
        for (Packet frame : frames) {
            assertThat(frame.bytes()[3]).isBetween((byte) 1, (byte) 4);
        }
        readByTshark(file);
    }

    private static void readByTshark(Path file) throws Exception {
        Process tshark;
        try {
            tshark = new ProcessBuilder("tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.len")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            System.out.println("tshark is not installed: frames were read back by ourselves alone");
            return;
        }
        String out = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tshark.waitFor()).isZero();
        assertThat(out.lines().toList()).hasSize(900).containsOnly("60");
    }

    @Test
    public void itIsTheSameWhenReadFromDisk() {
        flood();
        AttackEvidence evidence = collect().evidence().with(List.of(new Share("dns_amplification", 900, 41400, 1, 1)));
        assertThat(EvidenceJson.read(EvidenceJson.write(evidence))).isEqualTo(evidence);
    }
}
