// SPDX-License-Identifier: Apache-2.0
package polder.notify.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.testing.Daemon;
import polder.api.testing.Identity;

/** Against a server that speaks MongoDB's protocol and keeps all in memory; it knows no users. */
public class MongodbNotifierTest {
    private static final Instant SINCE = LocalDateTime.of(2026, 3, 1, 12, 34, 56)
            .atZone(ZoneId.systemDefault())
            .toInstant();
    private static final String ID = "0b7f0000-0000-0001-0000-000000000002";
    private static final String FASTNETMON =
            "{\"alert_scope\": \"host\", \"ip\": \"10.1.0.1\", \"action\": \"ban\", \"attack_details\": {\"total_incoming_pps\": 104000}}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private MongoServer server;
    private String address;
    private MongoClient reader;

    @Before
    public void start() {
        // stands in for polder:attacks, which belongs to another bundle
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.start();
        server = new MongoServer(new MemoryBackend());
        InetSocketAddress bound = server.bind();
        address = "127.0.0.1:" + bound.getPort();
        reader = MongoClients.create("mongodb://" + address);
    }

    @After
    public void stop() {
        camel.stop();
        reader.close();
        server.shutdownNow();
    }

    private List<Document> documents(String database, String collection) {
        MongoCollection<Document> all = reader.getDatabase(database).getCollection(collection);
        return all.find().into(new ArrayList<>());
    }

    @Test
    public void anAttackIsOneDocumentAsFastNetMonWritesIt() throws Exception {
        notifier();
        assertThat(send("started").getProperty("PolderAnswer").toString()).startsWith("inserted ");
        assertThat(send("started").getProperty("PolderAnswer").toString()).startsWith("replaced ");
        List<Document> all = documents("fastnetmon", "attacks");
        assertThat(all).hasSize(1);
        Document document = all.get(0);
        assertThat(document.keySet()).containsExactly("_id", "10_1_0_1_information_01_03_26_12:34:56");
        ObjectId id = document.getObjectId("_id");
        assertThat(id.getTimestamp()).isEqualTo((int) SINCE.getEpochSecond());
        assertThat(document.get("10_1_0_1_information_01_03_26_12:34:56")).isEqualTo(Document.parse(FASTNETMON));
    }

    @Test
    public void itsEndChangesNothingAsInFastNetMonUnlessItIsToldTo() throws Exception {
        notifier();
        send("started");
        assertThat(send("ended").getProperty("PolderAnswer")).isEqualTo("no document");
        send("warned");
        assertThat(documents("fastnetmon", "attacks").toString())
                .contains("action=ban")
                .doesNotContain("unban");
        removed();
        notifier("at.end", "update", "database", "d", "collection", "c");
        send("started");
        send("ended");
        assertThat(documents("d", "c").toString()).contains("action=unban");
        assertThat(documents("d", "c")).hasSize(1);
    }

    @Test
    public void oursHasTimesAsTimesAndNoDotInAName() throws Exception {
        notifier("format", "polder");
        send("started");
        send("ended");
        List<Document> all = documents("fastnetmon", "attacks");
        assertThat(all).hasSize(1);
        Document document = all.get(0);
        assertThat(document.get("_id")).isEqualTo(ID);
        assertThat(document.get("phase")).isEqualTo("ended");
        assertThat(millis(document, "since")).isEqualTo(SINCE.toEpochMilli());
        assertThat(document.get("ended")).isNull();
        assertThat(document.containsKey("ended")).isTrue();
        assertThat(document.get("rates", Document.class)).containsEntry("in_udp_bits", 12_000_000_000L);
        assertThat(millis(document.getList("rules", Document.class).get(0), "first"))
                .isEqualTo(SINCE.toEpochMilli());
    }

    private static long millis(Document document, String time) {
        return document.toBsonDocument().getDateTime(time).getValue();
    }

    @Test
    public void overTlsTheServersCertificateIsChecked() throws Exception {
        Identity identity = Identity.make(folder.getRoot().toPath(), "mongo", "ip:127.0.0.1");
        MongoServer tls = new MongoServer(new MemoryBackend());
        char[] password = Identity.PASSWORD.toCharArray();
        tls.enableSsl((PrivateKey) identity.store().getKey("it", password), null, (X509Certificate)
                identity.store().getCertificate("it"));
        String port = ":" + tls.bind().getPort();
        try {
            String ca = identity.certificate().toString();
            notifier("hosts", "127.0.0.1" + port, "tls", "on", "tls.ca", ca);
            assertThat(failure(send("started"))).isNull();
            removed();
            notifier("hosts", "127.0.0.1" + port, "tls", "on", "time.limit", "5s");
            assertThat(failure(send("started"))).contains("unable to find valid certification path");
            removed();
            notifier("hosts", "localhost" + port, "tls", "on", "tls.ca", ca, "time.limit", "5s");
            assertThat(failure(send("started"))).contains("No name matching localhost found");
        } finally {
            tls.shutdownNow();
        }
    }

    @Test
    public void aServerThatIsAwayIsAFailureInWordsAndIsFoundWhenItIsBack() throws Exception {
        int port = Daemon.freePort();
        notifier("hosts", "127.0.0.1:" + port, "time.limit", "500ms");
        long begin = System.nanoTime();
        assertThat(failure(send("started"))).isEqualTo("mongodb at [127.0.0.1:" + port + "]: Connection refused");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(400L, 5_000L);
        MongoServer back = new MongoServer(new MemoryBackend());
        back.bind("127.0.0.1", port);
        try {
            assertThat(failure(send("started"))).isNull();
        } finally {
            back.shutdownNow();
        }
        removed();
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            notifier("hosts", "127.0.0.1:" + silent.getLocalPort(), "time.limit", "500ms");
            // which of the two comes first depends on when the driver last looked for the server
            assertThat(failure(send("started"))).containsAnyOf("no server was ready within 500ms", "Read timed out");
        }
    }

    @Test
    public void aServerThatKnowsNoSuchUserIsToldOfWithoutThePassword() throws Exception {
        notifier("user", "polder", "password", "k1ngcanute", "time.limit", "1s");
        assertThat(failure(send("started"))).isEqualTo("mongodb at [" + address + "]: no such command: 'saslStart'");
    }

    @Test
    public void nothingOfTheDriverIsLeftWhenTheRouteIsGone() throws Exception {
        notifier();
        send("started");
        long with = threads();
        removed();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (threads() >= with && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(threads()).isLessThan(with);
    }

    /** Those of the driver; the reader's are among them. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cluster-"))
                .count();
    }

    @Test
    public void whatIsWrongIsRefusedInWords() {
        assertRefused("user = bob is not accepted; give user and password, or neither", "user", "bob");
        assertRefused("hosts = db1:99999999 is not accepted; give hosts with their ports", "hosts", "db1:99999999");
        assertRefused("database = a.b is not accepted; give a name of letters", "database", "a.b");
        assertRefused("format = xml is not accepted; give one of fastnetmon, polder", "format", "xml");
        assertRefused("did you mean database?", "databas", "x");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new MongodbNotifier(properties(keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.mongodb-ops.cfg: ")
                .hasMessageContaining(words);
    }

    private void notifier(String... keys) throws Exception {
        Map<String, Object> properties = properties(keys);
        properties.putIfAbsent("hosts", address);
        camel.addRoutes(new MongodbNotifier(properties));
    }

    private void removed() throws Exception {
        camel.getRouteController().stopRoute("polder.notify.mongodb-ops");
        camel.removeRoute("polder.notify.mongodb-ops");
    }

    private static Map<String, Object> properties(String... keys) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.mongodb~ops");
        properties.put("polder.routes", "polder.notify.mongodb");
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i], keys[i + 1]);
        }
        return properties;
    }

    private Exchange send(String phase) {
        Map<String, Object> event = new HashMap<>();
        event.put("phase", phase);
        event.put("id", ID);
        event.put("target", "10.1.0.1");
        event.put("since", SINCE.toString());
        event.put("fastnetmon_json", phase.equals("ended") ? FASTNETMON.replace("ban", "unban") : FASTNETMON);
        event.put(
                "json",
                "{\"phase\":\"" + phase + "\",\"since\":\"" + SINCE
                        + "\",\"ended\":null,\"rates\":{\"in.udp.bits\":12000000000}," + "\"rules\":[{\"first\":\""
                        + SINCE + "\"}]}");
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(event);
        return camel.createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
    }

    private static String failure(Exchange exchange) {
        return exchange.getException() == null ? null : exchange.getException().getMessage();
    }
}
