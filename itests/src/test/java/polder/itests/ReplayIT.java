// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Attacks of the past and attacks made up, in an appliance that has no traffic of its own. */
public class ReplayIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path CORPUS =
            Path.of(System.getProperty("polder.root"), "..", "shared", "corpus", "attack_synth");
    private static final String VICTIM = "198.51.100.20";

    private static Operator operator;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("replay")
                .cfg(
                        "polder.traffic.cfg",
                        "networks = 203.0.113.10/31, 203.0.113.12/30, 203.0.113.16/28, 203.0.113.32/27, 203.0.113.64/26,"
                                + " 198.51.100.0/24",
                        "average = 1s")
                .cfg(
                        "polder.traffic.group-default.cfg",
                        "limit.in.packets = 100pps",
                        "limit.in.udp.packets = 75pps",
                        "limit.in.syn.packets = 60pps",
                        "hold = 2s",
                        "ban.time = 2s",
                        "mode = act")
                .start();
        Await.until("replays", LIMIT, () -> !operator.polder("replay", "nosuch.pcap")
                .output()
                .contains("nothing can be replayed at the moment"));
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    @Test
    public void recordedAttacksAreFoundAndNothingElseIsTouched() throws Exception {
        for (String name : List.of("syn_flood__plain", "udp_flood__mpls2")) {
            Path capture = CORPUS.resolve(name + ".pcap");
            if (!Files.exists(capture)) {
                System.out.println("it: no " + capture + ": left out");
                continue;
            }
            CorpusAttack truth = CorpusAttack.known(CORPUS.resolve(name + ".truth.json"), 1);
            Map<String, Object> said = operator.show("replay", capture.toString());
            List<Map<String, Object>> found = rows(said, "attacks");
            System.out.println("it: " + name + ": " + said);
            assertThat(found.stream().map(one -> one.get("target")).collect(Collectors.toList()))
                    .as(name)
                    .isEqualTo(truth.victims());
            Map<String, Object> attack = found.get(0);
            double start = ((Number) truthOf(name).get("attack_start_s")).doubleValue();
            assertThat(((Number) attack.get("after_seconds")).doubleValue())
                    .as("%s is found, and soon", name)
                    .isBetween(start, start + 1.5);
            assertThat(attack).containsEntry("direction", "incoming").containsEntry("action", "acted on");
            assertThat((double) Operator.number(attack, "peak"))
                    .isBetween(0.9 * truth.packets(), 1.3 * truth.packets() + 10);
        }
        untouched();
    }

    @Test
    public void otherLimitsAreCompared() throws Exception {
        Path capture = CORPUS.resolve("syn_flood__plain.pcap");
        if (!Files.exists(capture)) {
            System.out.println("it: no " + capture + ": left out");
            return;
        }
        Path limits = operator.path("limits.cfg");
        Files.writeString(limits, "limit.in.packets = 1mpps\n");
        Map<String, Object> said = operator.show("replay", "--what-if", limits.toString(), capture.toString());
        assertThat(rows(said, "attacks")).hasSize(1);
        assertThat(rows(said, "changes")).hasSize(1);
        assertThat(rows(said, "changes").get(0)).containsEntry("change", "only now");
        Files.writeString(limits, "limit.in.packets = nonsense\n");
        Installation.Result refused = operator.polder("replay", "--what-if", limits.toString(), capture.toString());
        assertThat(refused.code()).isNotZero();
        assertThat(refused.output()).contains("limits.cfg", "limit.in.packets", "nonsense");
        untouched();
    }

    @Test
    public void aSimulatedAttackIsFoundAndToldAndNotActedOn() throws Exception {
        assertThat(operator.polder("simulate", "192.0.2.1", "syn", "1kpps", "5s")
                        .output())
                .contains("none of our networks");
        operator.list("simulate", "198.51.100.20", "ntp", "2kpps", "5s");
        assertThat(operator.polder("simulate", "198.51.100.21", "ntp", "2kpps", "5s")
                        .output())
                .contains("simulate-stop");
        Map<String, Object> attack = operator.awaitAttack(VICTIM, "active");
        System.out.println("it: " + attack);
        assertThat(attack.get("reason").toString()).startsWith("simulated: ");
        assertThat(attack.get("why").toString()).contains("polder:simulate");
        operator.awaitLog(0, "198.51.100.20", "simulated: ");
        Map<String, Object> ended = operator.awaitAttack(VICTIM, "ended");
        assertThat(ended).containsEntry("acting", false);
        assertThat(ended.get("acted_since")).isNull();
        Path evidence =
                operator.path("data", "polder", "evidence", attack.get("id").toString(), "evidence.json");
        Await.until(
                "evidence " + evidence,
                LIMIT,
                () -> Files.exists(evidence) && Files.readString(evidence).contains("198.18.0."));
        Await.until("the lane is gone", LIMIT, () -> operator.list("lane-list").stream()
                .noneMatch(lane -> "simulated".equals(lane.get("capture"))));
        operator.list("simulate", "--act", "198.51.100.30", "syn", "2kpps", "60s");
        Map<String, Object> acted = operator.awaitAttack("198.51.100.30", "active");
        assertThat(acted).containsEntry("acting", true);
        assertThat(operator.list("simulate-stop")).hasSize(1);
        operator.awaitAttack("198.51.100.30", "ended");
        operator.expectNoStackTrace();
    }

    /** No host of the recordings is known, and no attack on one. */
    private static void untouched() throws Exception {
        assertThat(operator.list("attack-list", "--all").stream()
                        .filter(one -> one.get("target").toString().startsWith("203.0.113.")))
                .isEmpty();
        assertThat(operator.list("host-list").stream()
                        .filter(one -> one.get("address").toString().startsWith("203.0.113.")))
                .isEmpty();
        assertThat(operator.list("exporter-list")).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> page, String table) {
        return (List<Map<String, Object>>) page.get(table);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> truthOf(String name) throws Exception {
        return (Map<String, Object>) Json.parse(Files.readString(CORPUS.resolve(name + ".truth.json")));
    }
}
