// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import polder.api.testing.Program;
import polder.wire.Prefix;

/** With a real gobgpd, and BIRD and FRR behind it. */
public class GobgpRoutersTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Announcement HOST = new Blackhole(Prefix.parse("10.1.2.3"), "web");
    private static final Announcement HOST6 = new Blackhole(Prefix.parse("2001:db8:1::3"), "web");
    private static final Announcement NETWORK = new Blackhole(Prefix.parse("10.1.4.0/24"), "web");

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
        Map<String, Object> properties = new HashMap<>(
                Map.of("service.pid", "polder.bgp.gobgp~edge", "address", "127.0.0.1:" + gobgpd.api));
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
        speaker("communities.network", "65001:667 65001:1:7 target:65001:9", "next.hop.network", "192.0.2.9", "med", "7");
        assertThat(speaker.takes(HOST)).isTrue();
        Eventually.until(Duration.ofSeconds(30), () -> speaker.peers(), peers -> peers.size() == 2
                && peers.stream().allMatch(peer -> peer.up() && peer.asn() > 65001));
        assertThat(speaker.trouble()).isEmpty();

        speaker.want(Set.of(HOST, HOST6, NETWORK));
        awaitConfirmed(HOST, HOST6, NETWORK);
        String routes = Eventually.until(LIMIT, bird::routes, text -> text.contains("2001:db8:1::3/128"));
        System.out.println(routes);
        System.out.println(frr.routes());

        speaker.want(Set.of());
        Eventually.until(LIMIT, bird::routes, text -> !text.contains("10.1.2.3") && !text.contains("2001:db8:1::3"));
        Eventually.until(LIMIT, () -> speaker.standings(), Map::isEmpty);
    }

    @Test
    public void flowSpecRulesArriveAsTheyAre() throws Exception {
        gobgpd.start();
        speaker();
        FlowRule rule = new FlowRule(
                Prefix.parse("10.1.2.3"),
                Prefix.parse("198.51.100.0/24"),
                Set.of(6, 17),
                List.of(Span.of(53), new Span(1000, 2000)),
                List.of(Span.of(80)),
                List.of(new Span(1200, 1500)),
                Set.of(TcpFlag.SYN, TcpFlag.ACK),
                Set.of(Fragment.IS_FRAGMENT, Fragment.FIRST_FRAGMENT));
        FlowRule rule6 = new FlowRule(
                Prefix.parse("2001:db8:1::3"),
                Prefix.parse("2001:db8:ffff::/48"),
                Set.of(17),
                List.of(Span.of(53)),
                List.of(),
                List.of(),
                Set.of(),
                Set.of(Fragment.NOT_A_FRAGMENT));
        Announcement discard = new FlowSpec(rule, new FlowAction.Discard(), "web");
        Announcement limit = new FlowSpec(rule6, new FlowAction.RateLimit(125000), "web");
        Announcement redirect =
                new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.4")), new FlowAction.Redirect(65001, 77), "web");
        Announcement mark = new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.5")), new FlowAction.Mark(46), "web");
        Announcement accept = new FlowSpec(FlowRule.to(Prefix.parse("10.1.2.6")), new FlowAction.Accept(), "web");
        speaker.want(Set.of(discard, limit, redirect, mark, accept));
        awaitConfirmed(discard, limit, redirect, mark, accept);
        String routes = Eventually.until(
                Duration.ofSeconds(30), bird::routes, text -> text.contains("2001:db8:1::3") && text.contains("10.1.2.6"));
        System.out.println(routes);
        Eventually.until(Duration.ofSeconds(30), frr::routes, text -> text.contains("10.1.2.6"));
        System.out.println(frr.routes());
    }
}
