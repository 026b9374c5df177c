// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.json.Json;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.Attack;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.evidence.Facet;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.Sample;
import polder.api.evidence.Share;
import polder.api.traffic.Direction;
import polder.wire.Address;
import polder.wire.Prefix;

public class EvidenceCommandsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Address HOST = Address.parse("10.0.0.1");
    private static final Address REMOTE = Address.parse("192.0.2.1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final KarafShell shell = KarafShell.withFakes(new Fakes());
    private final FakeEvidence evidence = new FakeEvidence();

    private static final class FakeEvidence implements Evidence {
        Optional<Path> frames = Optional.empty();

        @Override
        public Optional<AttackEvidence> of(Attack attack) {
            return find(attack.id());
        }

        @Override
        public Optional<AttackEvidence> find(UUID attack) {
            return attack.equals(Fakes.ID) ? Optional.of(found()) : Optional.empty();
        }

        @Override
        public List<UUID> attacks() {
            return List.of(Fakes.ID);
        }

        @Override
        public Optional<Path> frames(UUID attack) {
            return frames;
        }
    }

    private static AttackEvidence found() {
        Share all = new Share("udp", 31_000, 14_900_000, 1, 1);
        Share source = new Share("192.0.2.1", 4_110, 1_970_000, 0.1326, 0.132);
        return new AttackEvidence(
                Fakes.ID,
                Prefix.host(HOST),
                NOON,
                NOON,
                NOON,
                true,
                900,
                31_000,
                14_900_000,
                231,
                0.05,
                Map.of(Facet.PROTOCOL, List.of(all), Facet.SOURCE, List.of(source)),
                List.of(new Share("dns_amplification", 31_000, 14_900_000, 1, 1)),
                List.of(new Sample(NOON, REMOTE, 53, HOST, 4444, 17, 0, false, 1, 480, 57, 1)),
                List.of(new FlowGroup(
                        Direction.INCOMING, 17, 1, List.of(new FlowGroup.Flow(HOST, 4444, REMOTE, 53, 9, 540)))),
                900);
    }

    @Before
    public void put() {
        shell.put(Evidence.class, evidence);
    }

    @After
    public void close() {
        shell.close();
    }

    private JsonObject object(String line) throws Exception {
        return Json.createReader(new StringReader(shell.run(line))).readObject();
    }

    @Test
    public void evidenceShowHasTheLargestAndTheSamples() throws Exception {
        for (String name : List.of("0badcafe", "10.0.0.1")) {
            assertThat(shell.run("polder:evidence-show " + name))
                    .contains("about 231 (± 5.0%)", "dns_amplification 100%", "192.0.2.1", "13%", "31.0k")
                    .contains("192.0.2.1:53 > 10.0.0.1:4444 protocol: udp");
        }
        JsonObject json = object("polder:evidence-show --json 0bad");
        assertThat(json.getJsonObject("tops")
                        .getJsonArray("source")
                        .getJsonObject(0)
                        .getInt("packets"))
                .isEqualTo(4110);
        assertThat(json.getJsonArray("flows").getJsonObject(0).getString("direction"))
                .isEqualTo("incoming");
        assertThat(json.getJsonArray("samples")).hasSize(1);
    }

    @Test
    public void attackShowHasTheLargestInALine() throws Exception {
        assertThat(shell.run("polder:attack-show 0badcafe"))
                .contains("source 192.0.2.1 (13%), protocol udp (100%)")
                .containsPattern("Vector +│ Packets │ Of packets │")
                .containsPattern("dns_amplification │ +31.0k │ +100%")
                .containsPattern("192.0.2.1 │ +4.11k │ +13%");
        assertThat(object("polder:attack-show --json 0badcafe")
                        .getJsonObject("evidence")
                        .getInt("kept"))
                .isEqualTo(900);
    }

    @Test
    public void theFramesAreWrittenToAFileThatIsNotThere() throws Exception {
        Path to = folder.getRoot().toPath().resolve("out.pcapng");
        assertThatThrownBy(() -> shell.run("polder:evidence-export 0bad " + to))
                .hasMessageContaining("no frame is kept");
        evidence.frames =
                Optional.of(Files.writeString(folder.getRoot().toPath().resolve("in"), "frames"));
        assertThat(shell.run("polder:evidence-export 0bad " + to)).contains(to.toString());
        assertThat(to).hasContent("frames");
        assertThatThrownBy(() -> shell.run("polder:evidence-export 0bad " + to))
                .hasMessageContaining("is there already");
    }

    @Test
    public void whatIsNotKnownIsSaid() {
        assertThatThrownBy(() -> shell.run("polder:evidence-show ffff")).hasMessageContaining("no attack 'ffff");
    }
}
