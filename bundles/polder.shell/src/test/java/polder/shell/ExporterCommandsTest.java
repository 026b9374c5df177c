// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.json.JsonArray;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;
import polder.api.flow.Exporter;

public class ExporterCommandsTest {
    private static final String[] LIST = {
        "address",
        "agent",
        "protocol",
        "domain",
        "datagrams",
        "flows",
        "datagrams_per_second",
        "flows_per_second",
        "templates",
        "waiting",
        "sampling_rate",
        "sampling_source",
        "lost",
        "lost_unit",
        "lost_percent",
        "clock_skew_millis",
        "rejects",
        "hints",
        "last_seen"
    };

    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);

    @After
    public void close() {
        shell.close();
    }

    private String row(String printed, String start) {
        return printed.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void theListIsSortedByAddressAndShowsRatesTemplatesAndLoss() throws Exception {
        String printed = shell.run("polder:exporter-list");
        assertThat(printed.lines().skip(2).limit(6).map(line -> line.split(" ")[0]))
                .containsExactly("192.0.2.1", "192.0.2.7", "192.0.2.7", "192.0.2.10", "198.51.100.1", "2001:db8::7");
        assertThat(cells(row(printed, "192.0.2.1 ")))
                .containsExactly(
                        "192.0.2.1",
                        "NetFlow 5",
                        "0",
                        "10/s",
                        "291/s",
                        "0",
                        "0",
                        "1:512",
                        "v5 header",
                        "<0.1%",
                        "-20ms",
                        "0",
                        "now");
        assertThat(cells(row(printed, "192.0.2.10")))
                .containsExactly(
                        "192.0.2.10",
                        "NetFlow 9",
                        "512",
                        "2.3/s",
                        "1.25k/s",
                        "40",
                        "0",
                        "1:1000",
                        "options 34",
                        "3.2%",
                        "+1d",
                        "2.12k",
                        "3s ago");
    }

    private static List<String> cells(String row) {
        return List.of(row.trim().split(" *│ *"));
    }

    @Test
    public void hintsComeBelowTheListALineEachWithTheAddress() throws Exception {
        assertThat(shell.run("polder:exporter-list").lines().skip(9))
                .containsExactly(
                        "192.0.2.7 domain 0: " + FakeExporters.TWICE,
                        "192.0.2.7 domain 0: its clock is 1d off: set it by NTP",
                        "192.0.2.7 domain 256: " + FakeExporters.LOST_TEMPLATES);
        fakes.exporters.known.removeIf(exporter -> exporter.domain() == 0);
        assertThat(shell.run("polder:exporter-list")).contains("\n\n192.0.2.7: " + FakeExporters.LOST_TEMPLATES);
        fakes.exporters.known.removeIf(exporter -> !exporter.hints().isEmpty());
        assertThat(shell.run("polder:exporter-list").lines()).hasSize(4);
    }

    @Test
    public void theListAsJsonHasRawNumbersAndAllOfThem() throws Exception {
        JsonArray exporters = shell.array("polder:exporter-list --json");
        JsonObject first = exporters.getJsonObject(0);
        assertThat(first.keySet()).containsExactly(LIST);
        assertThat(first.getString("address")).isEqualTo("192.0.2.1");
        assertThat(first.getInt("clock_skew_millis")).isEqualTo(-20);
        assertThat(first.getInt("flows")).isEqualTo(29_000_000);
        JsonObject second = exporters.getJsonObject(2);
        assertThat(second.getJsonObject("rejects").getInt("missing_template")).isEqualTo(17);
        assertThat(second.getJsonArray("hints").getString(0)).isEqualTo(FakeExporters.LOST_TEMPLATES);
        assertThat(second.getJsonNumber("lost_percent").doubleValue()).isEqualTo(3.226);
        assertThat(exporters.getJsonObject(4).getString("agent")).isEqualTo("10.255.0.1");
    }

    @Test
    public void onANarrowScreenTheLessImportantColumnsGiveWay() throws Exception {
        for (int columns : List.of(80, 100, 120, 132, 200)) {
            String printed = shell.run("polder:exporter-list", columns);
            assertThat(printed.lines().limit(8)).allMatch(line -> line.length() <= columns);
            assertThat(printed.lines().findFirst().orElseThrow())
                    .contains("Exporter", "Protocol", "Records", "Sampling", "Lost", "Rejects", "Last seen");
        }
        assertThat(shell.run("polder:exporter-list", 80).lines().findFirst().orElseThrow())
                .doesNotContain("Clock", "Waiting");
        assertThat(shell.run("polder:exporter-list", 200)).contains("Domain", "Waiting", "From", "Clock");
    }

    @Test
    public void lossIsAShareOfWhatTheSequenceNumbersCount() {
        Exporter nothing = FakeExporters.sflow("192.0.2.1", "192.0.2.1");
        assertThat(ExporterRows.lost(nothing)).isZero();
        assertThat(ExporterRows.lost(FakeExporters.netflow9("192.0.2.1", 0, 1, 0, List.of())))
                .isEqualTo(100.0 * 40 / 1240);
        assertThat(ExporterRows.lost(FakeExporters.netflow5("192.0.2.1"))).isEqualTo(100.0 * 3 / 29_000_003);
        assertThat(Text.share(100)).isEqualTo("100%");
    }

    @Test
    public void anExporterIsShownWithAllOfItsDomains() throws Exception {
        String printed = shell.run("polder:exporter-show 192.0.2.7");
        assertThat(printed)
                .containsPattern("Domain +0, of 0, 256\n")
                .containsPattern("Domain +256, of 0, 256\n")
                .containsPattern("Lost +40 datagrams, 3.2% of what it sent\n")
                .containsPattern("Templates +0 known, 17 data sets wait for theirs\n")
                .containsPattern("Sampling +1:1000 \\(options 34\\)\n")
                .containsPattern("Clock +1d ahead of ours\n")
                .containsPattern("interface 17 +│ +1:100 │ etc/polder.decode.netflow.cfg\n")
                .containsPattern("256 │ traffic +│ varies │ +31.0k │ 1m1s ago +│ sourceIPv4Address, .*field 9:12345\n")
                .containsPattern("512 │ options +│ +9 │ +3 │ now")
                .containsPattern("over_limit +│ 2.10k │ more templates")
                .contains("\n" + FakeExporters.LOST_TEMPLATES + "\n");
        assertThat(printed.lines().filter(line -> line.startsWith("Sampling of")))
                .hasSize(1);
        assertThat(printed.indexOf("256 │ traffic")).isLessThan(printed.indexOf("512 │ options"));
    }

    @Test
    public void anInterfacesOwnCountersStandBesideOurEstimate() throws Exception {
        assertThat(shell.run("polder:exporter-show 198.51.100.1"))
                .containsPattern("Agent +10.255.0.1\n")
                .containsPattern("Lost +none, by its sequence numbers\n")
                .containsPattern("Clock +the same as ours\n")
                .containsPattern("1001 │ 100 Gbps │ 9.40 Gbps │ +9.29 Gbps │ +99% │ 1.20 Gbps │ +610 Mbps │ +51% │ now")
                .containsPattern("1002 │ +- │ +0 bps │ +0 bps │ +- │ 12.0 kbps │ +0 bps │ +0.0% │ 1m30s ago")
                .contains("Nothing is wrong with it.")
                .doesNotContain("Template ", "Rejected as");
    }

    @Test
    public void oneDomainCanBeChosen() throws Exception {
        assertThat(shell.array("polder:exporter-show --json 192.0.2.7")).hasSize(2);
        JsonArray one = shell.array("polder:exporter-show --json 192.0.2.7 256");
        assertThat(one).hasSize(1);
        assertThat(one.getJsonObject(0).getInt("domain")).isEqualTo(256);
        assertThatThrownBy(() -> shell.run("polder:exporter-show 192.0.2.7 5"))
                .isInstanceOf(CommandException.class)
                .hasMessage("192.0.2.7 has no domain 5; it has 0, 256");
        assertThatThrownBy(() -> shell.run("polder:exporter-show 192.0.2.7 all"))
                .hasMessage("domain all is not accepted; give a number, such as polder:exporter-list shows");
    }

    @Test
    public void anExporterIsNamedByAddressItsStartOrTheAgents() throws Exception {
        for (String name : List.of("198.51.100.1", "198", "198.51.", "10.255.0.1")) {
            assertThat(shell.array("polder:exporter-show --json " + name)
                            .getJsonObject(0)
                            .getString("address"))
                    .isEqualTo("198.51.100.1");
        }
        for (String name : List.of("2001:DB8::7", "2001:db8:0::7", "2001:DB8")) {
            assertThat(shell.array("polder:exporter-show --json " + name)
                            .getJsonObject(0)
                            .getString("address"))
                    .isEqualTo("2001:db8::7");
        }
        assertThat(shell.array("polder:exporter-show --json 192.0.2.1")
                        .getJsonObject(0)
                        .getString("address"))
                .as("an address is that exporter, although another begins with it")
                .isEqualTo("192.0.2.1");
        assertThatThrownBy(() -> shell.run("polder:exporter-show 192.0"))
                .hasMessage(
                        "'192.0' is the start of several exporters: 192.0.2.1, 192.0.2.7, 192.0.2.10; give more of it");
        assertThatThrownBy(() -> shell.run("polder:exporter-show 203.0.113.1"))
                .isInstanceOf(CommandException.class)
                .hasMessage("no exporter '203.0.113.1' has sent anything; see polder:exporter-list");
    }

    @Test
    public void anExporterAsJsonHasTheKeysOfTheListAndItsDetails() throws Exception {
        JsonObject exporter =
                shell.array("polder:exporter-show --json 192.0.2.7 0").getJsonObject(0);
        assertThat(exporter.keySet()).containsSequence(LIST).endsWith("samplings", "template_details", "interfaces");
        assertThat(exporter.getJsonArray("samplings").getJsonObject(1).getInt("rate"))
                .isEqualTo(100);
        JsonObject template = exporter.getJsonArray("template_details").getJsonObject(0);
        assertThat(template.keySet()).containsExactly("id", "options", "length", "records", "last_sent", "fields");
        assertThat(template.getJsonArray("fields")).hasSize(8);
        assertThat(template.getBoolean("options")).isFalse();
        JsonObject port = shell.array("polder:exporter-show --json 198.51.100.1")
                .getJsonObject(0)
                .getJsonArray("interfaces")
                .getJsonObject(0);
        assertThat(port.getJsonNumber("in_percent").doubleValue()).isEqualTo(98.83);
    }

    @Test
    public void fieldsAndAdviceAreBrokenIntoLinesOfTheScreen() throws Exception {
        for (int columns : List.of(80, 100, 132)) {
            assertThat(shell.run("polder:exporter-show 192.0.2.7", columns).lines())
                    .allMatch(line -> line.length() <= columns);
        }
        assertThat(shell.run("polder:exporter-show 192.0.2.7", 80).replaceAll("\\s+", " "))
                .contains(FakeExporters.LOST_TEMPLATES);
    }

    @Test
    public void statusSaysHowManyExportersNeedAttention() throws Exception {
        assertThat(shell.run("polder:status"))
                .containsPattern("1 exporter needs attention +│ see polder:exporter-list");
        fakes.exporters.known.add(FakeExporters.netflow9("192.0.2.8", 0, 1, 0, List.of(FakeExporters.TWICE)));
        assertThat(shell.run("polder:status")).contains("2 exporters need attention");
        assertThat(shell.object("polder:status --json").getJsonArray("problems").toString())
                .contains("2 exporters need attention");
        fakes.exporters.known.removeIf(exporter -> !exporter.hints().isEmpty());
        assertThat(shell.run("polder:status")).doesNotContain("attention");
    }
}
