// SPDX-License-Identifier: Apache-2.0
package polder.notify.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.snmp4j.mp.MPv3;
import polder.api.config.SettingsException;
import polder.api.testing.Daemon;

/** Against the snmptrapd of this machine. */
public class SnmpNotifierTest {
    private static final String ENGINE = "0x80007ed904697421";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DefaultCamelContext camel = new DefaultCamelContext();

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
    }

    @After
    public void stop() {
        camel.stop();
    }

    private TrapReceiver receiver(String... lines) throws Exception {
        Assume.assumeFalse(Daemon.isMissing("snmptrapd"));
        return TrapReceiver.start(folder.getRoot().toPath(), lines);
    }

    @Test
    public void aTrapHasTheNamesAndTypesOfTheMib() throws Exception {
        try (TrapReceiver manager = receiver("authCommunity log s3cr3t")) {
            notifier("port", manager.port(), "community", "s3cr3t");
            assertThat(send("started").getProperty("PolderAnswer"))
                    .isEqualTo("sent a trap; nothing says whether it arrived");
            String[] variables = manager.trap("polderAttackStarted").strip().split("\t");
            assertThat(variables[0]).contains("Timeticks: (");
            assertThat(variables[1]).endsWith("OID: POLDER-MIB::polderAttackStarted");
            assertThat(variables)
                    .contains(
                            "POLDER-MIB::polderAttackId.0 = STRING: 0b7f",
                            "POLDER-MIB::polderAttackTarget.0 = STRING: 203.0.113.7",
                            "POLDER-MIB::polderAttackGroup.0 = STRING: web",
                            "POLDER-MIB::polderAttackDetector.0 = STRING: threshold",
                            "POLDER-MIB::polderAttackLevel.0 = INTEGER: critical(3)",
                            "POLDER-MIB::polderAttackDirection.0 = STRING: incoming",
                            "POLDER-MIB::polderAttackMetric.0 = STRING: in.bits",
                            "POLDER-MIB::polderAttackUnit.0 = STRING: bps",
                            "POLDER-MIB::polderAttackObserved.0 = Counter64: 12000000000",
                            "POLDER-MIB::polderAttackLimit.0 = Counter64: 1000000000",
                            "POLDER-MIB::polderAttackPeak.0 = Counter64: 13000000000",
                            "POLDER-MIB::polderAttackSince.0 = STRING: 2026-03-01T12:00:00Z",
                            "POLDER-MIB::polderAttackReason.0 = STRING: too much",
                            "POLDER-MIB::polderAttackSummary.0 = STRING: attack on 203.0.113.7");
            assertThat(variables).hasSize(16);
            for (String phase : new String[] {"ongoing", "ended", "warned", "passed"}) {
                send(phase);
                manager.trap(
                        "polderAttack" + phase.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + phase.substring(1));
            }
        }
    }

    @Test
    public void theNumberOfStartsGrowsAndMessageIdsArePositive() {
        int before = -1;
        for (long time = 1_700_000_000L; time < 2_750_000_000L; time += 9_999) {
            int boots = SnmpSender.boots(time);
            assertThat(boots).isGreaterThan(before);
            assertThat(MPv3.randomMsgID(boots)).isNotNegative();
            before = boots;
        }
    }

    @Test
    public void anInformIsAcknowledged() throws Exception {
        try (TrapReceiver manager = receiver("authCommunity log public")) {
            notifier("port", manager.port(), "confirm", "on", "enterprise", "99");
            assertThat(send("started").getProperty("PolderAnswer")).isEqualTo("acknowledged");
            manager.trap(".99.1.1.2.0 = STRING: \"203.0.113.7\"");
        }
    }

    @Test
    public void aTrapOfAnEncryptedUserIsTakenAlsoAfterARestart() throws Exception {
        try (TrapReceiver manager = receiver(
                "createUser -e " + ENGINE + " polder SHA-256 \"s1gn-s1gn\" AES \"h1de-h1de\"",
                "authUser log polder priv")) {
            String[] keys =
                    v3(manager.port(), "auth.password", "s1gn-s1gn", "priv.password", "h1de-h1de", "engine.id", ENGINE);
            notifier(keys);
            assertThat(send("started").getProperty("PolderAnswer"))
                    .isEqualTo("sent a trap by engine " + ENGINE + "; nothing says whether it arrived");
            manager.trap("polderAttackStarted");
            removed();
            notifier(keys);
            send("ended");
            manager.trap("polderAttackEnded");
            assertThat(manager.all()).doesNotContain("Failed");
        }
    }

    @Test
    public void anInformOfAUserSaysWhatIsWrongWithItsPasswords() throws Exception {
        try (TrapReceiver manager =
                receiver("createUser polder SHA-256 \"s1gn-s1gn\" AES \"h1de-h1de\"", "authUser log polder priv")) {
            notifier(v3(manager.port(), "auth.password", "s1gn-s1gn", "priv.password", "h1de-h1de", "confirm", "on"));
            Exchange sent = send("started");
            assertThat(failure(sent)).isNull();
            assertThat(sent.getProperty("PolderAnswer")).isEqualTo("acknowledged");
            manager.trap("POLDER-MIB::polderAttackTarget.0 = STRING: 203.0.113.7");
            removed();
            notifier(v3(manager.port(), "auth.password", "wr0ng-wr0ng", "priv.password", "h1de-h1de", "confirm", "on"));
            assertThat(failure(send("started"))).contains("auth.password or priv.password may be another there");
            removed();
            notifier(v3(manager.port(), "user", "nobody", "auth.password", "s1gn-s1gn", "confirm", "on"));
            assertThat(failure(send("started"))).endsWith("knows no such user");
        }
    }

    private static String[] v3(String port, String... more) {
        String[] keys = {"port", port, "version", "3", "user", "polder", "auth", "sha256"};
        String[] all = java.util.Arrays.copyOf(keys, keys.length + more.length);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return all;
    }

    @Test
    public void aManagerThatIsSilentOrUnknownIsAFailureInWords() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            notifier("port", Integer.toString(silent.getLocalPort()), "confirm", "on", "time.limit", "600ms");
            long begin = System.nanoTime();
            assertThat(failure(send("started"))).endsWith(": no acknowledgement");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isBetween(500L, 5_000L);
        }
        removed();
        notifier("host", "no-such-host.invalid");
        assertThat(failure(send("started"))).isEqualTo("snmp manager at no-such-host.invalid:162: unknown host");
    }

    @Test
    public void noThreadIsLeft() throws Exception {
        long before = Thread.activeCount();
        notifier("confirm", "on", "time.limit", "300ms", "port", Integer.toString(Daemon.freePort()));
        for (int i = 0; i < 3; i++) {
            send("started");
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Thread.activeCount() > before && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat((long) Thread.activeCount()).isLessThanOrEqualTo(before);
    }

    @Test
    public void whatIsWrongIsRefusedInWords() {
        assertRefused("version = 1 is not accepted; give 2c or 3", "version", "1");
        assertRefused("version = 3 is not accepted without a user", "version", "3");
        assertRefused("user = bob is not accepted with version = 2c", "user", "bob");
        assertRefused("passwords of 8 characters or more", "version", "3", "user", "bob", "auth.password", "short");
        assertRefused(
                "priv = aes is not accepted without an auth.password",
                "version",
                "3",
                "user",
                "bob",
                "priv",
                "aes",
                "priv.password",
                "long-enough");
        assertRefused("auth = none is not accepted; give one of md5, sha, sha224", "auth", "none");
        assertRefused("engine.id = 0x00 is not accepted; give 5 to 32 octets", "engine.id", "0x00");
        assertRefused("did you mean community?", "comunity", "public");
    }

    private static void assertRefused(String words, String... keys) {
        assertThatThrownBy(() -> new SnmpNotifier(properties(keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.notify.snmp-ops.cfg: ")
                .hasMessageContaining(words);
    }

    private void notifier(String... keys) throws Exception {
        camel.addRoutes(new SnmpNotifier(properties(keys)));
    }

    private void removed() throws Exception {
        camel.getRouteController().stopRoute("polder.notify.snmp-ops");
        camel.removeRoute("polder.notify.snmp-ops");
    }

    private static Map<String, Object> properties(String... keys) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.notify.snmp~ops");
        properties.put("polder.routes", "polder.notify.snmp");
        for (int i = 0; i < keys.length; i += 2) {
            properties.put(keys[i], keys[i + 1]);
        }
        return properties;
    }

    private Exchange send(String phase) {
        Map<String, Object> event = new HashMap<>();
        event.put("phase", phase);
        event.put("id", "0b7f");
        event.put("target", "203.0.113.7");
        event.put("group", "web");
        event.put("detector", "threshold");
        event.put("level", "critical");
        event.put("direction", "incoming");
        event.put("metric", "in.bits");
        event.put("unit", "bps");
        event.put("observed", 12_000_000_000L);
        event.put("limit", 1_000_000_000L);
        event.put("peak", 13_000_000_000L);
        event.put("since", "2026-03-01T12:00:00Z");
        event.put("reason", "too much");
        event.put("summary", "attack on 203.0.113.7");
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
