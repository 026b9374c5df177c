// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

public class NotificationsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Path routes;
    private int made;
    private Notifications notifications;

    @Before
    public void start() throws IOException {
        System.setProperty("karaf.base", folder.getRoot().toString());
        routes = Files.createDirectories(folder.getRoot().toPath().resolve("etc/routes"));
        notifications = create();
    }

    private Notifications create() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.camel");
        properties.put("routes.folder", routes.toString());
        return new Notifications(this::camel, folder.getRoot().toPath().resolve("data" + made++), properties);
    }

    @After
    public void stop() {
        notifications.stop();
        System.clearProperty("karaf.base");
    }

    private CamelContext camel() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("seen", seen);
        return context;
    }

    @Test
    public void whatHappensBeforeCamelIsThereReachesEveryRoute() {
        post(Phase.STARTED, "192.0.2.1", "web");
        notifications.addNotifier("early", collector("early", "polder:attacks"));
        waitFor(() -> seen.equals(List.of("early STARTED 192.0.2.1")));
    }

    @Test
    public void aRouteGetsWhatItAsksFor() {
        String from = "polder:attacks?group=web,dns&phase=started,ENDED&detector=threshold";
        notifications.addNotifier("r", collector("r", from));
        post(Phase.STARTED, "192.0.2.1", "web");
        post(Phase.ONGOING, "192.0.2.1", "web");
        post(Phase.STARTED, "192.0.2.2", "mail");
        post(Phase.ENDED, "192.0.2.3", "dns");
        waitFor(() -> seen.equals(List.of("r STARTED 192.0.2.1", "r ENDED 192.0.2.3")));
    }

    @Test
    public void aSlowRouteHoldsUpNoOther() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        RouteBuilder slow = new RouteBuilder() {
            @Override
            public void configure() {
                from("polder:attacks").routeId("slow").process(exchange -> gate.await());
            }
        };
        notifications.addNotifier("slow", slow);
        notifications.addNotifier("quick", collector("quick", "polder:attacks"));
        post(Phase.STARTED, "192.0.2.1", "web");
        post(Phase.ENDED, "192.0.2.1", "web");
        waitFor(() -> seen.equals(List.of("quick STARTED 192.0.2.1", "quick ENDED 192.0.2.1")));
        gate.countDown();
    }

    @Test
    public void aNotifierThatIsReplacedGetsWhatHappenedMeanwhile() {
        notifications.addNotifier("n", collector("n", "polder:attacks"));
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.size() == 1);
        notifications.removeNotifier("n");
        post(Phase.ONGOING, "192.0.2.1", "web");
        notifications.addNotifier("n", collector("n", "polder:attacks"));
        post(Phase.ENDED, "192.0.2.1", "web");
        waitFor(() -> seen.equals(List.of("n STARTED 192.0.2.1", "n ONGOING 192.0.2.1", "n ENDED 192.0.2.1")));
    }

    @Test
    public void aRouteOfAFileIsAddedChangedAndRemoved() throws IOException {
        write("a.xml", xml("polder:attacks?phase=STARTED", "one ${header.PolderTarget}"));
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.equals(List.of("one 192.0.2.1")));
        write("a.xml", xml("polder:attacks", "two ${header.PolderPhase} ${header.PolderPeak}"));
        waitFor(() -> {
            post(Phase.ONGOING, "192.0.2.1", "web");
            return seen.contains("two ONGOING 110000");
        });
        Files.delete(routes.resolve("a.xml"));
        waitFor(() -> {
            int before = seen.size();
            post(Phase.ONGOING, "192.0.2.1", "web");
            return quiet(before);
        });
    }

    @Test
    public void noEventIsLostOrRepeatedWhileAFileIsSwapped() throws IOException {
        write("a.yaml", yaml("polder:attacks", "x ${header.PolderTarget}"));
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.size() == 1);
        int posted = 1;
        for (int swap = 0; swap < 3; swap++) {
            write("a.yaml", yaml("polder:attacks", "x" + swap + " ${header.PolderTarget}"));
            String start = "x" + swap;
            while (seen.stream().noneMatch(line -> line.startsWith(start))) {
                post(Phase.ONGOING, "192.0.2.1", "web");
                posted++;
                Thread.yield();
                int all = posted;
                waitFor(() -> seen.size() > all - 900);
            }
        }
        int all = posted;
        waitFor(() -> seen.size() >= all);
        assertThat(seen).hasSize(all);
    }

    @Test
    public void aBrokenFileLeavesTheLastGoodRoutesRunning() throws IOException {
        write("a.xml", xml("polder:attacks", "good ${header.PolderTarget}"));
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.equals(List.of("good 192.0.2.1")));
        try (LogLines log = new LogLines()) {
            for (String broken : List.of(
                    "<route><from uri='polder:attacks'/>\n<to uri='seda:x'/>\n</rout>",
                    "<route>\n<from uri='polder:attacks'/>\n<to uri='nosuch:x'/>\n</route>",
                    "<route>\n<from uri='polder:attacks?grup=web'/>\n<to uri='log:x'/>\n</route>",
                    "<route>\n<from uri='polder:attacks?phase=begun'/>\n<to uri='log:x'/>\n</route>")) {
                write("a.xml", broken);
                int lines = log.size();
                waitFor(() -> log.size() > lines);
            }
            log.print();
            assertThat(log.lines())
                    .hasSize(4)
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactly(
                            "etc/routes/a.xml, line 3",
                            "etc/routes/a.xml, line 3",
                            "etc/routes/a.xml, line 2",
                            "etc/routes/a.xml, line 2");
            assertThat(log.lines().get(2)).contains("grup").contains("group, phase, detector");
            assertThat(log.lines().get(3)).contains("begun").contains("WARNED, STARTED, ONGOING, ENDED, PASSED");
        }
        post(Phase.ENDED, "192.0.2.2", "web");
        waitFor(() -> seen.equals(List.of("good 192.0.2.1", "good 192.0.2.2")));
    }

    @Test
    public void aBrokenYamlFileIsRefusedWithItsLine() throws IOException {
        write("ok.yaml", yaml("polder:attacks", "ok"));
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.equals(List.of("ok")));
        try (LogLines log = new LogLines()) {
            for (String broken : List.of(
                    "- from:\n    uri: polder:attacks\n   steps: x\n",
                    "- from:\n    uri: polder:attacks\n    steps:\n      - tto: log:x\n",
                    "- from:\n    uri: polder:attacks\n    steps:\n      - to: nosuch:x\n",
                    "- route:\n    id: ok-1\n    from:\n      uri: polder:attacks\n      steps:\n        - to: log:x\n")) {
                write("b.yaml", broken);
                int lines = log.size();
                waitFor(() -> log.size() > lines);
            }
            log.print();
            assertThat(log.lines())
                    .hasSize(4)
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactly(
                            "etc/routes/b.yaml, line 3",
                            "etc/routes/b.yaml, line 4",
                            "etc/routes/b.yaml, line 4",
                            "etc/routes/b.yaml, line 1");
            assertThat(log.lines().get(3)).contains("ok-1");
        }
    }

    @Test
    public void anEventIsReadableJsonInALogLine() throws IOException {
        write(
                "a.xml",
                "<route><from uri='polder:attacks'/><log message='it is ${body}'/>"
                        + "<convertBodyTo type='String'/><bean ref='seen' method='add(${body})'/></route>");
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.size() == 1);
        assertThat(seen.get(0))
                .startsWith("{\"phase\":\"started\",\"at\":\"2026-03-01T12:00:31Z\",\"id\":\"")
                .contains("\"target\":\"192.0.2.1\"", "\"in.udp.packets\":103000", "\"ended\":null", "\\\"limit\\\"")
                .contains("\"level\":\"alert\",\"action\":\"begin\",\"acting\":true", "\"rules\":[]")
                .endsWith("},\"evidence\":null}");
    }

    @Test
    public void whoActsAsksForWhatIsToBeDoneAndWarningsAreForThoseWhoAskForThem() {
        notifications.addNotifier("acts", collector("acts", "polder:attacks?action=begin,END"));
        notifications.addNotifier("tells", collector("tells", "polder:attacks"));
        notifications.addNotifier("all", collector("all", "polder:attacks?phase=ALL&level=alert"));
        for (Phase phase : List.of(Phase.WARNED, Phase.STARTED, Phase.ONGOING, Phase.ENDED)) {
            post(phase, "192.0.2.1", "web");
        }
        waitFor(() -> seen.stream()
                .filter(line -> line.startsWith("acts"))
                .toList()
                .equals(List.of("acts STARTED 192.0.2.1", "acts ENDED 192.0.2.1")));
        waitFor(() -> seen.stream().filter(line -> line.startsWith("tells")).count() == 3);
        waitFor(() -> seen.stream().filter(line -> line.startsWith("all")).count() == 4);
        assertThat(seen).doesNotContain("tells WARNED 192.0.2.1").contains("all WARNED 192.0.2.1");
    }

    @Test
    public void aGroupSaysWhichRoutesAreTold() {
        notifications.addNotifier("noc", collector("polder.notify.script-noc", "polder:attacks"));
        notifications.addNotifier("own", collector("own", "polder:attacks"));
        notifications.onAttack(Samples.event(Phase.STARTED, "192.0.2.1", "web", "script-noc"));
        notifications.onAttack(Samples.event(Phase.STARTED, "192.0.2.2", "web", "own", "script-noc"));
        notifications.onAttack(Samples.event(Phase.STARTED, "192.0.2.3", "web", "none"));
        notifications.onAttack(Samples.event(Phase.STARTED, "192.0.2.4", "web"));
        waitFor(() -> seen.size() == 5);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "polder.notify.script-noc STARTED 192.0.2.1",
                        "polder.notify.script-noc STARTED 192.0.2.2",
                        "polder.notify.script-noc STARTED 192.0.2.4",
                        "own STARTED 192.0.2.2",
                        "own STARTED 192.0.2.4");
    }

    @Test
    public void aRouteCanReleaseAnAttack() throws IOException {
        List<String> released = new CopyOnWriteArrayList<>();
        notifications.setAttacks(new FakeAttacks(released));
        write(
                "a.xml",
                "<route><from uri='polder:attacks'/><to uri='polder:release?reason=enough'/>"
                        + "<setBody><simple>${header.PolderReleased}</simple></setBody><bean ref='seen' method='add(${body})'/></route>");
        post(Phase.STARTED, "192.0.2.1", "web");
        waitFor(() -> seen.size() == 1);
        assertThat(released).containsExactly("d0f88d6c-8776-3262-ba8e-93d6acccd784 enough");
    }

    @Test
    public void whatWaitsIsTakenBeforeItStops() {
        Notifications stopped = create();
        stopped.addNotifier("r", collector("r", "polder:attacks"));
        for (int i = 0; i < 900; i++) {
            stopped.onAttack(Samples.event(Phase.ONGOING, "192.0.2.1", "web"));
        }
        stopped.stop();
        assertThat(seen).hasSize(900);
    }

    @Test
    public void aFailureIsOneLine() throws IOException {
        try (LogLines log = new LogLines()) {
            write(
                    "a.xml",
                    "<route id='f'><from uri='polder:attacks'/><throwException exceptionType='java.io.IOException'"
                            + " message='no way out'/></route>");
            post(Phase.STARTED, "192.0.2.1", "web");
            waitFor(() -> log.size() > 0 && log.lines().stream().anyMatch(line -> line.contains("no way out")));
            log.print();
            assertThat(log.lines().stream()
                            .filter(line -> line.contains("no way out"))
                            .toList())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("route f: STARTED of 192.0.2.1 failed: no way out (1 of 1 have failed)");
        }
    }

    private RouteBuilder collector(String id, String from) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId(id).process(exchange -> seen.add(id + " " + line(exchange)));
            }
        };
    }

    private static String line(Exchange exchange) {
        AttackEvent event = exchange.getMessage().getBody(AttackEvent.class);
        return event.phase() + " " + event.attack().target();
    }

    private void post(Phase phase, String target, String group) {
        notifications.onAttack(Samples.event(phase, target, group));
    }

    private static String xml(String from, String text) {
        return "<routes><route><from uri='" + from.replace("&", "&amp;") + "'/><setBody><simple>" + text
                + "</simple></setBody><bean ref='seen' method='add(${body})'/></route></routes>";
    }

    private static String yaml(String from, String text) {
        return "- from:\n    uri: " + from + "\n    steps:\n      - setBody:\n          simple: \"" + text
                + "\"\n      - bean:\n          ref: seen\n          method: add(${body})\n";
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(routes.resolve(file), text);
    }

    private boolean quiet(int before) {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return seen.size() == before;
    }

    private static void waitFor(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
