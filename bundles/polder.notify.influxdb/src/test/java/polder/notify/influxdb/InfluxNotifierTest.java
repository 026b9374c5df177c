// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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
import polder.api.testing.Influx;
import polder.api.testing.Program;
import polder.api.testing.Snapshots;

public class InfluxNotifierTest {
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final CamelContext context = new DefaultCamelContext();

    @After
    public void stop() {
        context.stop();
    }

    private static Map<String, Object> cfg(Object... keysAndValues) {
        Map<String, Object> cfg = new HashMap<>(Map.of("service.pid", "polder.notify.influxdb~it"));
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
        context.addRoutes(new InfluxNotifier(cfg));
        context.start();
    }

    private Exchange send(String route, Object body) {
        Endpoint from = context.getRoute(route).getEndpoint();
        return context.createProducerTemplate()
                .send(from, one -> one.getMessage().setBody(body));
    }

    private Exchange send(Instant at) {
        return send("polder.notify.influxdb-it", Snapshots.sample(at));
    }

    @Test
    public void theLinesOfFastNetMonAreItsOwn() throws IOException {
        Points points = new Points();
        points.begin(1_700_000_000_000_000_000L);
        new FastNetMonPoints(points).write(Snapshots.sample(AT));
        String text = new String(points.bytes(), 0, points.start(points.count()), StandardCharsets.UTF_8);
        Path golden = Path.of("src/test/golden/fastnetmon.lines");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @Test
    public void influxHasFastNetMonsMeasurementsAndValues() throws Exception {
        assumeTrue(Program.isThere(Influx.PROGRAM));
        try (Influx influx = new Influx(folder.getRoot().toPath(), false)) {
            start(cfg("url", "http://127.0.0.1:" + influx.port, "format", "fastnetmon", "batch", 3));
            Exchange sent = send(AT);
            assertThat(sent.getException()).isNull();
            assertThat(sent.getProperty("PolderAnswer", String.class))
                    .isEqualTo("HTTP 204, 13 points to http://127.0.0.1:" + influx.port);
            assertThat(influx.query("fastnetmon", "SHOW MEASUREMENTS"))
                    .containsExactly(
                            "name,tags,name",
                            "measurements,,hosts_ipv6_traffic",
                            "measurements,,hosts_traffic",
                            "measurements,,networks_ipv6_traffic",
                            "measurements,,networks_traffic",
                            "measurements,,system_counters",
                            "measurements,,total_traffic",
                            "measurements,,total_traffic_ipv6");
            assertThat(asLines(influx))
                    .containsExactlyInAnyOrderElementsOf(
                            Files.readAllLines(Path.of("src/test/golden/fastnetmon.lines")));
            assertThat(influx.query("fastnetmon", "SHOW FIELD KEYS FROM hosts_traffic"))
                    .hasSize(31)
                    .anyMatch(line -> line.endsWith(",bits_incoming,float"));
        }
    }

    /** What the server has, written as lines again: measurement, tag, fields in alphabetical order, time. */
    private static List<String> asLines(Influx influx) throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        for (String measurement : List.of(
                "hosts_ipv6_traffic",
                "hosts_traffic",
                "networks_ipv6_traffic",
                "networks_traffic",
                "total_traffic",
                "total_traffic_ipv6")) {
            List<String> rows = influx.query("fastnetmon", "SELECT * FROM " + measurement);
            String[] names = rows.get(0).split(",");
            for (String row : rows.subList(1, rows.size())) {
                String[] values = row.split(",", -1);
                StringBuilder fields = new StringBuilder();
                String tag = "";
                for (int i = 3; i < names.length; i++) {
                    if (List.of("host", "network", "direction").contains(names[i])) {
                        tag = "," + names[i] + "=" + values[i];
                    } else if (!values[i].isEmpty()) {
                        fields.append(fields.isEmpty() ? "" : ",")
                                .append(names[i])
                                .append('=')
                                .append(values[i]);
                    }
                }
                lines.add(measurement + tag + " " + fields + " " + values[2]);
            }
        }
        return lines;
    }

    @Test
    public void influxHasOurMeasurementsTooWithAPasswordAndPacked() throws Exception {
        assumeTrue(Program.isThere(Influx.PROGRAM));
        try (Influx influx = new Influx(folder.getRoot().toPath(), true)) {
            influx.query("", "CREATE USER admin WITH PASSWORD 'se:cret=1' WITH ALL PRIVILEGES");
            influx.user("admin:se:cret=1");
            start(cfg(
                    "url",
                    "http://127.0.0.1:" + influx.port,
                    "format",
                    "both",
                    "gzip",
                    "on",
                    "database",
                    "my db",
                    "user",
                    "admin",
                    "password",
                    "se:cret=1"));
            assertThat(send(AT).getException()).isNull();
            assertThat(influx.query(
                            "my%20db",
                            "SELECT in_packets, out_udp_bits, \"group\" FROM polder_host WHERE host = '192.0.2.7'"))
                    .containsExactly(
                            "name,tags,time,in_packets,out_udp_bits,group",
                            "polder_host,,1700000000000000000,1,68,web");
            assertThat(influx.query("my%20db", "SELECT sum(udp_bits) FROM polder_total GROUP BY direction"))
                    .contains("polder_total,direction=incoming,0,1400", "polder_total,direction=other,0,5600");
            assertThat(influx.query("my%20db", "SELECT packets_incoming FROM hosts_traffic"))
                    .hasSize(2);
            Exchange refused = send("polder.notify.influxdb-it-attacks", Attacks.started());
            assertThat(refused.getException()).isNull();
            assertThat(influx.query("my%20db", "SELECT text, observed, target FROM polder_attacks"))
                    .hasSize(2)
                    .element(1)
                    .asString()
                    .contains("attack started on 203.0.113.9 (group we b)")
                    .endsWith(",104000,203.0.113.9");
        }
    }

    @Test
    public void aWrongPasswordIsToldWithoutItAndAServerThatIsBackIsWrittenToAgain() throws Exception {
        assumeTrue(Program.isThere(Influx.PROGRAM));
        try (Influx influx = new Influx(folder.getRoot().toPath(), true)) {
            influx.query("", "CREATE USER admin WITH PASSWORD 'right' WITH ALL PRIVILEGES");
            influx.user("admin:right");
            Path secret = folder.getRoot().toPath().resolve("secret");
            Files.writeString(secret, "hidden\n");
            start(cfg("url", "http://127.0.0.1:" + influx.port, "user", "admin", "password", "file:" + secret));
            assertThat(send(AT).getException())
                    .hasMessageContaining("answered 401: {\"error\":\"authorization failed\"}")
                    .hasMessageNotContaining("hidden");
            Files.writeString(secret, "right\n");
            assertThat(send(AT).getException()).isNull();
            influx.stop();
            assertThat(send(AT).getException()).hasMessageMatching("influxdb at http://127.0.0.1:\\d+: .+");
            influx.start();
            assertThat(send(AT.plusSeconds(1)).getException()).isNull();
            assertThat(influx.query("fastnetmon", "SELECT count(seen) FROM polder_hosts"))
                    .containsExactly("name,tags,time,count", "polder_hosts,,0,2");
        }
    }

    @Test
    public void theSecondApiIsAskedAsItsDocumentSays() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            String body =
                    new String(new GZIPInputStream(exchange.getRequestBody()).readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + body.lines().count());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            start(cfg(
                    "url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                    "api",
                    2,
                    "org",
                    "our org",
                    "bucket",
                    "ddos/1",
                    "token",
                    "abc==",
                    "gzip",
                    "on",
                    "format",
                    "fastnetmon"));
            assertThat(send(AT).getException()).isNull();
            assertThat(asked)
                    .containsExactly("POST /api/v2/write?org=our+org&bucket=ddos%2F1&precision=ns Token abc== 13");
        } finally {
            server.stop(0);
        }
    }

    @Test
    public void aServerThatDoesNotAnswerHoldsUpTheRouteForItsTimeLimitOnly() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 10)) {
            start(cfg("url", "http://127.0.0.1:" + deaf.getLocalPort(), "time.limit", "300ms"));
            assertThat(send(AT).getException()).hasMessageContaining("has not answered within 300 ms");
        }
    }

    @Test
    public void wrongKeysAreRefused() {
        Stream.of(
                        List.of("api", "2"),
                        List.of("url", "127.0.0.1"),
                        List.of("url", "http://user:secret@127.0.0.1"),
                        List.of("databse", "x"))
                .forEach(pair -> assertThatThrownBy(() -> new InfluxNotifier(cfg(pair.toArray())))
                        .isInstanceOf(SettingsException.class)
                        .hasMessageContaining("etc/polder.notify.influxdb-it.cfg: " + pair.get(0)));
    }

    @Test
    public void tagsAreEscaped() {
        assertThat(new String(Points.tag("we b,a=1\\"), StandardCharsets.UTF_8)).isEqualTo("we\\ b\\,a\\=1\\\\");
    }
}
