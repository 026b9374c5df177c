// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.Test;

/** The README's commands, as written. */
public class ReadmeIT {
    private static final Path ROOT = Path.of(System.getProperty("polder.root"));
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    @Test
    public void everyCommandOfTheReadmeIsTriedHere() throws Exception {
        assertThat(commands()).containsExactly("./run --demo", "./run", "./test");
    }

    @Test
    public void everyLinkLeadsSomewhere() throws Exception {
        String text = Files.readString(ROOT.resolve("README.md"));
        for (MatchResult link : LINK.matcher(text).results().toList()) {
            assertThat(ROOT.resolve(link.group(1))).exists();
        }
    }

    @Test
    public void theDemoShowsAnAttackWithinHalfAMinute() throws Exception {
        watch("./run --demo", "attack", Duration.ofSeconds(30));
    }

    /** Runs a command in a terminal until a line comes after the prompt, then ends it as an operator does. */
    private static void watch(String command, String awaited, Duration limit) throws Exception {
        Path output = Files.createTempFile("polder-readme", ".txt");
        ProcessBuilder builder = new ProcessBuilder("script", "-qfec", command, output.toString());
        builder.environment().put("POLDER_SSH_PORT", Integer.toString(Ports.free()));
        builder.environment().put("TERM", "xterm");
        Process process = builder.directory(ROOT.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        try {
            long began = System.nanoTime();
            Await.until("prompt of " + command, Duration.ofSeconds(120), () -> text(output)
                    .contains("polder>"));
            long prompt = System.nanoTime();
            Await.until(awaited + " after " + command, limit, () -> after(text(output), "polder>")
                    .contains(awaited));
            System.out.printf(
                    "it: %s: prompt after %.1f s, %s %.1f s later%n",
                    command, (prompt - began) / 1e9, awaited, (System.nanoTime() - prompt) / 1e9);
            process.getOutputStream().write('\n');
            process.getOutputStream().write(4);
            process.getOutputStream().flush();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("Ctrl-D ends it")
                    .isTrue();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it said:\n" + text(output), e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static String after(String text, String mark) {
        return text.substring(text.indexOf(mark) + mark.length());
    }

    /** What is on the terminal, without colours and cursor movements. */
    private static String text(Path file) throws Exception {
        return Files.readString(file, StandardCharsets.ISO_8859_1).replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]", "");
    }

    private static List<String> commands() throws Exception {
        return BLOCK.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.replaceFirst("\\s+#.*", "").trim())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
