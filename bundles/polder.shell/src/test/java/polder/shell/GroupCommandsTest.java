// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;

public class GroupCommandsTest {
    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);

    @After
    public void close() {
        shell.close();
    }

    @Test
    public void groupListShowsLimitsAndTheirFile() throws Exception {
        assertThat(shell.run("polder:group-list"))
                .contains(
                        "web",
                        "10.0.0.0/30",
                        "in.packets 5.00 kpps warn 4.00 kpps, in.bits 1.00 Gbps",
                        "in.packets 80.0 kpps",
                        "31m40s",
                        "40.0 kpps");
        JsonObject web = shell.array("polder:group-list --json").getJsonObject(1);
        assertThat(web.getJsonArray("networks").getString(0)).isEqualTo("10.0.0.0/30");
        assertThat(web.getJsonObject("limits").getInt("in_packets")).isEqualTo(5000);
        assertThat(web.getInt("hold_seconds")).isEqualTo(30);
    }

    @Test
    public void networksAreListedAndProposed() throws Exception {
        assertThat(shell.run("polder:network-list")).contains("10.0.0.0/16", "cfg", "36.0 kpps");
        assertThat(shell.array("polder:network-list --json").getJsonObject(0).getInt("hosts"))
                .isEqualTo(10);
        assertThat(shell.run("polder:network-propose")).contains("networks = 10.0.0.0/24, 2001:db8::/48");
        assertThat(shell.array("polder:network-propose --json")).hasSize(2);
        fakes.networks = List.of();
        assertThat(shell.run("polder:network-list")).contains("every target is counted");
    }

    @Test
    public void explainNamesTheFileOfEachLimit() throws Exception {
        assertThat(shell.run("polder:explain 10.0.0.2"))
                .contains("10.0.0.0/16, from cfg", "to it is incoming", "web, by its prefix 10.0.0.0/30", "300%")
                .containsPattern("in.bits .* default +│ " + Groups.file("default"))
                .containsPattern(
                        "in.packets .* 4.00 kpps │ 5.00 kpps │ +- │ .* web, warn by night +│ " + Groups.file("web"));
        JsonObject limit = shell.object("polder:explain --json 10.0.0.2")
                .getJsonArray("limits")
                .getJsonObject(0);
        assertThat(limit.keySet())
                .containsExactly(
                        "metric",
                        "rate",
                        "average",
                        "warn",
                        "limit",
                        "critical",
                        "limit_percent",
                        "group",
                        "file",
                        "warn_group",
                        "critical_group");
        assertThat(limit.getInt("rate")).isEqualTo(15_000);
        assertThat(limit.getInt("warn")).isEqualTo(4_000);
        assertThat(limit.isNull("critical")).isTrue();
    }

    @Test
    public void explainNamesWhoSaysEachSetting() throws Exception {
        assertThat(shell.run("polder:explain 10.0.0.2"))
                .containsPattern("Asked in turn +night for the hours of a schedule, web, base, default")
                .containsPattern("Mode +act, said by base")
                .containsPattern("Outgoing mode +notify, as nobody says otherwise")
                .containsPattern("Told to +mail, script, said by web")
                .containsPattern("Least sources +5: a transfer of fewer is a warning, as nobody says otherwise")
                .containsPattern("Most sources +not limited")
                .containsPattern(
                        "Of the whole group .*\\R.*\\Rin.packets +│ 40.0 kpps │ +- │ 80.0 kpps │ .* 50% │ base");
        JsonObject page = shell.object("polder:explain --json 10.0.0.2");
        assertThat(page.getJsonArray("chain")).hasSize(4);
        assertThat(page.getString("mode")).isEqualTo("act");
        assertThat(page.getJsonObject("origins").getString("actions")).isEqualTo("web");
        assertThat(page.getJsonArray("group_limits").getJsonObject(0).getInt("limit"))
                .isEqualTo(80_000);
    }

    @Test
    public void explainAnswersForAddressesWithoutTrafficOrNetwork() throws Exception {
        assertThat(shell.run("polder:explain 192.0.2.1"))
                .contains(
                        "none of those configured holds it",
                        "none of ours",
                        "default, as no other group holds it",
                        "none at the moment");
        fakes.networks = List.of();
        assertThat(shell.run("polder:explain 192.0.2.1")).contains("none is configured", "every target counts as ours");
    }
}
