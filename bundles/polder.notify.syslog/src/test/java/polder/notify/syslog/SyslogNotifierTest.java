// SPDX-License-Identifier: Apache-2.0
package polder.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.testing.Daemon;
import polder.api.testing.Identity;

/** Against the rsyslogd of this machine, where there are words of a server to be heard. */
public class SyslogNotifierTest {
    private static final String DATA =
            "[polder@32473 id=\"0b7f\" target=\"203.0.113.7\" phase=\"started\" action=\"begin\" level=\"alert\""
                    + " group=\"we\\\"b\\]\" detector=\"threshold\" direction=\"incoming\" metric=\"in.packets\" unit=\"pps\""
                    + " observed=\"104000\" limit=\"20000\" peak=\"110000\"]";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @Before
    public void start() {
        // these stand in for polder:attacks and the templates, which belong to another bundle
        camel.addComponent("polder", new DirectComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String name, Map<String, Object> options) throws Exception {
                options.clear();
                return super.createEndpoint(uri, name, options);
            }
        });
        camel.getRegistry().bind("polder-language", new Templates());
        camel.start();
    }

    private static final class Templates extends LanguageSupport {
        @Override
        public Expression createExpression(String text) {
            return new ExpressionAdapter() {
                @Override
                public Object evaluate(Exchange exchange) {
                    Map<?, ?> event = exchange.getMessage().getBody(Map.class);
                    return text.replace("{{summary}}", event.get("summary").toString());
                }
            };
        }

        @Override
        public Predicate createPredicate(String text) {
            throw new UnsupportedOperationException();
        }
    }

    @After
    public void stop() {
        camel.stop();
    }

    /** The message as rsyslogd got it, then as it understood it. */
    private Rsyslog rsyslog(Identity identity) throws Exception {
        Assume.assumeFalse(Daemon.isMissing("rsyslogd"));
        Assume.assumeTrue(identity == null || Rsyslog.hasTls());
        return Rsyslog.start(folder.getRoot().toPath(), identity);
    }

    @Test
    public void overUdpRsyslogdUnderstandsEveryField() throws Exception {
        try (Rsyslog server = rsyslog(null)) {
            notifier("port", server.port(), "facility", "local3");
            Exchange sent = send("started", "attack on 203.0.113.7: zu viel, größer");
            assertThat(failure(sent)).isNull();
            String expected = "<155>1 2026-03-01T12:00:00.123Z edge-1 polder "
                    + ProcessHandle.current().pid() + " STARTED " + DATA + " attack on 203.0.113.7: zu viel, größer";
            assertThat(server.raw("attack on")).isEqualTo("raw " + expected);
            assertThat(sent.getProperty("PolderAnswer"))
                    .isEqualTo("sent " + expected.getBytes(StandardCharsets.UTF_8).length
                            + " bytes; nothing says whether they arrived");
            assertThat(server.parsed("attack on"))
                    .isEqualTo("parsed 2026-03-01T12:00:00.123Z|edge-1|polder|"
                            + ProcessHandle.current().pid() + "|STARTED|local3|err|" + DATA
                            + "|attack on 203.0.113.7: zu viel, größer");
        }
    }

    @Test
    public void overTcpBothFramingsKeepMessagesApart() throws Exception {
        try (Rsyslog server = rsyslog(null)) {
            notifier("port", server.port(), "protocol", "tcp");
            Exchange sent = send("started", "first\nline");
            assertThat(sent.getProperty("PolderAnswer").toString())
                    .endsWith("; the server has closed the connection in good order");
            assertThat(send("ended", "second").getException()).isNull();
            assertThat(server.raw("first")).endsWith("] first#012line");
            assertThat(server.parsed("second")).contains("|ENDED|daemon|notice|");
            camel.removeRoute(stopped());
            notifier("port", server.port(), "protocol", "tcp", "framing", "newline");
            send("started", "third\nline");
            send("started", "fourth");
            assertThat(server.raw("third")).startsWith("raw <27>1 ").endsWith("] third line");
            assertThat(server.raw("fourth")).startsWith("raw <27>1 ").endsWith("] fourth");
        }
    }

    @Test
    public void overTlsTheServersCertificateIsChecked() throws Exception {
        Identity identity = Identity.make(folder.getRoot().toPath(), "log", "ip:127.0.0.1");
        try (Rsyslog server = rsyslog(identity)) {
            notifier(
                    "port",
                    server.port(),
                    "protocol",
                    "tls",
                    "tls.ca",
                    identity.certificate().toString());
            assertThat(failure(send("started", "a secret"))).isNull();
            assertThat(server.raw("a secret")).startsWith("raw <27>1 ").endsWith("] a secret");
            camel.removeRoute(stopped());
            notifier("port", server.port(), "protocol", "tls");
            assertThat(failure(send("started", "x"))).contains("unable to find valid certification path");
            camel.removeRoute(stopped());
            notifier(
                    "port",
                    server.port(),
                    "protocol",
                    "tls",
                    "host",
                    "127.0.0.2",
                    "tls.ca",
                    identity.certificate().toString());
            assertThat(failure(send("started", "x"))).contains("127.0.0.2 found");
        }
    }

    @Test
    public void aTestSaysSoAndALongMessageIsCutAtTheEndOfACharacter() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            notifier("port", Integer.toString(server.getLocalPort()), "size.max", "480", "enterprise", "99");
            send(event("started", "ü".repeat(500)), true);
            DatagramPacket got = new DatagramPacket(new byte[9000], 9000);
            server.receive(got);
            assertThat(got.getLength()).isBetween(479, 480);
            String text = new String(got.getData(), 0, got.getLength(), StandardCharsets.UTF_8);
            assertThat(text).contains("[polder@99 ", " test=\"true\"] ü").endsWith("ü");
        }
    }

    @Test
    public void levelsHaveTheSeveritiesTheyAreGiven() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            notifier(
                    "port", Integer.toString(server.getLocalPort()), "facility", "kern", "severity.alert", "emergency");
            assertThat(priority(server, "warned", "warn")).isEqualTo("<4>1");
            assertThat(priority(server, "passed", "warn")).isEqualTo("<5>1");
            assertThat(priority(server, "started", "alert")).isEqualTo("<0>1");
            assertThat(priority(server, "ongoing", "critical")).isEqualTo("<2>1");
            assertThat(priority(server, "ended", "critical")).isEqualTo("<5>1");
        }
    }

    private String priority(DatagramSocket server, String phase, String level) throws Exception {
        Map<String, Object> event = event(phase, "x");
        event.put("level", level);
        send(event, false);
        DatagramPacket got = new DatagramPacket(new byte[9000], 9000);
        server.receive(got);
        return new String(got.getData(), 0, got.getLength(), StandardCharsets.UTF_8).split(" ")[0];
    }

    @Test
    public void aServerThatIsAwayIsAFailureInWords() throws Exception {
        int closed = Daemon.freePort();
        notifier("port", Integer.toString(closed));
        assertThat(failure(send("started", "x")))
                .startsWith("syslog at 127.0.0.1:" + closed + ": ")
                .contains("refused");
        camel.removeRoute(stopped());
        notifier("port", Integer.toString(closed), "protocol", "tcp");
        assertThat(failure(send("started", "x"))).contains("refused");
        camel.removeRoute(stopped());
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            notifier("port", Integer.toString(silent.getLocalPort()), "protocol", "tls", "time.limit", "300ms");
            long begin = System.nanoTime();
            assertThat(failure(send("started", "x"))).contains("timed out");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(300L, 5_000L);
        }
        camel.removeRoute(stopped());
        notifier("host", "no-such-host.invalid");
        assertThat(failure(send("started", "x"))).isEqualTo("syslog at no-such-host.invalid:514: unknown host");
    }

    @Test
    public void whatIsWrongIsRefusedInWords() throws Exception {
        assertRefused("protocol = sctp is not accepted; give one of udp, tcp, tls", "protocol", "sctp");
        assertRefused("facility = local9 is not accepted; give one of kern, user, ", "facility", "local9");
        assertRefused("severity.warn = bad is not accepted; give one of emergency, ", "severity.warn", "bad");
        assertRefused("app.name = a b is not accepted; give up to 48 printable", "app.name", "a b");
        assertRefused("size.max = 100 is not accepted", "size.max", "100");
        assertRefused("did you mean framing?", "framin", "octets");
        SyslogNotifier notifier = notifier();
        notifier.modified(properties("port", "0"));
        camel.removeRoute(stopped());
        camel.addRoutes(notifier);
        assertThat(camel.getRoute("polder.notify.syslog-ops")).isNotNull();
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new SyslogNotifier(properties(keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.syslog-ops.cfg: ")
                .hasMessageContaining(words);
    }

    private SyslogNotifier notifier(String... keys) throws Exception {
        SyslogNotifier notifier = new SyslogNotifier(properties(keys));
        camel.addRoutes(notifier);
        return notifier;
    }

    private String stopped() throws Exception {
        camel.getRouteController().stopRoute("polder.notify.syslog-ops");
        return "polder.notify.syslog-ops";
    }

    private static Map<String, Object> properties(String... keys) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.syslog~ops");
        properties.put("polder.routes", "polder.notify.syslog");
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i], keys[i + 1]);
        }
        return properties;
    }

    private static Map<String, Object> event(String phase, String summary) {
        Map<String, Object> event = new HashMap<>();
        event.put("phase", phase);
        event.put("at", "2026-03-01T12:00:00.123456Z");
        event.put("id", "0b7f");
        event.put("target", "203.0.113.7");
        event.put("action", "begin");
        event.put("level", "alert");
        event.put("group", "we\"b]");
        event.put("detector", "threshold");
        event.put("direction", "incoming");
        event.put("metric", "in.packets");
        event.put("unit", "pps");
        event.put("observed", 104_000L);
        event.put("limit", 20_000L);
        event.put("peak", 110_000L);
        event.put("node", "edge-1");
        event.put("summary", summary);
        return event;
    }

    private Exchange send(String phase, String summary) {
        return send(event(phase, summary), false);
    }

    private Exchange send(Map<String, Object> event, boolean test) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(event);
        exchange.getMessage().setHeader("PolderTest", test);
        return camel.createFluentProducerTemplate()
                .withExchange(exchange)
                .to("polder:attacks")
                .send();
    }

    private static String failure(Exchange exchange) {
        return exchange.getException() == null ? null : exchange.getException().getMessage();
    }
}
