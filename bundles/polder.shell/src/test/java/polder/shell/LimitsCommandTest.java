// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.json.Json;
import javax.json.JsonObject;
import javax.json.JsonReader;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.traffic.Baselines;
import polder.api.traffic.Metric;
import polder.api.traffic.ProposedLimit;
import polder.wire.Address;

public class LimitsCommandTest {
    private final KarafShell shell = KarafShell.withFakes(new Fakes());
    private List<ProposedLimit> limits = List.of(
            limit("default", Metric.IN_PACKETS, 22_500, 400),
            limit("web", Metric.IN_PACKETS, 450, 20),
            limit("web", Metric.IN_BITS, 600_000_000, 20));

    @Before
    public void learn() {
        shell.put(Baselines.class, new Baselines() {
            @Override
            public List<ProposedLimit> propose(double margin) {
                return limits.stream().map(one -> times(one, margin)).toList();
            }

            @Override
            public Map<String, Long> counters() {
                return Map.of();
            }
        });
    }

    @After
    public void close() {
        shell.close();
    }

    private static ProposedLimit limit(String group, Metric metric, long usual, int hours) {
        Instant at = Instant.parse("2026-11-20T14:05:00Z");
        return new ProposedLimit(
                group, metric, usual, usual, usual + 50, Address.parse("10.0.0.1"), at, at, hours, 3, 12);
    }

    private static ProposedLimit times(ProposedLimit one, double margin) {
        return new ProposedLimit(
                one.group(),
                one.metric(),
                Math.round(margin * one.usual()),
                one.usual(),
                one.highest(),
                one.busiest(),
                one.at(),
                one.since(),
                one.hours(),
                one.hoursLeftOut(),
                one.hosts());
    }

    @Test
    public void limitsAreProposedWithTheirEvidenceAndLinesToPaste() throws Exception {
        assertThat(shell.run("polder:limits-propose"))
                .contains("in.packets", "45.0 kpps", "22.5 kpps", "10.0.0.1", "12")
                .containsSubsequence(
                        "For etc/polder.traffic.group-default.cfg:",
                        "limit.in.packets = 45kpps",
                        "For etc/polder.traffic.group-web.cfg:",
                        "# learned for 20 hours only: a whole week is better",
                        "limit.in.packets = 900pps",
                        "limit.in.bits = 1.2gbps");
        assertThat(shell.run("polder:limits-propose --margin 3 default"))
                .contains("limit.in.packets = 67.5kpps")
                .doesNotContain("web", "hours only");
    }

    @Test
    public void jsonHasRawNumbers() throws Exception {
        try (JsonReader reader = Json.createReader(new StringReader(shell.run("polder:limits-propose --json web")))) {
            JsonObject packets = reader.readArray().getJsonObject(0);
            assertThat(packets.keySet())
                    .containsExactly(
                            "group",
                            "metric",
                            "limit",
                            "usual",
                            "highest",
                            "busiest",
                            "at",
                            "hosts",
                            "hours",
                            "hours_left_out",
                            "since");
            assertThat(packets.getInt("limit")).isEqualTo(900);
            assertThat(packets.getString("at")).isEqualTo("2026-11-20T14:05:00Z");
        }
    }

    @Test
    public void whatIsWrongIsToldWithWhatIsAccepted() throws Exception {
        assertThatThrownBy(() -> shell.run("polder:limits-propose nobody")).hasMessageContaining("polder:group-list");
        assertThatThrownBy(() -> shell.run("polder:limits-propose --margin 0.5"))
                .hasMessageContaining("a number from 1 to 1000");
        limits = List.of();
        assertThat(shell.run("polder:limits-propose")).contains("Too little was learned yet");
    }

    @Test
    public void withoutTheBundleItSaysWhichIsMissing() {
        try (KarafShell bare = KarafShell.withFakes(new Fakes())) {
            assertThatThrownBy(() -> bare.run("polder:limits-propose")).hasMessageContaining("polder.detect.baseline");
        }
    }
}
