// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.api.testing.Bird;
import polder.api.testing.Eventually;
import polder.api.testing.Frr;
import polder.api.testing.GobgpDaemon;
import polder.api.testing.Identity;
import polder.api.testing.Program;
import polder.wire.Prefix;

/** With a real gobgpd, and BIRD and FRR behind it. */
public class GobgpRoutersTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(40);
    private static final Announcement HOST = new Blackhole(Prefix.parse("10.1.2.3"), "web");
    private static final Announcement HOST6 = new Blackhole(Prefix.parse("2001:db8:1::3"), "web");
    private static final Announcement NETWORK = new Blackhole(Prefix.parse("10.1.4.0/24"), "web");

    private static final FlowRule RULE = new FlowRule(
            Prefix.parse("10.1.2.3"),
            Prefix.parse("198.51.100.0/24"),
            Set.of(6, 17),
            List.of(Span.of(53), new Span(1000, 2000)),
            List.of(Span.of(80)),
            List.of(new Span(1200, 1500)),
            Set.of(TcpFlag.SYN, TcpFlag.ACK),
            Set.of(Fragment.IS_FRAGMENT, Fragment.FIRST_FRAGMENT));
    private static final FlowRule RULE6 = new FlowRule(
            Prefix.parse("2001:db8:1::3"),
            Prefix.parse("2001:db8:ffff::/48"),
            Set.of(17),
            List.of(Span.of(53)),
            List.of(),
            List.of(),
            Set.of(),
            Set.of(Fragment.NOT_A_FRAGMENT));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Bird bird;
    private Frr frr;
    private GobgpDaemon gobgpd;
    private GobgpSpeaker speaker;

    @Before
    public void start() throws Exception {
        Assume.assumeTrue(GobgpDaemon.isThere() && Bird.isThere());
        List<Integer> ports = Program.freePorts(3);
        bird = new Bird(folder.newFolder().toPath(), ports.get(0), GobgpDaemon.ADDRESS, ports.get(2));
        frr = new Frr(folder.newFolder().toPath(), ports.get(1), GobgpDaemon.ADDRESS, ports.get(2));
        gobgpd = new GobgpDaemon(
                folder.newFolder().toPath(), ports.get(2), Frr.isThere() ? List.of(bird, frr) : List.of(bird));
        bird.start();
        if (Frr.isThere()) {
            frr.start();
        }
    }

    @After
    public void stop() throws Exception {
        if (speaker != null) {
            speaker.deactivate();
        }
        if (gobgpd != null) {
            gobgpd.close();
            bird.close();
            frr.close();
        }
    }

    private GobgpSpeaker speaker(String... keysAndValues) {
        Map<String, Object> properties =
                new HashMap<>(Map.of("service.pid", "polder.bgp.gobgp~edge", "address", "127.0.0.1:" + gobgpd.api));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        speaker = new GobgpSpeaker(properties);
        return speaker;
    }

    private void awaitConfirmed(Announcement... wanted) throws Exception {
        Eventually.until(
                LIMIT,
                () -> speaker.standings(),
                standings -> standings.keySet().equals(Set.of(wanted))
                        && standings.values().stream().map(Standing::state).allMatch(State.CONFIRMED::equals));
    }

    @Test
    public void routesArriveWithTheirAttributesAndLeave() throws Exception {
        gobgpd.start();
        speaker(
                "communities.network",
                "65001:667 65001:1:7 target:65001:9",
                "next.hop.network",
                "192.0.2.9",
                "med",
                "7");
        assertThat(speaker.takes(HOST)).isTrue();
        Eventually.until(
                START,
                () -> speaker.peers(),
                peers -> !peers.isEmpty() && peers.stream().allMatch(peer -> peer.up() && peer.asn() > 65001));
        Eventually.until(LIMIT, () -> speaker.trouble(), String::isEmpty);

        speaker.want(Set.of(HOST, HOST6, NETWORK));
        awaitConfirmed(HOST, HOST6, NETWORK);
        String routes = Eventually.until(
                LIMIT, bird::routes, text -> Stream.of("10.1.2.3/32 ", "10.1.4.0/24 ", "2001:db8:1::3/128 ")
                        .allMatch(text::contains));
        assertThat(words(routes))
                .contains("10.1.2.3/32 unreachable", "BGP.next_hop: 192.0.2.1", "BGP.next_hop: 192.0.2.9", "BGP.med: 7")
                .contains("BGP.community: (65535,666) (65535,65281)")
                .contains("BGP.next_hop: 100::1")
                .contains("BGP.community: (65001,667) (65535,65281)", "BGP.large_community: (65001, 1, 7)")
                .contains("BGP.ext_community: (rt, 65001, 9)");
        if (Frr.isThere()) {
            assertThat(Eventually.until(
                            LIMIT, frr::routes, text -> Stream.of("10.1.2.3/32", "10.1.4.0/24", "2001:db8:1::3/128")
                                    .allMatch(text::contains)))
                    .contains("\"community\":{\"string\":\"blackhole no-export\"", "\"ip\":\"192.0.2.1\"")
                    .contains("\"ip\":\"100::1\"", "\"largeCommunity\":{\"string\":\"65001:1:7\"")
                    .contains("\"extendedCommunity\":{\"string\":\"RT:65001:9\"}");
        }

        speaker.want(Set.of());
        Eventually.until(LIMIT, bird::routes, text -> !text.contains("10.1.2.3") && !text.contains("2001:db8:1::3"));
        Eventually.until(LIMIT, () -> speaker.standings(), Map::isEmpty);
    }

    @Test
    public void flowSpecRulesArriveAsTheyAre() throws Exception {
        gobgpd.start();
        speaker();
        Announcement discard = new FlowSpec(RULE, new FlowAction.Discard(), "web");
        Announcement limit = new FlowSpec(RULE6, new FlowAction.RateLimit(125000), "web");
        Announcement redirect =
                new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.4")), new FlowAction.Redirect(65001, 77), "web");
        Announcement mark = new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.5")), new FlowAction.Mark(46), "web");
        Announcement accept = new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.6")), new FlowAction.Accept(), "web");
        speaker.want(Set.of(discard, limit, redirect, mark, accept));
        awaitConfirmed(discard, limit, redirect, mark, accept);
        String routes = Eventually.until(
                START, bird::routes, text -> Stream.of("10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6", "2001:db8:1::3")
                        .allMatch(text::contains));
        assertThat(words(routes))
                .contains("flow4 { dst 10.1.2.3/32; src 198.51.100.0/24; proto 6,17; dport 80; sport 53,1000..2000; "
                        + "tcp flags !0x0/0x2 || !0x0/0x10; length 1200..1500; "
                        + "fragment !!is_fragment || !!first_fragment; }")
                .contains("flow6 { dst 2001:db8:1::3/128; src 2001:db8:ffff::/48; next header 17; sport 53; "
                        + "fragment !is_fragment && !first_fragment && !last_fragment; }")
                .contains("(generic, 0x80060000, 0x47f42400)", "(generic, 0x8008fde9, 0x4d)")
                .contains("(generic, 0x80090000, 0x2e)", "flow4 { dst 10.1.2.6/32; }");
        assertOfFrr();
    }

    private void assertOfFrr() throws Exception {
        if (Frr.isThere()) {
            assertThat(words(Eventually.until(START, frr::routes, text -> Stream.of(
                                    "10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6", "2001:db8:1::3/128/off")
                            .allMatch(text::contains))))
                    .contains("Destination Address 10.1.2.3/32 Source Address 198.51.100.0/24 IP Protocol = 6 , = 17")
                    .contains("Destination Port = 80 Source Port = 53 , >= 1000 , <= 2000 TCP Flags")
                    .contains(
                            "FS:rate 0.000000",
                            "FS:rate 125000.000000",
                            "FS:marking 46",
                            "FS:redirect VRF RT:65001:77");
        }
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @Test
    public void gobgpdKilledAndStartedAgainHasWhatIsWanted() throws Exception {
        speaker();
        speaker.want(Set.of(HOST, HOST6));
        Eventually.until(
                LIMIT, () -> speaker.trouble(), text -> text.contains("is it running? systemctl status gobgpd"));
        assertThat(speaker.standings().values()).allMatch(standing -> standing.state() == State.WAITING);
        gobgpd.start();
        awaitConfirmed(HOST, HOST6);
        gobgpd.kill();
        Eventually.until(LIMIT, () -> speaker.standings().get(HOST).state(), State.WAITING::equals);
        speaker.want(Set.of(HOST6, NETWORK));
        gobgpd.start();
        awaitConfirmed(HOST6, NETWORK);
        assertThat(gobgpd.gobgp("global", "rib")).contains("10.1.4.0/24").doesNotContain("10.1.2.3");
        Eventually.until(START, bird::routes, text -> text.contains("10.1.4.0/24") && !text.contains("10.1.2.3"));
    }

    @Test
    public void polderStartedAgainTakesAwayOnlyWhatIsItsOwn() throws Exception {
        gobgpd.start();
        speaker();
        Announcement flow = new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.5")), new FlowAction.Discard(), "web");
        speaker.want(Set.of(HOST, HOST6, flow));
        awaitConfirmed(HOST, HOST6, flow);
        gobgpd.gobgp(
                "global", "rib", "add", "10.1.9.9/32", "nexthop", "192.0.2.1", "community", "65535:666,65535:65281");
        gobgpd.gobgp("global", "rib", "add", "10.1.2.3/32", "nexthop", "192.0.2.77");
        Eventually.until(
                START,
                bird::routes,
                text -> text.contains("10.1.2.3/32")
                        && text.contains("10.1.9.9/32")
                        && text.contains("2001:db8:1::3")
                        && text.contains("flow4"));
        String before = updates(3);
        speaker.deactivate();
        speaker();
        Eventually.until(LIMIT, () -> speaker.peers(), peers -> !peers.isEmpty());
        assertThat(gobgpd.gobgp("global", "rib", "-a", "ipv6")).contains("2001:db8:1::3");
        speaker.want(Set.of(HOST6));
        awaitConfirmed(HOST6);
        assertThat(gobgpd.gobgp("global", "rib")).contains("10.1.9.9/32", "10.1.2.3/32", "192.0.2.77");
        Eventually.until(LIMIT, bird::routes, text -> !text.contains("flow4 {") && text.contains("10.1.9.9/32"));
        assertThat(updates(3)).as("IPv6 is left in peace").isEqualTo(before);
    }

    /** How many announcements of a family BIRD has received: its channels are in the order of its cfg. */
    private String updates(int channel) throws Exception {
        return bird.session()
                .lines()
                .filter(line -> line.contains("Import updates"))
                .toList()
                .get(channel - 2);
    }

    @Test
    public void aRouterStartedAgainHasWhatIsWantedAndOtherAttributesComeInPlace() throws Exception {
        gobgpd.start();
        speaker();
        speaker.want(Set.of(HOST));
        awaitConfirmed(HOST);
        Eventually.until(START, bird::routes, text -> text.contains("10.1.2.3/32"));
        bird.kill();
        bird.start();
        Eventually.until(START, bird::routes, text -> text.contains("10.1.2.3/32 "));
        String address = "127.0.0.1:" + gobgpd.api;
        speaker.modified(Map.of("service.pid", "polder.bgp.gobgp~edge", "address", address, "med", "-1"));
        speaker.modified(
                Map.of("service.pid", "polder.bgp.gobgp~edge", "address", address, "group.web.communities", "65001:8"));
        String routes = Eventually.until(LIMIT, bird::routes, text -> text.contains("(65001,8) (65535,65281)"));
        assertThat(routes).doesNotContain("(65535,666)");
        assertThat(bird.session().lines().filter(line -> line.contains("Import withdraws")))
                .allMatch(line -> line.matches("\\s*Import withdraws:\\s+0 .*"));
        awaitConfirmed(HOST);
    }

    @Test
    public void whatSomebodyTakesAwayIsBroughtBack() throws Exception {
        gobgpd.start();
        speaker();
        speaker.want(Set.of(HOST));
        awaitConfirmed(HOST);
        gobgpd.gobgp("global", "rib", "del", "all");
        Eventually.until(LIMIT, () -> gobgpd.gobgp("global", "rib"), text -> text.contains("10.1.2.3/32"));
    }

    @Test
    public void gobgpdIsSpokenToThroughTls() throws Exception {
        Path keys = folder.newFolder().toPath();
        Identity server = Identity.make(keys, "gobgpd", "ip:127.0.0.1");
        Identity other = Identity.make(keys, "other", "ip:127.0.0.1");
        gobgpd = new GobgpDaemon(
                folder.newFolder().toPath(),
                gobgpd.port,
                List.of(bird),
                "--tls",
                "--tls-cert-file=" + server.certificate(),
                "--tls-key-file=" + server.key());
        gobgpd.start();
        speaker("tls", "on", "tls.ca", other.certificate().toString());
        speaker.want(Set.of(HOST));
        Eventually.until(
                LIMIT, () -> speaker.trouble(), text -> text.contains("unable to find valid certification path"));
        speaker.modified(Map.of(
                "service.pid",
                "polder.bgp.gobgp~edge",
                "address",
                "127.0.0.1:" + gobgpd.api,
                "tls",
                "on",
                "tls.ca",
                server.certificate().toString()));
        awaitConfirmed(HOST);
    }
}
