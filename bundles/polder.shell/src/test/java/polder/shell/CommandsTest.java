// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attacks;
import polder.api.flow.FlowExport;
import polder.api.traffic.Metric;
import polder.api.traffic.Traffic;

public class CommandsTest {
    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);

    @After
    public void close() {
        shell.close();
    }

    @Test
    public void hostListShowsTheBusiestWithUnits() throws Exception {
        assertThat(shell.run("polder:host-list -4"))
                .contains("10.0.0.1", "30.0 kpps", "120 Mbps", "600%", "in.packets", "0badcafe", "10.0.0.2", "│")
                .doesNotContain("2001:");
    }

    @Test
    public void hostListAsJsonHasRawNumbers() throws Exception {
        JsonObject first = shell.array("polder:host-list --json").getJsonObject(0);
        assertThat(first.keySet())
                .containsExactly(
                        "address",
                        "network",
                        "group",
                        "in_packets",
                        "in_bits",
                        "in_flows",
                        "out_packets",
                        "out_bits",
                        "out_flows",
                        "limit_percent",
                        "limit_metric",
                        "attack");
        assertThat(first.getString("address")).isEqualTo("10.0.0.1");
        assertThat(first.getInt("in_bits")).isEqualTo(120_000_000);
        assertThat(first.getJsonNumber("limit_percent").doubleValue()).isEqualTo(600);
        assertThat(first.getString("attack")).isEqualTo(Fakes.ID.toString());
    }

    @Test
    public void hostListCanBeNarrowedToOneFamily() throws Exception {
        assertThat(shell.array("polder:host-list --json -6")).hasSize(3);
        assertThat(shell.array("polder:host-list --json -4")).hasSize(10);
        assertThat(shell.array("polder:host-list --json -4 -6")).hasSize(13);
        assertThat(shell.array("polder:host-list --json --most 2")).hasSize(2);
    }

    @Test
    public void aNumberOfHostsThatIsNoneIsAnsweredWithWhatIsAccepted() {
        for (String most : List.of("0", "-3", "five", "1000001")) {
            assertThatThrownBy(() -> shell.run("polder:host-list --most=" + most))
                    .hasMessage("--most " + most + " is not accepted; give a number from 1 to 1000000");
        }
    }

    @Test
    public void aSortKeyThatIsNoneIsAnsweredWithWhatKeysAre() {
        assertThatThrownBy(() -> shell.run("polder:host-list --sort size"))
                .isExactlyInstanceOf(org.apache.karaf.shell.support.CommandException.class)
                .hasMessageContaining(
                        "--sort size is not accepted; give a metric: in. or out., then nothing or one of tcp. ");
    }

    @Test
    public void hostShowListsItsMetricsWithLimits() throws Exception {
        assertThat(shell.run("polder:host-show 10.0.0.1"))
                .contains("Group        web", "in.udp.packets", "15.0 kpps", "5.00 kpps", "every packet was seen")
                .doesNotContain("out.udp");
        JsonObject host = shell.object("polder:host-show --json 2001:db8::1");
        assertThat(host.getJsonObject("rates").getInt("in_udp_packets")).isEqualTo(400);
        assertThat(host.getJsonObject("averages")).hasSize(Metric.COUNT);
        assertThat(host.getJsonObject("limits").getInt("in_packets")).isEqualTo(20_000);
        assertThat(host.isNull("attack")).isTrue();
    }

    @Test
    public void aHostWithoutTrafficIsSaidToHaveNone() {
        assertThatThrownBy(() -> shell.run("polder:host-show 10.9.9.9"))
                .isInstanceOf(CommandException.class)
                .hasMessage("10.9.9.9 has no traffic; polder:explain says what applies to it");
    }

    @Test
    public void attackListShowsWhatIsGoingOn() throws Exception {
        assertThat(shell.run("polder:attack-list"))
                .contains(
                        "0badcafe",
                        "10.0.0.1",
                        "active",
                        "polder.detect.threshold",
                        "31.0 kpps",
                        "34.0 kpps",
                        "5.00 kpps");
    }

    @Test
    public void attackListAsJsonHasRawNumbers() throws Exception {
        JsonObject attack = shell.array("polder:attack-list --json").getJsonObject(0);
        assertThat(attack.keySet())
                .containsExactly(
                        "id",
                        "target",
                        "state",
                        "level",
                        "acting",
                        "group",
                        "detector",
                        "metric",
                        "observed",
                        "peak",
                        "limit",
                        "since",
                        "direction",
                        "packets",
                        "bytes",
                        "acted_since",
                        "why",
                        "last_over",
                        "ended",
                        "duration_seconds",
                        "hold_seconds",
                        "ban_time_seconds",
                        "reason");
        assertThat(attack.getString("since")).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(attack.getInt("observed")).isEqualTo(31_000);
        assertThat(attack.getInt("ban_time_seconds")).isEqualTo(1900);
        assertThat(attack.isNull("ended")).isTrue();
    }

    @Test
    public void withoutAnAttackTheTableSaysSoAndJsonIsEmpty() throws Exception {
        fakes.active.clear();
        assertThat(shell.run("polder:attack-list")).isEqualToIgnoringNewLines("No attack, no ban.");
        assertThat(shell.array("polder:attack-list --json")).isEmpty();
    }

    @Test
    public void endedAttacksAreListedWhenAskedFor() throws Exception {
        shell.run("polder:attack-release 0badcafe");
        assertThat(shell.array("polder:attack-list --json")).isEmpty();
        assertThat(shell.array("polder:attack-list --json --ended")).hasSize(1);
        shell.run("polder:ban 10.0.0.9");
        assertThat(shell.array("polder:attack-list --json --all")).hasSize(2);
    }

    @Test
    public void anAttackIsNamedByTargetIdOrStartOfId() throws Exception {
        for (String name : List.of("10.0.0.1", Fakes.ID.toString(), "0BADCAFE", "0bad")) {
            assertThat(shell.object("polder:attack-show --json " + name).getString("id"))
                    .isEqualTo(Fakes.ID.toString());
        }
        for (String name : List.of("10.0.0.2", "0ba", "ffff")) {
            assertThatThrownBy(() -> shell.run("polder:attack-show " + name))
                    .hasMessageContaining("no attack '" + name);
        }
        assertThat(shell.run("polder:attack-show 0badcafe"))
                .contains("Peak       34.0 kpps", "in.udp.packets", "15.5 kpps");
    }

    @Test
    public void attackShowExplainsWhatWasFoundDecidedAndDone() throws Exception {
        assertThat(shell.run("polder:attack-show 0badcafe"))
                .containsPattern("alert +│ in.udp.packets +│ polder.detect.threshold │ web +│ 30.1 kpps │ 4.00 kpps │"
                        + " 33.3 kpps │ +270 │ 03-01 ..:00:00.000 │ 03-01 ..:01:00.000 │ incoming udp 30.1 kpps")
                .containsPattern("polder.attack │ started │ begin +│ acted on for 31m40s")
                .containsPattern("route noc +│ started │ begin +│ FAILED: exit code 3")
                .containsPattern("route mail +│ started │ begin +│ taken")
                .containsPattern("Packets +1.23M")
                .contains("Acted on   since 2026-03-01");
        JsonObject attack = shell.object("polder:attack-show --json 0badcafe");
        JsonObject rule = attack.getJsonArray("rules").getJsonObject(0);
        assertThat(rule.getInt("samples")).isEqualTo(270);
        assertThat(rule.getString("metric")).isEqualTo("in.udp.packets");
        assertThat(attack.getJsonArray("actions").getJsonObject(1).getBoolean("failed"))
                .isTrue();
        assertThat(attack.getBoolean("acting")).isTrue();
        assertThat(attack.getInt("packets")).isEqualTo(1_234_567);
    }

    @Test
    public void maintenanceIsStartedListedAndStopped() throws Exception {
        assertThat(shell.run("polder:maintenance-list")).contains("No maintenance.");
        assertThat(shell.run("polder:maintenance-start 2h new router")).contains("all", "by ann: new router");
        JsonObject window =
                shell.array("polder:maintenance-start --json 10.0.0.0/24 30m").getJsonObject(0);
        assertThat(window.getString("network")).isEqualTo("10.0.0.0/24");
        assertThat(window.getString("until")).isEqualTo("2026-03-01T12:30:00Z");
        shell.run("polder:maintenance-start all 1d");
        assertThat(shell.array("polder:maintenance-list --json")).hasSize(3);
        assertThat(shell.run("polder:status")).contains("maintenance of 10.0.0.0/24 until");
        assertThat(shell.run("polder:maintenance-stop 10.0.0.0/24")).contains("10.0.0.0/24");
        shell.run("polder:maintenance-stop");
        assertThatThrownBy(() -> shell.run("polder:maintenance-stop 10.0.0.0/24"))
                .hasMessage("there is no maintenance of 10.0.0.0/24; see polder:maintenance-list");
        for (String wrong : List.of("soon", "10.0.0.0/24", "10.0.0.0/24 0s", "all sometimes")) {
            assertThatThrownBy(() -> shell.run("polder:maintenance-start " + wrong))
                    .hasMessageContaining("is not accepted; give a time longer than 0");
        }
        assertThatThrownBy(() -> shell.run("polder:maintenance-start 10.0.0.1/24 1h"))
                .hasMessageContaining("network 10.0.0.1/24 is not accepted; give a network");
    }

    @Test
    public void aBanSaysWhoAndWhyAndCanBeLifted() throws Exception {
        JsonObject ban = shell.array("polder:ban --json --time 1h --reason 'customer asked' 10.0.0.7")
                .getJsonObject(0);
        assertThat(ban.getString("reason")).isEqualTo("by ann: customer asked");
        assertThat(ban.getInt("ban_time_seconds")).isEqualTo(3600);
        assertThat(ban.isNull("metric")).isTrue();
        assertThatThrownBy(() -> shell.run("polder:ban 10.0.0.7"))
                .isInstanceOf(CommandException.class)
                .hasMessage("10.0.0.7 is under attack or banned already");
        assertThat(shell.run("polder:unban 10.0.0.7")).contains("10.0.0.7");
        assertThatThrownBy(() -> shell.run("polder:unban 10.0.0.7"))
                .hasMessage("10.0.0.7 is neither banned nor under attack");
    }

    @Test
    public void wrongArgumentsAreAnsweredWithWhatIsAccepted() {
        assertThatThrownBy(() -> shell.run("polder:ban --time soon 10.0.0.7"))
                .hasMessageContaining("--time soon is not accepted; give a time such as 90s");
        assertThatThrownBy(() -> shell.run("polder:explain example.net"))
                .hasMessage("address example.net is not accepted; give an IPv4 or IPv6 address");
    }

    @Test
    public void laneListShowsDropsRejectsAndProblems() throws Exception {
        assertThat(shell.run("polder:lane-list"))
                .contains("edge", "120 kfps", "missing_template 17, truncated 3", "failed", "eth7: no such device");
        JsonObject lane = shell.array("polder:lane-list --json").getJsonObject(0);
        assertThat(lane.getJsonObject("rejects").getInt("missing_template")).isEqualTo(17);
        assertThat(lane.getInt("dropped")).isEqualTo(12);
        assertThat(lane.getInt("bytes")).isEqualTo(1_400_000_000);
    }

    @Test
    public void statusSaysWhatIsWrongAndWhatToDo() throws Exception {
        assertThat(shell.run("polder:status"))
                .contains(
                        "needs a look", "1 of 2 running", "1 counted", "the newest on 10.0.0.1", "polder.notify.script")
                .contains("lane mirror/0 has failed: eth7: no such device", "etc/polder.capture.udp-mirror.cfg")
                .contains("has lost 12 packets", "polder.notify.script has failed 1 times, last: exit code 1");
        JsonObject status = shell.object("polder:status --json");
        assertThat(status.getBoolean("ok")).isFalse();
        assertThat(status.getInt("flows_per_second")).isEqualTo(240_000);
        assertThat(status.getJsonObject("counters").getInt("hosts_refused")).isZero();
        assertThat(status.getJsonArray("listeners").getJsonObject(0).getInt("waiting"))
                .isEqualTo(2);
        assertThat(status.getJsonArray("problems")).hasSize(5);
    }

    @Test
    public void aLossIsARemarkAndNoAlarm() throws Exception {
        fakes.lanes = fakes.lanes.subList(0, 1);
        assertThat(shell.run("polder:status")).contains("is well, with remarks", "has lost 12 packets");
        assertThat(shell.object("polder:status --json").getBoolean("ok")).isTrue();
        fakes.lanes = List.of();
        assertThat(shell.run("polder:status")).contains("needs a look", "no capture is configured");
    }

    @Test
    public void statusCountsFlowsThatAreHandedOn() throws Exception {
        assertThat(shell.run("polder:status")).doesNotContain("Export");
        fakes.exports = List.of(new FlowExport("polder.notify.kafka.flows-edge", "topic flows", 1000, 900, 0, 0, ""));
        assertThat(shell.run("polder:status"))
                .contains("polder.notify.kafka.flows-edge")
                .doesNotContain("topic flows");
        fakes.exports = List.of(
                new FlowExport("polder.notify.kafka.flows-edge", "topic flows", 1000, 900, 70, 30, "no broker"));
        assertThat(shell.run("polder:status"))
                .contains("has lost 70 flows and dropped 30: no broker", "see what is wrong with topic flows");
        JsonObject export =
                shell.object("polder:status --json").getJsonArray("exports").getJsonObject(0);
        assertThat(export.getInt("taken")).isEqualTo(1000);
        assertThat(export.getString("failure")).isEqualTo("no broker");
    }

    @Test
    public void aMissingServiceIsOneClearLine() throws Exception {
        shell.remove(Attacks.class);
        assertThatThrownBy(() -> shell.run("polder:attack-list --json"))
                .isInstanceOf(CommandException.class)
                .hasMessage(
                        "attacks are not being kept at the moment: bundle polder.attack is stopped or being replaced; see bundle:list");
        assertThat(shell.run("polder:host-list")).contains("10.0.0.1");
        shell.remove(Traffic.class);
        assertThatThrownBy(() -> shell.run("polder:explain 10.0.0.1")).hasMessageContaining("polder.traffic");
        assertThat(shell.run("polder:status"))
                .contains("bundle polder.traffic is stopped", "bundle polder.attack is stopped");
    }

    @Test
    public void topWithoutATerminalPrintsOneScreen() throws Exception {
        assertThat(shell.run("polder:top")).contains("polder  up", "HOST", "10.0.0.10");
        assertThat(shell.array("polder:top --json")).hasSize(13);
    }

    @Test
    public void outputGoesThroughPipes() throws Exception {
        assertThat(shell.run("polder:host-list | grep 10.0.0.10"))
                .contains("10.0.0.10")
                .doesNotContain("10.0.0.2 ");
    }

    @Test
    public void controlCharactersInReasonsAreShownNotObeyed() throws Exception {
        shell.run("polder:ban --reason '\u001b[2Jgone\u0007ü' 10.0.0.7");
        assertThat(shell.run("polder:attack-list")).contains("by ann: ?[2Jgone?ü");
        assertThat(shell.run("polder:attack-list --json")).contains("\\u001b[2Jgone\\u0007\\u00fc");
    }
}
