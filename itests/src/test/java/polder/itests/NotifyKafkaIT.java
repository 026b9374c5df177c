// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import polder.notify.kafka.Broker;

/** Kafka at a running appliance: installed, told of attacks, away, back, removed. */
public class NotifyKafkaIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ROUTE = "polder.notify.kafka-it";

    private static Operator operator;
    private static Broker broker;

    @BeforeClass
    public static void startIt() throws Exception {
        operator = new Operator("kafka");
        Path jars = Path.of(System.getProperty("polder.root"), "bundles/polder.notify.kafka/target/broker.classpath");
        broker = new Broker(operator.path("broker"), Files.readString(jars).strip());
        operator.start();
    }

    @AfterClass
    public static void stopIt() throws Exception {
        broker.close();
        operator.close();
    }

    private static void done(String... words) throws Exception {
        assertThat(operator.polder(words).code()).isZero();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> stored(String topic, int least) {
        return broker.read(topic, least).stream()
                .map(one -> (Map<String, Object>) Json.parse(new String(one.value(), UTF_8)))
                .toList();
    }

    private static List<String> steps(String target) {
        return stored("polder-attacks", 0).stream()
                .filter(one -> target.equals(one.get("target")))
                .map(one -> one.get("phase").toString())
                .toList();
    }

    private static void install() throws Exception {
        int before = operator.log().size();
        operator.console("feature:install polder-notify-kafka");
        operator.awaitLog(before, "route " + ROUTE + " added");
    }

    private static long waiting() throws Exception {
        return operator.list("outbox-list").stream()
                .filter(one -> ROUTE.equals(one.get("route")))
                .mapToLong(one -> Operator.number(one, "waiting"))
                .sum();
    }

    @Test
    public void attacksAndFlowsReachABrokerThroughAHotInstallAKillAndAnUninstall() throws Exception {
        Path password = Files.writeString(operator.path("kafka.password"), Broker.PASSWORD + "\n");
        String[] secure = {
            "brokers = " + broker.secureAddress(),
            "tls = on",
            "tls.ca = " + broker.ca(),
            "sasl = scram-sha-512",
            "username = " + Broker.USER,
            "password = file:" + password,
            "time.limit = 2s"
        };
        operator.cfg(ROUTE + ".cfg", secure);
        install();
        aBanIsStored();
        whatCameWhileTheBrokerWasDownIsStoredInOrder();
        flowsAreStored(secure);
        int before = operator.log().size();
        operator.console("feature:uninstall polder-notify-kafka");
        operator.awaitLog(before, "route " + ROUTE, "removed");
        assertThat(operator.console("bundle:list -t 0 -s")).doesNotContain("polder.lib.kafka");
        assertThat(operator.lane("netflow")).containsEntry("state", "running");
        install();
        done("unban", "10.9.9.3");
        Await.until("its end is stored", LIMIT, () -> steps("10.9.9.3").contains("ended"));
        operator.expectNoStackTrace();
        assertThat(operator.log()).noneMatch(line -> line.contains(Broker.PASSWORD));
    }

    private static void aBanIsStored() throws Exception {
        done("ban", "10.9.9.1");
        ConsumerRecord<byte[], byte[]> first = broker.read("polder-attacks", 1).get(0);
        Map<String, Object> attack = operator.show("attack-show", "10.9.9.1");
        assertThat(new String(first.key(), UTF_8)).isEqualTo(attack.get("id"));
        assertThat(new String(first.headers().lastHeader("phase").value(), UTF_8))
                .isEqualTo("started");
        assertThat(stored("polder-attacks", 1).get(0))
                .containsEntry("phase", "started")
                .containsEntry("target", "10.9.9.1")
                .containsEntry("id", attack.get("id"));
    }

    private static void whatCameWhileTheBrokerWasDownIsStoredInOrder() throws Exception {
        broker.kill();
        done("ban", "10.9.9.2");
        done("ban", "10.9.9.3");
        done("unban", "10.9.9.2");
        done("unban", "10.9.9.1");
        Await.until("all of it waits", LIMIT, () -> waiting() >= 4);
        operator.awaitLog(0, ROUTE, "failed: Kafka at " + broker.secureAddress(), "Connection refused");
        broker.start();
        done("outbox-retry", ROUTE);
        Await.until("nothing waits", LIMIT, () -> waiting() == 0);
        assertThat(new LinkedHashSet<>(steps("10.9.9.1"))).containsExactly("started", "ended");
        assertThat(new LinkedHashSet<>(steps("10.9.9.2"))).containsExactly("started", "ended");
        assertThat(new LinkedHashSet<>(steps("10.9.9.3"))).containsExactly("started");
    }

    /** What the status says of the one export there is; empty when there is none. */
    @SuppressWarnings("unchecked")
    private static String export(String key) throws Exception {
        List<Map<String, Object>> all =
                (List<Map<String, Object>>) operator.show("status").get("exports");
        return all == null || all.isEmpty() ? "" : String.valueOf(all.get(0).get(key));
    }

    private static void flowsAreStored(String... secure) throws Exception {
        int before = operator.log().size();
        for (String compression : List.of("zstd", "lz4", "none")) {
            List<String> lines = new ArrayList<>(List.of(secure));
            lines.addAll(List.of("format = json", "networks = 10.77.0.0/16", "compression = " + compression));
            lines.add("topic = flows-" + compression);
            operator.cfg("polder.notify.kafka.flows-it.cfg", lines.toArray(String[]::new));
            Await.until("the export is there", LIMIT, () -> export("to").startsWith("topic flows-" + compression));
            try (Netflow5 exporter = new Netflow5(operator.port("netflow"))) {
                // until the lane has the tap
                Await.until("flows are taken", LIMIT, () -> {
                    exporter.send(CaptureWriter.address("10.77.0.1"), 1);
                    exporter.send(CaptureWriter.address("10.78.0.1"), 1);
                    return !export("taken").equals("0");
                });
            }
            Await.until("all are sent", LIMIT, () -> export("sent").equals(export("taken")));
            assertThat(export("lost") + export("dropped")).isEqualTo("00");
        }
        assertThat(stored("flows-none", 30))
                .hasSizeGreaterThanOrEqualTo(30)
                .allMatch(one -> "10.77.0.1".equals(one.get("dst_addr")) && "NETFLOW_V5".equals(one.get("type")));
        operator.remove("polder.notify.kafka.flows-it.cfg");
        Await.until("the export is gone", LIMIT, () -> export("to").isEmpty());
        assertThat(operator.log().stream().skip(before))
                .noneMatch(line -> line.contains("WARN") && line.contains("kafka"));
    }
}
