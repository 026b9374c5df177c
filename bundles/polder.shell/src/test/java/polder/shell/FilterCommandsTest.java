// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.json.JsonObject;
import org.junit.After;
import org.junit.Test;

public class FilterCommandsTest {
    private final Fakes fakes = new Fakes();
    private final KarafShell shell = KarafShell.withFakes(fakes);

    @After
    public void close() {
        shell.close();
    }

    private JsonObject only(String line) throws Exception {
        return shell.array(line).getJsonObject(0);
    }

    @Test
    public void rulesAreListedWithTheirHits() throws Exception {
        assertThat(shell.run("polder:whitelist-list"))
                .contains("backup", "rule.rsync", "protocol tcp target.port 873", "1.20k", "1.20M", "900M")
                .doesNotContain("process_netflow");
        JsonObject rule = only("polder:whitelist-list --json");
        assertThat(rule.keySet())
                .containsExactly("list", "rule", "says", "flows", "packets", "bytes", "file", "problem");
        assertThat(rule.getInt("bytes")).isEqualTo(900_000_000);
        assertThat(rule.getString("file")).isEqualTo("etc/polder.filter.whitelist-backup.cfg");
    }

    @Test
    public void functionsOfScriptsAreListedWithWhatTheyCostAndTheirFaults() throws Exception {
        assertThat(shell.run("polder:lua-list"))
                .contains("hooks", "process_netflow", "/etc/hooks.lua", "1.00k", "1571 ns", "no such field")
                .doesNotContain("rule.rsync");
        JsonObject function = only("polder:lua-list --json");
        assertThat(function.keySet())
                .containsExactly(
                        "filter",
                        "function",
                        "script",
                        "asked",
                        "flows",
                        "packets",
                        "bytes",
                        "nanos",
                        "faults",
                        "file",
                        "problem");
        assertThat(function.getInt("nanos")).isEqualTo(1_571_000);
    }

    @Test
    public void withoutFiltersTheListsSaySo() throws Exception {
        fakes.filterRules = List.of();
        assertThat(shell.run("polder:whitelist-list")).contains("No traffic is whitelisted.");
        assertThat(shell.run("polder:lua-list")).contains("No script is configured.");
    }
}
