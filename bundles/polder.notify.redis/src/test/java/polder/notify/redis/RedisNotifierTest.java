// SPDX-License-Identifier: Apache-2.0
package polder.notify.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.testing.Daemon;
import polder.api.testing.Identity;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** Against the redis-server of this machine. */
public class RedisNotifierTest {
    private static final String HEAD = "IP: 10.1.0.1\nAttack type: udp_flood\n";
    private static final String PACKETS = "2026-03-01 12:00:00.000005 198.51.100.1:53 > 10.1.0.1:4444 protocol: udp\n";
    private static final String FLOWS = "Incoming\n\nUDP flows: 1\n10.1.0.1:4444 < 198.51.100.1:53 9 bytes 1 packets\n";
    private static final String INFORMATION = "{\"alert_scope\":\"host\",\"ip\":\"10.1.0.1\",\"action\":\"ban\"}";

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static int port;
    private static int tlsPort;
    private static Identity identity;
    private static Daemon server;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Jedis redis;

    @BeforeClass
    public static void startRedis() throws Exception {
        Assume.assumeFalse(Daemon.isMissing("redis-server"));
        Path folder = FOLDER.getRoot().toPath();
        identity = Identity.make(folder, "redis", "ip:127.0.0.1");
        port = Daemon.freePort();
        tlsPort = Daemon.freePort();
        Path cfg = Files.writeString(
                folder.resolve("redis.conf"),
                String.join(
                        "\n",
                        "bind 127.0.0.1 127.0.0.2",
                        "port " + port,
                        "tls-port " + tlsPort,
                        "tls-cert-file " + identity.certificate(),
                        "tls-key-file " + identity.key(),
                        "tls-ca-cert-file " + identity.certificate(),
                        "tls-auth-clients optional",
                        "save \"\"",
                        "dir " + folder,
                        "user polder on >k1ngcanute ~* &* +@all",
                        "user reader on >x ~* &* +@read +select +client",
                        ""));
        server = Daemon.start(folder.resolve("redis.log"), "redis-server", cfg.toString())
                .awaitPort(port)
                .awaitPort(tlsPort);
    }

    @AfterClass
    public static void stopRedis() throws Exception {
        if (server != null) {
            server.close();
        }
    }

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
        redis = new Jedis("127.0.0.1", port);
        redis.flushAll();
    }

    @After
    public void stop() {
        redis.close();
        camel.stop();
    }

    @Test
    public void keysAndValuesAreFastNetMonsAndStayForEver() throws Exception {
        notifier("prefix", "mydc1");
        assertThat(send("started").getProperty("PolderAnswer"))
                .isEqualTo(
                        "mydc1_10.1.0.1_information OK, mydc1_10.1.0.1_flow_dump OK, mydc1_10.1.0.1_packets_dump OK");
        assertThat(redis.keys("*"))
                .containsExactlyInAnyOrder(
                        "mydc1_10.1.0.1_information", "mydc1_10.1.0.1_flow_dump", "mydc1_10.1.0.1_packets_dump");
        assertThat(redis.get("mydc1_10.1.0.1_information")).isEqualTo(INFORMATION);
        assertThat(redis.get("mydc1_10.1.0.1_flow_dump")).isEqualTo(FLOWS);
        assertThat(redis.get("mydc1_10.1.0.1_packets_dump")).isEqualTo(PACKETS);
        assertThat(redis.ttl("mydc1_10.1.0.1_information")).as("no expiry").isEqualTo(-1);
    }

    @Test
    public void whatThereIsNoneOfHasNoKey() throws Exception {
        notifier();
        Map<String, Object> event = event("started");
        event.put("report", HEAD + "\n\nAttack traffic dump\n\n\n\nFlow dump\n\n");
        send(event, false);
        assertThat(redis.keys("*")).containsExactly("10.1.0.1_information");
    }

    @Test
    public void theEndOfAnAttackChangesNothingAsInFastNetMonUnlessItIsToldTo() throws Exception {
        RedisNotifier notifier = notifier();
        send("started");
        send("ended");
        assertThat(redis.get("10.1.0.1_information")).isEqualTo(INFORMATION);
        replace(notifier, "at.end", "update");
        send("ended");
        assertThat(redis.get("10.1.0.1_information")).isEqualTo(INFORMATION.replace("ban", "unban"));
        replace(notifier, "at.end", "delete");
        send("ended");
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    public void aWarningHasNoKeys() throws Exception {
        notifier("channel", "attacks");
        send("warned");
        send("passed");
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    public void keysGoAfterTheirTimeAndThoseOfATestAfterAMinute() throws Exception {
        notifier("expire", "1h");
        send("started");
        assertThat(redis.pttl("10.1.0.1_information")).isBetween(3_500_000L, 3_600_000L);
        send(event("started"), true);
        assertThat(redis.pttl("10.1.0.1_information")).isBetween(1L, 60_000L);
    }

    @Test
    public void everyEventIsPublishedAsOurJson() throws Exception {
        notifier("channel", "polder.attacks", "keys", "off");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int channels) {
                heard.add("ready");
            }

            @Override
            public void onMessage(String channel, String message) {
                heard.add(channel + " " + message);
            }
        };
        Thread thread = new Thread(() -> {
            try (Jedis subscriber = new Jedis("127.0.0.1", port)) {
                subscriber.subscribe(listener, "polder.attacks");
            }
        });
        thread.start();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("ready");
        assertThat(send("started").getProperty("PolderAnswer")).isEqualTo("published to 1");
        send("ended");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("polder.attacks {\"phase\":\"started\"}");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("polder.attacks {\"phase\":\"ended\"}");
        listener.unsubscribe();
        thread.join(10_000);
        assertThat(redis.keys("*")).isEmpty();
    }

    @Test
    public void aUserWithAPasswordWritesToItsDatabase() throws Exception {
        notifier("user", "polder", "password", "k1ngcanute", "database", "3");
        assertThat(send("started").getException()).isNull();
        assertThat(redis.keys("*")).isEmpty();
        redis.select(3);
        assertThat(redis.keys("*")).hasSize(3);
    }

    @Test
    public void whatTheServerRefusesIsToldInItsWordsWithoutThePassword() throws Exception {
        RedisNotifier notifier = notifier("user", "polder", "password", "wrong-one");
        assertThat(failure(send("started")))
                .startsWith("redis at 127.0.0.1:" + port + ": WRONGPASS")
                .doesNotContain("wrong-one");
        replace(notifier, "user", "reader", "password", "x");
        assertThat(failure(send("started"))).contains("NOPERM", "'set'");
        replace(notifier, "database", "99");
        assertThat(failure(send("started"))).contains("DB index is out of range");
    }

    @Test
    public void overTlsTheServersCertificateIsChecked() throws Exception {
        RedisNotifier notifier = notifier(
                "port",
                Integer.toString(tlsPort),
                "tls",
                "on",
                "tls.ca",
                identity.certificate().toString());
        assertThat(failure(send("started"))).isNull();
        assertThat(redis.keys("*")).hasSize(3);
        replace(notifier, "port", Integer.toString(tlsPort), "tls", "on");
        assertThat(failure(send("started"))).contains("unable to find valid certification path");
        replace(
                notifier,
                "host",
                "127.0.0.2",
                "port",
                Integer.toString(tlsPort),
                "tls",
                "on",
                "tls.ca",
                identity.certificate().toString());
        assertThat(failure(send("started"))).contains("127.0.0.2").doesNotContain("refused");
    }

    @Test
    public void aServerThatAsksForACertificateGetsIt() throws Exception {
        Path folder = FOLDER.getRoot().toPath();
        int port = Daemon.freePort();
        try (Daemon strict = Daemon.start(
                folder.resolve("strict.log"),
                "redis-server",
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                identity.certificate().toString(),
                "--tls-key-file",
                identity.key().toString(),
                "--tls-ca-cert-file",
                identity.certificate().toString(),
                "--save",
                "",
                "--dir",
                folder.toString())) {
            strict.awaitPort(port);
            String own = identity.certificate().toString();
            String at = Integer.toString(port);
            RedisNotifier notifier = notifier("port", at, "tls", "on", "tls.ca", own);
            assertThat(failure(send("started"))).isNotNull();
            replace(
                    notifier,
                    "port",
                    at,
                    "tls",
                    "on",
                    "tls.ca",
                    own,
                    "tls.certificate",
                    own,
                    "tls.key",
                    identity.key().toString());
            assertThat(failure(send("started"))).isNull();
        }
    }

    @Test
    public void aServerThatIsAwayOrSilentIsAFailureInWords() throws Exception {
        RedisNotifier notifier = notifier("port", Integer.toString(Daemon.freePort()));
        assertThat(failure(send("started"))).startsWith("redis at 127.0.0.1:").endsWith("Connection refused");
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            replace(notifier, "port", Integer.toString(silent.getLocalPort()), "time.limit", "300ms");
            long begin = System.nanoTime();
            assertThat(failure(send("started"))).contains("timed out");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(300L, 5_000L);
        }
        replace(notifier, "host", "no-such-host.invalid");
        assertThat(failure(send("started"))).contains("no-such-host.invalid");
    }

    @Test
    public void aBadChangeChangesNothing() throws Exception {
        RedisNotifier notifier = notifier();
        notifier.modified(properties("port", "0"));
        camel.getRouteController().stopRoute("polder.notify.redis-ops");
        camel.removeRoute("polder.notify.redis-ops");
        camel.addRoutes(notifier);
        assertThat(send("started").getException()).isNull();
    }

    @Test
    public void whatIsWrongIsRefusedInWords() {
        assertRefused("port = 0 is not accepted; give a whole number from 1 to 65535", "port", "0");
        assertRefused("keys = off is not accepted without a channel", "keys", "off");
        assertRefused("user = bob is not accepted without a password", "user", "bob");
        assertRefused("at.end = forget is not accepted; give one of keep, update, delete", "at.end", "forget");
        assertRefused("tls.ca = /nosuch is not accepted; the file cannot be read", "tls.ca", "/nosuch");
        assertRefused("password is not accepted; /nosuch cannot be read", "password", "file:/nosuch");
        assertRefused("did you mean database?", "databas", "1");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new RedisNotifier(properties(keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.redis-ops.cfg: ")
                .hasMessageContaining(words);
    }

    private RedisNotifier notifier(String... keys) throws Exception {
        RedisNotifier notifier = new RedisNotifier(properties(keys));
        camel.addRoutes(notifier);
        return notifier;
    }

    /** As polder.camel does it. */
    private void replace(RedisNotifier notifier, String... keys) throws Exception {
        notifier.modified(properties(keys));
        camel.getRouteController().stopRoute("polder.notify.redis-ops");
        camel.removeRoute("polder.notify.redis-ops");
        camel.addRoutes(notifier);
    }

    private static Map<String, Object> properties(String... keys) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.redis~ops");
        properties.put("polder.routes", "polder.notify.redis");
        properties.put("port", Integer.toString(port));
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i], keys[i + 1]);
        }
        return properties;
    }

    private static Map<String, Object> event(String phase) {
        Map<String, Object> event = new HashMap<>();
        event.put("phase", phase);
        event.put("target", "10.1.0.1");
        event.put("action", phase.equals("ended") ? "end" : "begin");
        event.put("json", "{\"phase\":\"" + phase + "\"}");
        event.put("fastnetmon_json", phase.equals("ended") ? INFORMATION.replace("ban", "unban") : INFORMATION);
        event.put("report", HEAD + "\n\nAttack traffic dump\n\n" + PACKETS + "\n\nFlow dump\n\n" + FLOWS);
        return event;
    }

    private Exchange send(String phase) {
        return send(event(phase), false);
    }

    private Exchange send(Map<String, Object> event, boolean test) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(event);
        if (test) {
            exchange.getMessage().setHeader("PolderTest", true);
        }
        return camel.createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
    }

    private static String failure(Exchange exchange) {
        return exchange.getException() == null ? null : exchange.getException().getMessage();
    }
}
