// SPDX-License-Identifier: Apache-2.0
package polder.shell.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.shell.Fakes;
import polder.shell.KarafShell;

/** {@code bin/polder} itself against the real socket. */
public class ScriptTest {
    private static final Path SCRIPT =
            Path.of(System.getProperty("polder.root", "."), "assembly", "src", "main", "resources", "bin", "polder");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final KarafShell shell = KarafShell.withFakes(new Fakes());
    private Control control;

    @Before
    public void open() throws IOException {
        boolean runs = Files.exists(SCRIPT) && Files.isExecutable(Path.of("/usr/bin/perl"));
        if (!runs) {
            System.out.println("ScriptTest needs " + SCRIPT + " and /usr/bin/perl; passed over");
        }
        assumeTrue(runs);
        control = new Control(Place.in(folder.getRoot().toString()), shell.factory());
    }

    @After
    public void close() {
        if (control != null) {
            control.close();
        }
        shell.close();
    }

    private record Answer(String out, String error, int code) {}

    private Answer polder(String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("/usr/bin/perl", SCRIPT.toString()));
        line.addAll(List.of(words));
        Path out = folder.newFile().toPath();
        Path error = folder.newFile().toPath();
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(error.toFile());
        builder.environment().put("KARAF_DATA", folder.getRoot().toString());
        builder.environment().put("KARAF_BASE", folder.getRoot().toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Answer(
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(error, StandardCharsets.UTF_8),
                process.exitValue());
    }

    @Test
    public void commandsRunInTheApplianceWithExitCodes() throws Exception {
        assertThat(polder("attack-list", "--json"))
                .matches(answer -> answer.code() == 0 && answer.out().contains("\"target\":\"10.0.0.1\""));
        assertThat(polder("attack-list").out()).contains("10.0.0.1", "|").doesNotContain("│");
        assertThat(polder("unban", "10.0.0.9"))
                .isEqualTo(new Answer("", "polder: 10.0.0.9 is neither banned nor under attack\n", 1));
        assertThat(polder("explain")).matches(answer -> answer.code() == 2);
        assertThat(polder("no-such")).matches(answer -> answer.code() == 2);
        assertThat(polder("top").out()).contains("10.0.0.10");
    }

    @Test
    public void argumentsKeepTheirShape() throws Exception {
        assertThat(polder("ban", "--json", "--reason", "it's; \"a\" | $b `c`", "10.0.0.9")
                        .out())
                .contains("it's; \\\"a\\\" | $b `c`\"");
    }

    @Test
    public void withoutTheApplianceItSaysSo() throws Exception {
        control.close();
        assertThat(polder("status")).isEqualTo(new Answer("", "polder is not running\n", 3));
        assertThat(polder("attack-list")).isEqualTo(new Answer("", "polder is not running\n", 3));
        assertThat(polder("stop")).isEqualTo(new Answer("", "polder is not running\n", 3));
    }

    @Test
    public void helpNeedsNoAppliance() throws Exception {
        assertThat(polder("help"))
                .matches(answer -> answer.code() == 0 && answer.out().startsWith("usage: polder"));
        assertThat(polder()).matches(answer -> answer.code() == 2);
    }
}
