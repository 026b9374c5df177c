// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.NoErrorHandlerBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.testing.Program;
import polder.api.testing.Snapshots;
import polder.api.traffic.TrafficSnapshot;

public class ClickHouseNotifierTest {
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final CamelContext context = new DefaultCamelContext();

    @After
    public void stop() {
        context.stop();
    }

    private static Map<String, Object> cfg(Object... keysAndValues) {
        Map<String, Object> cfg = new HashMap<>(Map.of("service.pid", "polder.notify.clickhouse~it"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            cfg.put(keysAndValues[i].toString(), keysAndValues[i + 1].toString());
        }
        return cfg;
    }

    /** A stand-in for what polder.camel brings: the route begins where the test sends to. */
    private void start(Map<String, Object> cfg) throws Exception {
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerBuilder());
        context.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        context.addRoutes(new ClickHouseNotifier(cfg));
        context.start();
    }

    private Exchange send(TrafficSnapshot snapshot) {
        Endpoint from = context.getRoute("polder.notify.clickhouse-it").getEndpoint();
        return context.createProducerTemplate()
                .send(from, one -> one.getMessage().setBody(snapshot));
    }

    @Test
    public void theTablesAreFastNetMonsAndHoldItsValues() throws Exception {
        assumeTrue(Program.isThere(ClickHouse.PROGRAM));
        try (ClickHouse house = new ClickHouse(folder.getRoot().toPath())) {
            start(cfg("url", "http://127.0.0.1:" + house.port, "user", "noc", "password", "right"));
            Exchange sent = send(Snapshots.sample(AT));
            assertThat(sent.getException()).isNull();
            assertThat(sent.getProperty("PolderAnswer", String.class)).startsWith("HTTP 200, 19 rows to ");
            assertThat(house.query("SHOW TABLES FROM fastnetmon"))
                    .containsExactly(
                            "host_metrics",
                            "host_metrics_ipv6",
                            "network_metrics",
                            "network_metrics_ipv6",
                            "system_metrics",
                            "total_metrics",
                            "total_metrics_ipv4",
                            "total_metrics_ipv6");
            assertThat(house.query("SELECT metricDate, toUInt32(metricDateTime), host, packets_incoming, bits_outgoing,"
                            + " flows_incoming, tcp_syn_packets_outgoing, fragmented_bits_incoming"
                            + " FROM fastnetmon.host_metrics"))
                    .containsExactly("2023-11-14\t1700000000\t192.0.2.7\t1\t56\t3\t61\t23");
            assertThat(house.query("SELECT host, udp_bits_incoming FROM fastnetmon.host_metrics_ipv6"))
                    .containsExactly("2001:db8::7\t28");
            assertThat(house.query("SELECT network, packets_incoming FROM fastnetmon.network_metrics"))
                    .containsExactly("192.0.2.0/24\t30");
            assertThat(house.query("SELECT network, packets_outgoing FROM fastnetmon.network_metrics_ipv6"))
                    .containsExactly("2001:db8::/32\t2200");
            assertThat(house.query("SELECT direction, flows, packets, dropped_bits FROM fastnetmon.total_metrics"
                            + " ORDER BY packets"))
                    .containsExactly(
                            "incoming\t300\t100\t2600",
                            "outgoing\t600\t200\t5200",
                            "internal\t0\t300\t7800",
                            "other\t0\t400\t10400");
            assertThat(house.query("SELECT packets FROM fastnetmon.total_metrics_ipv4 WHERE direction = 'incoming'"))
                    .containsExactly("60");
            assertThat(house.query("SELECT name, value FROM fastnetmon.system_metrics ORDER BY name"))
                    .contains("total_number_of_hosts\t3");
        }
    }

    @Test
    public void aTableThatWasDroppedIsMadeAgainAndAWrongPasswordIsToldWithoutIt() throws Exception {
        assumeTrue(Program.isThere(ClickHouse.PROGRAM));
        try (ClickHouse house = new ClickHouse(folder.getRoot().toPath())) {
            start(cfg("url", "http://127.0.0.1:" + house.port, "batch", 7_000));
            assertThat(send(Snapshots.many(AT, 20_000)).getException()).isNull();
            assertThat(house.query("SELECT count(), sum(bits_incoming) > 0 FROM fastnetmon.host_metrics"))
                    .containsExactly("20000\t1");
            house.query("DROP DATABASE fastnetmon");
            assertThat(send(Snapshots.sample(AT)).getException()).hasMessageContaining("doesn't exist");
            assertThat(send(Snapshots.sample(AT)).getException()).isNull();
            ClickHouseKeys wrong = ClickHouseKeys.read(
                    cfg("url", "http://127.0.0.1:" + house.port, "user", "noc", "password", "hidden"));
            assertThatThrownBy(() -> new ClickHouseServer(wrong).run("SELECT 1"))
                    .hasMessageContaining("Wrong password for user noc")
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    public void theStatementsAreThoseOfFastNetMon() {
        assertThat(Schema.statements("fastnetmon", true))
                .contains("CREATE TABLE IF NOT EXISTS fastnetmon.network_metrics("
                        + "metricDate Date DEFAULT toDate(metricDateTime),metricDateTime DateTime,network String,"
                        + "packets_incoming UInt64,packets_outgoing UInt64,bits_incoming UInt64,bits_outgoing UInt64,"
                        + "tcp_packets_incoming UInt64,tcp_packets_outgoing UInt64,"
                        + "udp_packets_incoming UInt64,udp_packets_outgoing UInt64,"
                        + "icmp_packets_incoming UInt64,icmp_packets_outgoing UInt64,"
                        + "fragmented_packets_incoming UInt64,fragmented_packets_outgoing UInt64,"
                        + "tcp_syn_packets_incoming UInt64,tcp_syn_packets_outgoing UInt64,"
                        + "tcp_bits_incoming UInt64,tcp_bits_outgoing UInt64,"
                        + "udp_bits_incoming UInt64,udp_bits_outgoing UInt64,"
                        + "icmp_bits_incoming UInt64,icmp_bits_outgoing UInt64,"
                        + "fragmented_bits_incoming UInt64,fragmented_bits_outgoing UInt64,"
                        + "tcp_syn_bits_incoming UInt64,tcp_syn_bits_outgoing UInt64,"
                        + "schema_version UInt8 Default 0 COMMENT '1') ENGINE = MergeTree"
                        + " ORDER BY (network, metricDate) PARTITION BY metricDate"
                        + " TTL metricDate + toIntervalDay(7) SETTINGS index_granularity=8192")
                .hasSize(9);
    }

    @Test
    public void wrongKeysAreRefused() {
        assertThatThrownBy(() -> new ClickHouseNotifier(cfg("database", "a; DROP", "url", "localhost", "table", "x")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("database = a; DROP is not accepted")
                .hasMessageContaining("url = localhost is not accepted")
                .hasMessageContaining("table is no key of this file");
    }
}
