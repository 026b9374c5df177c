// SPDX-License-Identifier: Apache-2.0
package polder.notify.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.config.SettingsException;

public class ScriptNotifierTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final String TEXT = "IP: 203.0.113.7\nAttack type: udp_flood\n";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Path dir;

    @Before
    public void start() {
        dir = folder.getRoot().toPath();
        // stands in for polder:attacks, which belongs to another bundle
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.getTypeConverterRegistry()
                .addTypeConverter(
                        Map.class,
                        AttackEvent.class,
                        new SimpleTypeConverter(
                                false,
                                (type, exchange, body) -> Map.of(
                                        "direction", "incoming", "power", 104_000, "report", TEXT, "json", "{}")));
        camel.start();
    }

    @After
    public void stop() {
        camel.stop();
    }

    @Test
    public void aScriptGetsFastnetmonsArgumentsAndText() throws Exception {
        notifier(script("echo \"$# $1 $2 $3 $4\" >> calls; cat >> stdin"));
        Exchange sent = send(Phase.STARTED);
        assertThat(read("calls")).isEqualTo("4 203.0.113.7 incoming 104000 ban\n");
        assertThat(read("stdin")).isEqualTo(TEXT);
        assertThat(sent.getProperty("PolderAnswer")).isEqualTo("exit code 0");
    }

    @Test
    public void atTheEndItIsCalledWithUnbanAndNothingToRead() throws Exception {
        notifier(script("echo \"$1 $2 $3 $4\" > calls; wc -c > stdin"));
        send(Phase.ENDED);
        assertThat(read("calls")).isEqualTo("203.0.113.7 incoming 104000 unban\n");
        assertThat(read("stdin").strip()).isEqualTo("0");
    }

    @Test
    public void argumentsAreNeverReadByAShell() throws Exception {
        notifier(script("printf '%s\\n' \"$0\" \"$@\" > calls"));
        send(Phase.STARTED);
        assertThat(read("calls").lines()).hasSize(5);
    }

    @Test
    public void anExitCodeIsToldWithTheFirstLineOfStandardError() throws Exception {
        notifier(script("echo >&2; echo 'no route to host' >&2; echo more >&2; exit 3"));
        Exchange sent = send(Phase.STARTED);
        assertThat(failure(sent)).endsWith("notify.sh ended with exit code 3: no route to host");
        assertThat(sent.getProperty("PolderFinal")).as("not called again").isEqualTo(true);
    }

    @Test
    public void aScriptThatIsToBeCalledAgainIs() throws Exception {
        notifier(script("exit 75"), "retry", "on");
        assertThat(send(Phase.STARTED).getProperty("PolderFinal")).isEqualTo(false);
    }

    @Test
    public void aScriptGetsJsonWhenItWantsIt() throws Exception {
        notifier(script("cat > stdin"), "format", "json");
        send(Phase.ENDED);
        assertThat(read("stdin")).isEqualTo("{}");
    }

    @Test
    public void aScriptThatDoesNotReadItsInputIsNoFault() throws Exception {
        notifier(script("exec <&-; echo $4 >> calls"));
        for (int i = 0; i < 5; i++) {
            assertThat(send(Phase.STARTED).getException()).isNull();
        }
        assertThat(read("calls").lines()).hasSize(5);
    }

    @Test
    public void aScriptThatTakesTooLongIsKilledWithItsChildren() throws Exception {
        notifier(script("sleep 300 & echo $! > child; echo $$ > self; wait"), "time.limit", "500ms");
        long begin = System.nanoTime();
        Exchange sent = send(Phase.STARTED);
        assertThat(failure(sent)).endsWith("notify.sh was killed after 500ms");
        assertThat(sent.getProperty("PolderFinal")).as("tried again").isNull();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(500L, 10_000L);
        assertGone("self");
        assertGone("child");
    }

    @Test
    public void aChildLeftBehindHoldsNothingUp() throws Exception {
        notifier(script("sleep 20 & exit 0"));
        long begin = System.nanoTime();
        assertThat(send(Phase.STARTED).getException()).isNull();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(10);
    }

    @Test
    public void muchOnStandardErrorHoldsNothingUp() throws Exception {
        notifier(script("head -c 300000 /dev/zero | tr '\\0' 'x' >&2; head -c 300000 /dev/zero; echo done > calls"));
        assertThat(send(Phase.STARTED).getException()).isNull();
        assertThat(read("calls")).isEqualTo("done\n");
    }

    @Test
    public void noDescriptorOfOursIsOpenInTheScript() throws Exception {
        notifier(script("ls -l /proc/$$/fd > calls"));
        assertThat(send(Phase.STARTED).getException()).isNull();
        assertThat(read("calls"))
                .doesNotContain("socket:")
                .doesNotContain(".jar")
                .doesNotContain("epoll");
    }

    @Test
    public void aScriptThatIsGoneIsAFailureInWords() throws Exception {
        Path script = script("true");
        notifier(script);
        Files.delete(script);
        assertThat(failure(send(Phase.STARTED))).contains("notify.sh", "No such file");
    }

    @Test
    public void aRouteAsksForWhatTheCfgSays() throws Exception {
        notifier(script("true"), "groups", "mail, dns", "levels", "critical", "phases", "ongoing");
        assertThat(camel.getRoutes().get(0).getEndpoint().getEndpointUri())
                .contains("action=KEEP", "level=CRITICAL", "group=mail%2Cdns");
    }

    @Test
    public void aChangeIsInTheNextRoutesAndABadOneIsNot() throws Exception {
        Path script = script("echo $4 >> calls");
        ScriptNotifier notifier = notifier(script);
        notifier.modified(properties(script, "phases", "ongoing"));
        notifier.modified(properties(script, "phases", "sometimes"));
        camel.getRouteController().stopAllRoutes();
        camel.removeRoute("polder.notify.script-ops");
        camel.addRoutes(notifier);
        assertThat(camel.getRoutes().get(0).getEndpoint().getEndpointUri()).contains("action=KEEP");
    }

    @Test
    public void aWrongScriptIsRefusedInWords() throws IOException {
        assertThatThrownBy(() -> new ScriptNotifier(Map.of("service.pid", "polder.notify.script~ops")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.script-ops.cfg: script is missing");
        assertRefused(Path.of("notify.sh"), "absolute path");
        assertRefused(dir.resolve("nosuch.sh"), "no such file");
        Path plain = Files.writeString(dir.resolve("plain"), "");
        assertRefused(plain, "not executable");
        Map<String, Object> wrong = properties(script("true"), "format", "xml");
        wrong.put("phase", "started");
        assertThatThrownBy(() -> new ScriptNotifier(wrong))
                .hasMessageContaining("format = xml is not accepted; give one of text, json")
                .hasMessageContaining("did you mean phases?");
    }

    @Test
    public void aScriptIsCalledForWhatIsToBeDone() throws Exception {
        notifier(script("echo $4 >> calls"));
        send(Phase.ONGOING, Action.BEGIN);
        send(Phase.ONGOING, Action.KEEP);
        send(Phase.ONGOING, Action.END);
        assertThat(read("calls")).isEqualTo("ban\nattack_details\nunban\n");
    }

    @Test
    public void aScriptThatOnlyTellsIsCalledForEveryAttack() throws Exception {
        notifier(script("echo $4 >> calls"), "attacks", "all", "phases", "started, ongoing, ended");
        for (Phase phase : List.of(Phase.STARTED, Phase.ONGOING, Phase.ENDED)) {
            send(phase, Action.NONE);
        }
        assertThat(read("calls")).isEqualTo("ban\nattack_details\nunban\n");
    }

    private void assertRefused(Path script, String words) {
        assertThatThrownBy(() -> new ScriptNotifier(properties(script, "format", "text")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("script = " + script + " is not accepted")
                .hasMessageContaining(words);
    }

    private ScriptNotifier notifier(Path script, String... more) throws Exception {
        ScriptNotifier notifier = new ScriptNotifier(properties(script, more));
        camel.addRoutes(notifier);
        return notifier;
    }

    private static Map<String, Object> properties(Path script, String... more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.script~ops");
        properties.put("polder.routes", "polder.notify.script");
        properties.put("script", script.toString());
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    private Exchange send(Phase phase) {
        return send(phase, Samples.event(phase, "203.0.113.7").action());
    }

    private Exchange send(Phase phase, Action action) {
        Exchange exchange = new DefaultExchange(camel);
        AttackEvent plain = Samples.event(phase, "203.0.113.7");
        AttackEvent event = new AttackEvent(phase, action, plain.attack(), plain.at());
        exchange.getMessage().setBody(event);
        return camel.createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
    }

    private static @Nullable String failure(Exchange exchange) {
        return exchange.getException() == null ? null : exchange.getException().getMessage();
    }

    private Path script(String body) throws IOException {
        Path script = dir.resolve("notify.sh");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private String read(String file) throws IOException {
        return Files.readString(dir.resolve(file));
    }

    private void assertGone(String file) throws IOException, InterruptedException {
        long pid = Long.parseLong(read(file).strip());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (alive(pid) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(alive(pid)).as(file + " " + pid + " runs").isFalse();
    }

    /** A killed child nobody has waited for yet is not alive. */
    private static boolean alive(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/stat");
        return Files.exists(status) && !Files.readString(status).matches("(?s).*\\) Z .*");
    }
}
