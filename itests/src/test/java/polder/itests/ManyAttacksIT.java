// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Five thousand attacks at once, with nothing to fold them: who writes to people sends few messages, and nothing else is slower. */
public class ManyAttacksIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int MANY = CaptureWriter.address("10.20.0.0");
    private static final int HOSTS = 5000;
    private static final int PACKETS = 1000;
    /** KiB; the appliance alone has about a tenth of it. */
    private static final long HEAP = 600 * 1024;

    private static Operator operator;
    private static Script vip;
    private static Path mails;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("many-attacks");
        vip = new Script(operator.path("scripts", "vip"));
        mails = operator.path("mails");
        routes();
        operator.features("polder-notify-script")
                .cfg("polder.traffic.cfg", "networks = 10.20.0.0/15, 192.0.2.0/24")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 100pps", "hold = 3s", "ban.time = 3s")
                .cfg(
                        "polder.traffic.group-vip.cfg",
                        "networks = 192.0.2.0/24",
                        "limit.in.packets = 100pps",
                        "hold = 3s",
                        "ban.time = 3s")
                .cfg("polder.notify.script-vip.cfg", "script = " + vip.file(), "groups = vip", "attacks = all")
                .start();
        for (String route : List.of("mail", "dead", "polder.notify.script-vip")) {
            operator.awaitLog(0, "route " + route, "added");
        }
        Await.until("carpets are not looked for", LIMIT, () -> {
            operator.console("bundle:stop polder.detect.prefix");
            return operator.console("bundle:list -s")
                    .lines()
                    .anyMatch(line -> line.contains("polder.detect.prefix") && line.contains("Resolved"));
        });
    }

    private static void routes() throws IOException {
        Path append = Script.write(operator.path("append.sh"), "cat >> " + mails, "echo >> " + mails);
        Path text = operator.path("text.txt");
        Files.writeString(text, "{{phase}} {{#count}}{{count}}{{/count}}{{^count}}1{{/count}} {{summary}}");
        Path routes = Files.createDirectories(operator.path("etc", "routes"));
        Files.writeString(
                routes.resolve("mail.yaml"),
                String.join(
                        "\n",
                        "- route:",
                        "    id: mail",
                        "    from:",
                        "      uri: polder:attacks",
                        "      parameters: {phase: STARTED, group: default, rate: 3/3s}",
                        "      steps:",
                        "        - setBody:",
                        "            language: {language: polder, expression: 'resource:file:" + text + "'}",
                        "        - to: exec:" + append));
        Files.writeString(
                routes.resolve("dead.yaml"),
                String.join(
                        "\n",
                        "- route:",
                        "    id: dead",
                        "    from:",
                        "      uri: polder:attacks",
                        "      steps:",
                        "        - throwException: {exceptionType: java.io.IOException, message: it is away}"));
    }

    @AfterClass
    public static void stopIt() throws Exception {
        operator.close();
    }

    /** Each step a datagram to other hosts of many, and one to a host that matters. */
    @SuppressWarnings("try")
    private static final class Router implements AutoCloseable {
        private final Netflow5 exporter;
        private final Paced paced;
        private volatile boolean floods;
        private volatile int victim;
        private int sent;
        private int next;
        private long began;

        Router(int port) throws IOException {
            exporter = new Netflow5(port);
            paced = new Paced("router", this::step);
        }

        private void step() throws IOException {
            if (floods) {
                exporter.send(datagram(MANY, HOSTS, PACKETS));
                next = (next + Netflow5.RECORDS) % HOSTS;
            }
            if (victim != 0) {
                exporter.send(datagram(victim, 1, 1));
            }
        }

        private byte[] datagram(int first, int hosts, int packets) {
            byte[] bytes = Netflow5.datagram(sent, first, packets);
            sent += Netflow5.RECORDS;
            ByteBuffer out = ByteBuffer.wrap(bytes);
            for (int i = 0; i < Netflow5.RECORDS; i++) {
                out.putInt(Netflow5.target(i), first + (next + i) % hosts);
            }
            return bytes;
        }

        /** From the first record of an attack on a host to the script's first line. */
        Duration attack(String host) throws Exception {
            began = System.currentTimeMillis();
            victim = CaptureWriter.address(host);
            Script.Call call = vip.await(host, "ban");
            victim = 0;
            return Duration.ofMillis(call.epochNanos() / 1_000_000 - began);
        }

        @Override
        public void close() throws InterruptedException {
            paced.end();
            exporter.close();
        }
    }

    private static Map<String, Object> route(String name) throws Exception {
        return operator.list("outbox-list").stream()
                .filter(one -> name.equals(one.get("route")))
                .findFirst()
                .orElseThrow();
    }

    private static long told() throws IOException {
        return Files.exists(mails)
                ? Files.readAllLines(mails).stream()
                        .filter(line -> line.startsWith("digest ") || line.startsWith("started "))
                        .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                        .sum()
                : 0;
    }

    @Test
    @SuppressWarnings("try")
    public void manyAttacksAreFewMessagesAndSlowNobodyDown() throws Exception {
        try (Router router = new Router(operator.port("netflow"))) {
            Duration calm = router.attack("192.0.2.1");
            router.floods = true;
            try {
                Await.until("all are told of", LIMIT, () -> told() >= HOSTS);
            } finally {
                System.out.printf("it: many: told of %d, %s%n", told(), route("mail"));
            }
            Duration busy = router.attack("192.0.2.2");
            long heap = operator.heap();
            List<String> lines = Files.readAllLines(mails);
            long found = Instant.parse(operator.awaitAttack("192.0.2.2", "active")
                                    .get("since")
                                    .toString())
                            .toEpochMilli()
                    - router.began;
            System.out.printf("it: many: the busy one found after %d ms%n", found);
            System.out.printf(
                    "it: many: %d attacks in %d messages, heap %d MiB, script after %d ms, before %d ms%n",
                    told(), lines.size(), heap / 1024, busy.toMillis(), calm.toMillis());
            assertThat(told()).isEqualTo(HOSTS);
            assertThat(lines.size()).isLessThan(HOSTS / 20);
            assertThat(lines.stream().filter(line -> line.startsWith("digest ")))
                    .isNotEmpty();
            assertThat(busy).isLessThan(calm.plus(SOON));
            assertThat(heap).isLessThan(HEAP);
            assertThat(Operator.number(route("dead"), "waiting")).isBetween(1L, 10_000L);
            assertThat(Operator.number(route("mail"), "dropped")).isZero();
        }
        Await.until("the end", LIMIT, () -> operator.list("attack-list").isEmpty());
        operator.expectNoStackTrace();
    }
}
