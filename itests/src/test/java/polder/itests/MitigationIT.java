// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import polder.api.testing.Bird;
import polder.api.testing.ExabgpDaemon;
import polder.api.testing.Frr;
import polder.api.testing.GobgpDaemon;
import polder.api.testing.Program;
import polder.api.testing.Router;

/** From the first packet of an attack to the tables of routers: BIRD behind gobgpd, and FRR behind ExaBGP, all of them real. */
public class MitigationIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String VICTIM = "192.0.2.7";
    private static final String NAMES = "192.0.2.200";
    private static final String V6 = "2001:db8::7";

    private static Operator operator;
    private static Bird bird;
    private static Frr frr;
    private static GobgpDaemon gobgpd;
    private static ExabgpDaemon exabgp;

    @BeforeClass
    public static void startIt() throws Exception {
        assumeTrue(Bird.isThere() && Frr.isThere() && GobgpDaemon.isThere() && ExabgpDaemon.isThere());
        List<Integer> ports = Program.freePorts(3);
        operator = new Operator("mitigation");
        Path socket = operator.path("exabgp.sock");
        bird = new Bird(folder("bird"), ports.get(0), GobgpDaemon.ADDRESS, ports.get(2));
        gobgpd = new GobgpDaemon(folder("gobgp"), ports.get(2), List.of(bird));
        frr = new Frr(folder("frr"), ports.get(1), ExabgpDaemon.ADDRESS, 0);
        String helper = Path.of(System.getProperty("polder.root"), "etc/exabgp/polder-exabgp.py") + " " + socket;
        exabgp = new ExabgpDaemon(folder("exabgp"), List.<Router>of(frr), "/usr/bin/python3 " + helper);
        bird.start();
        gobgpd.start();
        frr.start();
        exabgp.start();
        operator.features("polder-bgp-gobgp", "polder-bgp-exabgp")
                .cfg("polder.traffic.cfg", "networks = 192.0.2.0/24, 2001:db8::/48")
                .cfg("polder.traffic.group-default.cfg", "limit.in.packets = 5kpps", "hold = 2s", "ban.time = 8s")
                .cfg(
                        "polder.traffic.group-names.cfg",
                        "networks = 192.0.2.128/25",
                        "limit.in.packets = 5kpps",
                        "hold = 2s",
                        "ban.time = 8s")
                .cfg("polder.mitigation.cfg", "share.max = 50", "never = 192.0.2.53")
                .cfg("polder.mitigation.policy-default.cfg", "mode = auto", "step.1 = blackhole host")
                .cfg("polder.mitigation.policy-names.cfg", "mode = auto", "groups = names", "step.1 = flowspec discard")
                .cfg("polder.bgp.gobgp-edge.cfg", "address = 127.0.0.1:" + gobgpd.api, "communities = 65001:666")
                .cfg("polder.bgp.exabgp-edge.cfg", "socket = " + socket, "communities = 65001:666")
                .start();
        Await.until("sessions with both routers", LIMIT, () -> {
            var peers = operator.list("bgp-peer-list");
            return peers.size() == 2 && peers.stream().allMatch(peer -> Boolean.TRUE.equals(peer.get("up")));
        });
    }

    private static Path folder(String name) throws Exception {
        return Files.createDirectories(operator.path("bgp-" + name));
    }

    @AfterClass
    public static void stopIt() throws Exception {
        for (AutoCloseable one : Arrays.<AutoCloseable>asList(operator, exabgp, gobgpd, bird, frr)) {
            if (one != null) {
                one.close();
            }
        }
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static boolean isAt(Router router, String what) throws Exception {
        return words(router.routes()).contains(what);
    }

    private static void awaitAt(Router router, String what) throws Exception {
        Await.until(what + " at " + router.getClass().getSimpleName(), LIMIT, () -> isAt(router, what));
    }

    private static void awaitGone(Router router, String what) throws Exception {
        Await.until(what + " gone from " + router.getClass().getSimpleName(), LIMIT, () -> !isAt(router, what));
    }

    private static void done(String... words) throws Exception {
        Installation.Result result = operator.polder(words);
        assertThat(result.code()).as(result.output()).isZero();
    }

    /** A flood as long as it is open. */
    @SuppressWarnings("try")
    private static final class Flood implements AutoCloseable {
        private final Netflow5 exporter = new Netflow5(operator.port("netflow"));
        private final Paced paced;

        Flood(String target) throws Exception {
            paced = new Paced("flood", () -> exporter.send(CaptureWriter.address(target), 20));
        }

        @Override
        public void close() throws Exception {
            paced.end();
            exporter.close();
        }
    }

    @Test
    @SuppressWarnings("try")
    public void anAttackIsBlackholedAtBothRoutersWithinASecondOfItsDetection() throws Exception {
        long millis;
        try (Flood flood = new Flood(VICTIM)) {
            awaitAt(bird, VICTIM + "/32 unreachable");
            long seen = System.currentTimeMillis();
            awaitAt(frr, VICTIM + "/32");
            Instant since = Instant.parse(
                    operator.awaitAttack(VICTIM, "active").get("since").toString());
            millis = seen - since.toEpochMilli();
            assertThat(flood).isNotNull();
        }
        System.out.printf("it: mitigation: in the router's table %d ms after the detection%n", millis);
        assertThat(millis).isLessThan(5000);
        assertThat(words(bird.routes()))
                .contains("BGP.next_hop: 192.0.2.1", "BGP.community: (65001,666) (65535,65281)");
        assertThat(frr.routes()).contains("\"string\":\"65001:666 no-export\"");
        awaitGone(bird, VICTIM + "/32");
        awaitGone(frr, VICTIM + "/32");
        operator.expectNoStackTrace();
    }

    @Test
    @SuppressWarnings("try")
    public void aRuleFromTheEvidenceArrivesAndLeaves() throws Exception {
        try (Flood flood = new Flood(NAMES)) {
            awaitAt(bird, "flow4 { dst " + NAMES + "/32; proto 17;");
            awaitAt(frr, "Destination Address " + NAMES + "/32");
            assertThat(flood).isNotNull();
        }
        Matcher rule = Pattern.compile("flow4 \\{ dst " + NAMES + "[^}]*}").matcher(words(bird.routes()));
        assertThat(rule.find()).isTrue();
        System.out.printf("it: mitigation: %s%n", rule.group());
        assertThat(rule.group()).contains("dport 53");
        awaitGone(bird, NAMES);
        awaitGone(frr, NAMES);
    }

    @Test
    public void tablesBecomeWhatIsWantedWhoeverIsKilled() throws Exception {
        done("ban", V6);
        done("ban", "192.0.2.9");
        for (Router router : List.<Router>of(bird, frr)) {
            awaitAt(router, V6 + "/128");
            awaitAt(router, "192.0.2.9/32");
        }
        String before = line("192.0.2.9/32");
        operator.kill();
        operator.start();
        done("unban", V6);
        awaitGone(bird, V6 + "/128");
        awaitGone(frr, V6 + "/128");
        assertThat(line("192.0.2.9/32")).as("not announced anew").isEqualTo(before);
        gobgpd.kill();
        exabgp.kill();
        awaitGone(bird, "192.0.2.9/32");
        gobgpd.start();
        exabgp.start();
        awaitAt(bird, "192.0.2.9/32");
        awaitAt(frr, "192.0.2.9/32");
        assertThat(operator.polder("ban", "192.0.2.53").code()).isZero();
        Await.until("the refusal", LIMIT, () -> operator.list("mitigation-list", "--refused").stream()
                .anyMatch(one -> one.toString().contains("192.0.2.53")));
        assertThat(isAt(bird, "192.0.2.53")).isFalse();
        done("mitigation-stop");
        awaitGone(bird, "192.0.2.9/32");
        awaitGone(frr, "192.0.2.9/32");
        done("mitigation-resume");
        awaitAt(bird, "192.0.2.9/32");
        done("unban", "192.0.2.9");
        done("unban", "192.0.2.53");
        awaitGone(frr, "192.0.2.9/32");
    }

    /** With the time at which BIRD heard of it. */
    private static String line(String prefix) throws Exception {
        return bird.routes()
                .lines()
                .filter(line -> line.contains(prefix))
                .findFirst()
                .orElse("");
    }
}
