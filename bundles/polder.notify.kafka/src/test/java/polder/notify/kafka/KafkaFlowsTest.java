// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.shaded.com.google.protobuf.UnknownFieldSet;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.flow.FlowExport;
import polder.api.flow.FlowTapLane;

/** Flows at a broker. */
@SuppressWarnings("try")
public class KafkaFlowsTest {
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final int SOURCE = 6;

    private static Broker broker;

    @BeforeClass
    public static void start() throws Exception {
        broker = Broker.of(FOLDER.getRoot().toPath().resolve("broker"));
    }

    @AfterClass
    public static void stop() throws Exception {
        broker.close();
    }

    private static void until(String what, BooleanSupplier met) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!met.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Has flows written, and waits until the broker has them all. */
    private static void write(KafkaFlows kafka, int count) throws InterruptedException {
        FlowTapLane lane = kafka.open(0);
        new Flows(lane, lane.wantsDetails()).many(0, count);
        until("all is sent", () -> status(kafka).sent() == count);
        lane.close();
        assertThat(status(kafka).taken()).isEqualTo(count);
        assertThat(status(kafka).lost() + status(kafka).dropped()).isZero();
    }

    private static FlowExport status(KafkaFlows kafka) {
        return kafka.exports().get(0);
    }

    private static String json(int number) {
        return "{\"type\":\"NETFLOW_V9\",\"time_received_ns\":1700000000123456789,\"sampling_rate\":1,"
                + "\"sampler_address\":\"192.0.2.1\",\"time_flow_start_ns\":1700000000123456789,"
                + "\"time_flow_end_ns\":1700000000123456789,\"bytes\":60,\"packets\":1,\"src_addr\":\"198.18."
                + (number >> 8) + "." + (number & 255)
                + "\",\"dst_addr\":\"10.0.0.1\",\"etype\":\"IPv4\",\"proto\":\"TCP\","
                + "\"src_port\":" + number + ",\"dst_port\":80,\"tcp_flags\":2}";
    }

    @Test
    public void jsonArrivesByteForByteInEveryCompression() throws Exception {
        for (String compression : List.of("none", "gzip", "lz4", "zstd")) {
            KafkaFlows kafka = new KafkaFlows(Flows.properties(
                    broker.address(),
                    "topic",
                    compression,
                    "format",
                    "json",
                    "compression",
                    compression,
                    "acks",
                    "all"));
            write(kafka, 1000);
            kafka.deactivate();
            List<ConsumerRecord<byte[], byte[]>> stored = broker.read(compression, 1000);
            assertThat(stored).hasSize(1000);
            for (int i = 0; i < 1000; i++) {
                assertThat(new String(stored.get(i).value(), UTF_8)).isEqualTo(json(i));
            }
        }
    }

    @Test
    public void aMessageHoldsManyFlowsByChoice() throws Exception {
        KafkaFlows kafka = new KafkaFlows(
                Flows.properties(broker.address(), "topic", "many", "format", "json", "flows.per.message", "300"));
        write(kafka, 1000);
        kafka.deactivate();
        List<ConsumerRecord<byte[], byte[]>> stored = broker.read("many", 4);
        assertThat(stored).hasSize(4);
        assertThat(new String(stored.get(3).value(), UTF_8).lines())
                .hasSize(100)
                .startsWith(json(900))
                .endsWith(json(999));
    }

    @Test
    public void protobufIsReadByProtobuf() throws Exception {
        KafkaFlows kafka =
                new KafkaFlows(Flows.properties(broker.address(), "topic", "proto", "flows.per.message", "100"));
        write(kafka, 1000);
        kafka.deactivate();
        List<Integer> sources = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> one : broker.read("proto", 10)) {
            ByteArrayInputStream in = new ByteArrayInputStream(one.value());
            UnknownFieldSet.Builder flow = UnknownFieldSet.newBuilder();
            while (flow.mergeDelimitedFrom(in)) {
                sources.add(flow.build()
                        .getField(SOURCE)
                        .getLengthDelimitedList()
                        .get(0)
                        .asReadOnlyByteBuffer()
                        .getInt());
                flow.clear();
            }
        }
        assertThat(sources).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(sources.get(i)).isEqualTo(0xc6120000 + i);
        }
    }

    @Test
    public void aChangeIsFollowedByRunningLanesAndABadOneIsNot() throws Exception {
        KafkaFlows kafka = new KafkaFlows(Flows.properties(broker.address(), "topic", "before", "format", "json"));
        FlowTapLane lane = kafka.open(0);
        Flows flows = new Flows(lane, false);
        flows.many(0, 10);
        kafka.modified(Flows.properties(broker.address(), "topic", "bad", "format", "xml"));
        flows.many(10, 10);
        kafka.modified(Flows.properties(broker.address(), "topic", "after", "format", "json"));
        flows.many(20, 10);
        until("the last have arrived", () -> status(kafka).sent() == 10);
        lane.close();
        kafka.deactivate();
        assertThat(broker.read("before", 20)).hasSize(20);
        assertThat(broker.read("after", 10)).hasSize(10);
    }

    @Test
    public void whatComesJustBeforeTheEndIsSent() throws Exception {
        KafkaFlows kafka = new KafkaFlows(
                Flows.properties(broker.address(), "topic", "last", "flows.per.message", "1000", "linger", "5s"));
        FlowTapLane lane = kafka.open(0);
        new Flows(lane, false).many(0, 2500);
        lane.close();
        kafka.deactivate();
        assertThat(status(kafka).sent()).isEqualTo(2500);
        assertThat(broker.read("last", 3)).hasSize(3);
    }

    @Test
    public void everyFlowIsCountedOnceWhenABrokerIsKilledAndComesBack() throws Exception {
        try (Broker mortal = Broker.of(FOLDER.getRoot().toPath().resolve("mortal"))) {
            Map<String, Object> properties = Flows.properties(
                    mortal.address(), "time.limit", "2s", "memory", "1mb", "buffer", "1mb", "acks", "all");
            KafkaFlows kafka = new KafkaFlows(properties);
            FlowTapLane lane = kafka.open(0);
            Flows flows = new Flows(lane, false);
            int[] given = {0};
            Runnable some = () -> {
                flows.many(given[0], 1000);
                given[0] += 1000;
            };
            some.run();
            until("all is sent", () -> status(kafka).sent() == 1000);
            mortal.kill();
            until("flows are lost and dropped", () -> {
                some.run();
                return status(kafka).lost() > 0 && status(kafka).dropped() > 0;
            });
            mortal.start();
            long before = status(kafka).sent();
            until("flows arrive again", () -> {
                flows.many(given[0], 10);
                given[0] += 10;
                return status(kafka).sent() > before;
            });
            lane.close();
            until(
                    "nothing is under way",
                    () -> status(kafka).taken()
                            == status(kafka).sent() + status(kafka).lost());
            kafka.deactivate();
            FlowExport end = status(kafka);
            assertThat(end.taken() + end.dropped()).isEqualTo(given[0]);
            assertThat(mortal.read("polder-flows", (int) end.sent()).size()).isGreaterThanOrEqualTo((int) end.sent());
        }
    }
}
