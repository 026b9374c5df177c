// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.mitigation.ExabgpText.Session;
import polder.api.mitigation.FlowAction.Redirect;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.testing.Program;
import polder.wire.Address;
import polder.wire.Prefix;

/** What is written is read by those it is for. */
public class FlowTextProgramsTest {
    private static final int RULES = 500;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<FlowSpec> rules = new RandomRules(2).specs(RULES);

    private Path file(String name, String text) throws Exception {
        Path file = folder.getRoot().toPath().resolve(name);
        Files.writeString(file, text);
        return file;
    }

    /** Runs a program, which has to end well, and returns what it wrote. */
    private String run(Map<String, String> environment, String... command) throws Exception {
        Path out = folder.getRoot().toPath().resolve("out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(out);
        assertThat(ended).as("it ends: %s", text).isTrue();
        assertThat(process.exitValue()).as("%s", text).isZero();
        return text;
    }

    private static void needs(String program) {
        Assume.assumeTrue(Program.isThere(program));
    }

    private String exabgp(List<FlowSpec> some) throws Exception {
        Session session = new Session(Address.parse("127.0.0.1"), 65001, Address.parse("127.0.0.2"), 65002);
        Path file = file("exabgp.conf", ExabgpText.configuration(session, some));
        Map<String, String> environment = Map.of(
                "exabgp.log.all",
                "false",
                "exabgp.log.level",
                "ERR",
                "exabgp.api.cli",
                "false",
                "exabgp.daemon.drop",
                "false");
        for (String how : List.of("--test", "--validate")) {
            run(environment, "/usr/sbin/exabgp", how, file.toString());
        }
        return Files.readString(file);
    }

    /** But for redirects to a four byte AS: ExaBGP 4.2 announces them, and its check fails on reading them back. */
    @Test
    public void exabgpAcceptsEveryConfiguration() throws Exception {
        needs("/usr/sbin/exabgp");
        List<FlowSpec> some = rules.stream()
                .filter(rule -> !(rule.action() instanceof Redirect to && to.administrator() > 65535))
                .toList();
        assertThat(some).hasSizeGreaterThan(RULES / 2);
        assertThat(exabgp(some).lines().filter(line -> line.contains("route polder-")))
                .hasSameSizeAs(some);
    }

    @Test
    public void exabgpAcceptsTheRuleOfFastNetMon() throws Exception {
        needs("/usr/sbin/exabgp");
        FlowRule rule = new FlowRule(
                Prefix.parse("127.0.0.0/24"),
                Prefix.parse("4.0.0.0/24"),
                Set.of(17),
                List.of(Span.of(53)),
                List.of(Span.of(80)),
                List.of(Span.of(777), Span.of(1122)),
                Set.of(),
                Set.of(Fragment.IS_FRAGMENT, Fragment.DONT_FRAGMENT));
        assertThat(exabgp(List.of(new FlowSpec(rule, new FlowAction.RateLimit(1024), "default"))))
                .contains("then {rate-limit 1024;}");
    }

    @Test
    public void exabgpReadsEveryLineAsItsApiDoes() throws Exception {
        needs("/usr/sbin/exabgp");
        file("lines", FlowText.EXABGP.write(rules));
        Path script = file(
                "api.py",
                """
                import sys
                from exabgp.configuration.setup import environment
                environment.setup('')
                from exabgp.reactor.api import API
                class Reactor: pass
                api = API(Reactor())
                read = 0
                for line in open(sys.argv[1]):
                    changes = api.api_flow('announce ' + line.strip())
                    if len(changes) != 1:
                        print('not read:', line)
                        continue
                    changes[0].nlri.pack_nlri()
                    read += 1
                print('read', read)
                """);
        assertThat(run(
                        Map.of("exabgp.log.all", "false"),
                        "/usr/bin/python3",
                        script.toString(),
                        folder.getRoot() + "/lines"))
                .contains("read " + RULES)
                .doesNotContain("not read");
    }

    @Test
    public void birdAcceptsEveryConfiguration() throws Exception {
        needs("/usr/sbin/bird");
        String text = "router id 192.0.2.1;\n" + FlowText.BIRD.write(rules);
        assertThat(text.lines().filter(line -> line.contains("    route flow"))).hasSize(RULES);
        run(Map.of(), "/usr/sbin/bird", "-p", "-c", file("bird.conf", text).toString());
    }

    @Test
    public void nftAcceptsEveryTable() throws Exception {
        needs("/usr/sbin/nft");
        Path file = file("rules.nft", FlowText.NFTABLES.write(rules));
        Assume.assumeTrue("nft asks the kernel, which answers root alone", Files.isWritable(Path.of("/etc")));
        run(Map.of(), "/usr/sbin/nft", "-c", "-f", file.toString());
    }
}
