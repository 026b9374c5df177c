// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonReader;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.replay.Replays.Request;

public class ReplayCommandsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);

    @After
    public void close() {
        shell.close();
    }

    private JsonObject page(String line) throws Exception {
        try (JsonReader reader = Json.createReader(new StringReader(shell.run(line)))) {
            return reader.readObject();
        }
    }

    @Test
    public void attacksOfARecordingAreShown() throws Exception {
        assertThat(shell.run("polder:replay /tmp/a.pcap"))
                .contains("netflow", "1.20k", "198.51.100.20", "incoming", "2.5 s", "acted on", "too much", "no twin")
                .doesNotContain("What if");
        assertThat(fakes.replays.last)
                .isEqualTo(new Request("/tmp/a.pcap", "", "", List.of(), Double.POSITIVE_INFINITY, Map.of()));
        JsonObject said = page("polder:replay --json /tmp/a.pcap");
        JsonObject attack = said.getJsonArray("attacks").getJsonObject(0);
        assertThat(attack.getJsonNumber("after_seconds").doubleValue()).isEqualTo(2.5);
        assertThat(attack.getJsonNumber("duration_seconds").doubleValue()).isEqualTo(4);
        assertThat(attack.getString("reason")).isEqualTo("too much");
        assertThat(said).doesNotContainKey("changes");
    }

    @Test
    public void otherLimitsAreReadFromFilesNamedForTheirGroup() throws Exception {
        Path web = folder.getRoot().toPath().resolve("polder.traffic.group-web.cfg");
        Files.writeString(web, "# web\nlimit.in.packets = 20kpps\n");
        JsonObject said = page("polder:replay --json --networks 10.0.0.0/8,2001:db8::/32 --what-if " + web + " a.pcap");
        assertThat(fakes.replays.last.whatIf()).containsOnlyKeys("web");
        assertThat(fakes.replays.last.whatIf().get("web")).containsEntry("limit.in.packets", "20kpps");
        assertThat(fakes.replays.last.networks()).hasSize(2);
        assertThat(fakes.replays.last.file()).startsWith("/");
        assertThat(said.getInt("changed")).isEqualTo(2);
        assertThat(said.getJsonArray("changes").getJsonObject(0).getString("change"))
                .isEqualTo("only now");
        assertThat(said.getJsonArray("changes").getJsonObject(1).getString("change"))
                .isEqualTo("only then");
        assertThat(said.getJsonArray("changes").getJsonObject(2).getString("change"))
                .isEqualTo("none");
        assertThat(shell.run("polder:replay --what-if " + web + " a.pcap"))
                .contains("1 attacks only with the limits there are, 1 only with the others, 0 in both");
        shell.run("polder:replay --group shop --what-if " + web + " a.pcap");
        assertThat(fakes.replays.last.whatIf()).containsOnlyKeys("shop");
    }

    @Test
    public void whatIsCalledWronglyIsSaid() {
        assertThatThrownBy(() -> shell.run("polder:replay --speed fast a.pcap")).hasMessageContaining("--speed fast");
        assertThatThrownBy(() -> shell.run("polder:replay --networks here a.pcap"))
                .hasMessageContaining("--networks");
        assertThatThrownBy(() -> shell.run("polder:replay --what-if /nonexistent a.pcap"))
                .hasMessageContaining("/nonexistent cannot be read");
        assertThatThrownBy(() -> shell.run("polder:replay --group web a.pcap")).hasMessageContaining("--what-if");
        assertThatThrownBy(() -> shell.run("polder:replay missing.pcap")).hasMessageContaining("no such file");
        assertThatThrownBy(() -> shell.run("polder:simulate here syn 1kpps 5s")).hasMessageContaining("here");
        assertThatThrownBy(() -> shell.run("polder:simulate 10.0.0.9 syn fast 5s"))
                .hasMessageContaining("rate fast");
        assertThatThrownBy(() -> shell.run("polder:simulate 10.0.0.9 syn 1kpps soon"))
                .hasMessageContaining("time soon");
        assertThatThrownBy(() -> shell.run("polder:simulate-stop"))
                .hasMessageContaining("no attack is being simulated");
    }

    @Test
    public void anAttackIsMadeUpAndEnded() throws Exception {
        assertThat(shell.run("polder:simulate 10.0.0.9 syn 50kpps 30s")).contains("10.0.0.9", "syn", "50.0 kpps", "no");
        assertThat(shell.run("polder:simulate-stop")).contains("10.0.0.9");
        assertThat(shell.run("polder:simulate --act 10.0.0.9 syn 50kpps 30s")).contains("as any other");
    }
}
