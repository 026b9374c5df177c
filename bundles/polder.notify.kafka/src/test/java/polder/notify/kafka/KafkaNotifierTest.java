// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/** Attacks at a broker: what arrives there, and what is told when nothing does. */
@SuppressWarnings("try")
public class KafkaNotifierTest {
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final AttackEvent STARTED = Samples.event(Phase.STARTED, "203.0.113.7");

    private static Broker broker;

    @BeforeClass
    public static void start() throws Exception {
        broker = Broker.of(FOLDER.getRoot().toPath().resolve("broker"));
    }

    @AfterClass
    public static void stop() throws Exception {
        broker.close();
    }

    private static String headers(ConsumerRecord<byte[], byte[]> letter) {
        StringJoiner all = new StringJoiner(" ");
        for (Header header : letter.headers()) {
            all.add(header.key() + "=" + new String(header.value(), UTF_8));
        }
        return all.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    public void anEventIsStoredAsItsJsonByteForByte() throws Exception {
        try (Route route = new Route(Route.properties(broker.address()))) {
            Exchange first = route.send(STARTED);
            assertThat(Route.failure(first)).isNull();
            assertThat(first.getProperty("PolderAnswer")).isEqualTo("topic polder-attacks, partition 0, offset 0");
            AttackEvent ended = Samples.event(Phase.ENDED, "203.0.113.7");
            assertThat(route.send(ended, true).getProperty("PolderAnswer"))
                    .isEqualTo("topic polder-attacks, partition 0, offset 1");
            List<ConsumerRecord<byte[], byte[]>> stored = broker.read("polder-attacks", 2);
            assertThat(stored)
                    .extracting(one -> text(one.value()))
                    .containsExactly(Route.json(STARTED), Route.json(ended));
            assertThat(stored)
                    .extracting(one -> text(one.key()))
                    .containsOnly(STARTED.attack().id().toString());
            assertThat(stored)
                    .extracting(ConsumerRecord::timestamp)
                    .containsOnly(STARTED.at().toEpochMilli());
            assertThat(stored)
                    .extracting(KafkaNotifierTest::headers)
                    .containsExactly(
                            "phase=started group=web target=203.0.113.7 level=alert",
                            "phase=ended group=web target=203.0.113.7 level=alert test=true");
        }
    }

    @Test
    public void theKeyIsTheTargetByChoice() throws Exception {
        try (Route route = new Route(Route.properties(broker.address(), "topic", "by.target", "key", "target"))) {
            assertThat(Route.failure(route.send(STARTED))).isNull();
            assertThat(broker.read("by.target", 1))
                    .extracting(one -> text(one.key()))
                    .containsExactly("203.0.113.7");
        }
    }

    @Test
    public void aBadChangeLeavesTheLastGoodTopic() throws Exception {
        try (Route route = new Route(Route.properties(broker.address(), "topic", "good"))) {
            route.notifier.modified(Route.properties(broker.address(), "topic", "not/good"));
            assertThat(Route.failure(route.send(STARTED))).isNull();
            assertThat(broker.read("good", 1)).hasSize(1);
        }
    }

    @Test
    public void itLogsInByPasswordAndByScramOverTls() throws Exception {
        List<String> ways = List.of("plain", "scram-sha-256", "scram-sha-512");
        for (String way : ways) {
            Map<String, Object> open = Route.properties(
                    broker.loginAddress(),
                    "topic",
                    "login",
                    "sasl",
                    way,
                    "username",
                    "polder",
                    "password",
                    Broker.PASSWORD);
            Map<String, Object> secure = Route.properties(
                    broker.secureAddress(),
                    "topic",
                    "login",
                    "sasl",
                    way,
                    "username",
                    "polder",
                    "password",
                    Broker.PASSWORD);
            secure.put("tls", "on");
            secure.put("tls.ca", broker.ca().toString());
            for (Map<String, Object> properties : List.of(open, secure)) {
                try (Route route = new Route(properties)) {
                    assertThat(Route.failure(route.send(STARTED)))
                            .as("%s", properties)
                            .isNull();
                }
            }
        }
        assertThat(broker.read("login", 2 * ways.size())).hasSize(2 * ways.size());
    }

    @Test
    public void aWrongPasswordIsToldWithoutItAndANewOneIsTaken() throws Exception {
        Path file = FOLDER.getRoot().toPath().resolve("password");
        Files.writeString(file, "wrong-one\n");
        Map<String, Object> properties =
                Route.properties(broker.loginAddress(), "topic", "renewed", "time.limit", "5s");
        properties.putAll(Map.of("sasl", "scram-sha-512", "username", "polder", "password", "file:" + file));
        try (Route route = new Route(properties)) {
            Exchange refused = route.send(STARTED);
            assertThat(Route.failure(refused))
                    .startsWith("Kafka at " + broker.loginAddress() + ": Authentication failed")
                    .contains("SCRAM-SHA-512")
                    .doesNotContain("wrong-one");
            assertThat(refused.getProperty("PolderFinal")).isNull();
            Files.writeString(file, Broker.PASSWORD + "\n");
            assertThat(Route.failure(route.send(STARTED))).isNull();
        }
    }

    @Test
    public void aCertificateNobodyKnowsIsRefused() throws Exception {
        Map<String, Object> properties =
                Route.properties(broker.secureAddress(), "topic", "secure", "time.limit", "5s");
        properties.putAll(Map.of("tls", "on", "sasl", "plain", "username", "polder", "password", Broker.PASSWORD));
        try (Route route = new Route(properties)) {
            assertThat(Route.failure(route.send(STARTED))).contains("certification path");
        }
    }

    @Test
    public void whyNoBrokerAnswersIsToldWithinTheLimit() throws Exception {
        String nobody = "127.0.0.1:1, nowhere.invalid:9092";
        long begin = System.nanoTime();
        try (Route route = new Route(Route.properties(nobody, "time.limit", "1s"))) {
            assertThat(Route.failure(route.send(STARTED)))
                    .isEqualTo("Kafka at 127.0.0.1:1, nowhere.invalid:9092: no broker answers "
                            + "(127.0.0.1:1: Connection refused, nowhere.invalid:9092: its name is not known)");
        }
        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
        try (Route route = new Route(Route.properties("nowhere.invalid:9092", "time.limit", "1s"))) {
            assertThat(Route.failure(route.send(STARTED)))
                    .contains("nowhere.invalid:9092", "No resolvable bootstrap urls");
        }
    }

    @Test
    public void whatNoBrokerWillEverTakeIsNotTriedAgain() throws Exception {
        AttackEvent huge = Samples.event(Phase.STARTED, "203.0.113.9", "x".repeat(2_000_000));
        try (Route route = new Route(Route.properties(broker.address(), "topic", "huge"))) {
            Exchange refused = route.send(huge);
            assertThat(Route.failure(refused)).contains("The message is 20", "larger than");
            assertThat(refused.getProperty("PolderFinal")).isEqualTo(true);
            assertThat(Route.failure(route.send(STARTED))).as("the next one").isNull();
        }
    }

    @Test
    public void aBrokerThatIsKilledAndComesBackHasEveryEventInOrder() throws Exception {
        List<String> sent = new ArrayList<>();
        try (Broker mortal = Broker.of(FOLDER.getRoot().toPath().resolve("mortal"));
                Route route = new Route(Route.properties(mortal.address(), "time.limit", "2s"))) {
            int failures = 0;
            for (int i = 0; i < 20; i++) {
                AttackEvent event = Samples.event(i % 2 == 0 ? Phase.STARTED : Phase.ENDED, "203.0.113." + i / 2);
                sent.add(Route.json(event));
                if (i == 7) {
                    mortal.kill();
                }
                while (Route.failure(route.send(event)) != null) {
                    if (failures++ == 1) {
                        mortal.start();
                    }
                    assertThat(failures).isLessThan(30);
                }
            }
            assertThat(failures).isGreaterThan(1);
            List<String> stored = mortal.read("polder-attacks", 20).stream()
                    .map(one -> text(one.value()))
                    .toList();
            assertThat(new LinkedHashSet<>(stored)).containsExactlyElementsOf(sent);
            assertThat(stored).containsExactlyElementsOf(new LinkedHashSet<>(stored));
        }
    }
}
