// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import polder.api.config.Settings;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Speaker.Peer;
import polder.api.mitigation.Speaker.Standing;
import polder.api.mitigation.Speaker.State;
import polder.lib.bgp.RouteKeys;
import polder.wire.Prefix;

public class RouteTest {
    private static final Announcement HOST = new Blackhole(Prefix.parse("10.10.10.221"), "web");

    private static Route route(Announcement what, String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        RouteKeys keys = RouteKeys.read(new Settings(properties));
        return Route.of(what, keys.attributes(what));
    }

    @Test
    public void unicastCommandsAreThoseOfFastNetMon() {
        Route one = route(HOST, "next.hop", "10.0.3.114", "communities", "65001:666", "no.export", "off");
        assertThat(one.announce()).isEqualTo("announce route 10.10.10.221/32 next-hop 10.0.3.114 community 65001:666");
        assertThat(one.withdraw()).isEqualTo("withdraw route 10.10.10.221/32 next-hop 10.0.3.114");
        Route two = route(HOST, "next.hop", "10.0.3.114", "communities", "65001:666 65001:777", "no.export", "off");
        assertThat(two.announce())
                .isEqualTo("announce route 10.10.10.221/32 next-hop 10.0.3.114 community [65001:666 65001:777]");
    }

    @Test
    public void aFlowSpecRuleIsWrittenAsFastNetMonWroteIt() {
        FlowRule rule = new FlowRule(
                Prefix.parse("127.0.0.0/24"),
                Prefix.parse("4.0.0.0/24"),
                Set.of(17),
                List.of(Span.of(53)),
                List.of(Span.of(80)),
                List.of(Span.of(777), Span.of(1122)),
                Set.of(),
                Set.of(Fragment.IS_FRAGMENT, Fragment.DONT_FRAGMENT));
        Route route = route(new FlowSpec(rule, new FlowAction.RateLimit(1024), "web"));
        assertThat(route.announce())
                .isEqualTo("announce flow route source 4.0.0.0/24 destination 127.0.0.0/24 protocol [ udp ]"
                        + " source-port [ =53 ] destination-port [ =80 ] packet-length [ =777 =1122 ]"
                        + " fragment [ dont-fragment is-fragment ] rate-limit 1024");
        assertThat(
                        FlowLine.key(
                                "flow destination-ipv4 127.0.0.0/24 source-ipv4 4.0.0.0/24 protocol =udp destination-port =80"
                                        + " source-port =53 packet-length [ =777 =1122 ] fragment [ dont-fragment is-fragment ]"))
                .isEqualTo(route.key());
    }

    @Test
    public void theRefusedAreToldOf() {
        Map<Announcement, Standing> standings = new HashMap<>();
        Announcement twin = new Blackhole(Prefix.parse("10.10.10.221"), "mail");
        Announcement impossible = new FlowSpec(
                new FlowRule(
                        Prefix.parse("2001:db8::1"),
                        null,
                        Set.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Set.of(),
                        Set.of(Fragment.DONT_FRAGMENT)),
                new FlowAction.Discard(),
                "web");
        RouteKeys keys = RouteKeys.read(new Settings(Map.of()));
        Map<String, Route> routes = Route.all(Set.of(HOST, twin, impossible), keys, standings);
        assertThat(routes.values()).extracting(Route::what).containsExactly(twin);
        assertThat(standings)
                .containsEntry(HOST, new Standing(State.FAILED, "the same route is announced as " + twin))
                .containsEntry(impossible, new Standing(State.FAILED, "IPv6 has no dont-fragment"));
    }

    @Test
    public void neighborsAreReadFromExabgpsText() {
        List<Peer> peers = Neighbors.read(
                """
                Neighbor 192.0.2.11

                  Session                         Local
                   local                     192.0.2.10
                   state                    ESTABLISHED
                   up for                2 days, 1:02:03

                  Setup                           Local          Remote
                   AS                             65001           65002
                   ID                        192.0.2.10      192.0.2.11

                Neighbor 2001:db8::11
                   state                           IDLE
                   down for              0:00:09.123456
                   AS                             65001             n/a
                """
                        .lines()
                        .toList(),
                Map.of("192.0.2.11", 7L, "2001:db8::11", 7L));
        assertThat(peers)
                .containsExactly(
                        new Peer("192.0.2.11", 65002, true, "established", 176523, 7),
                        new Peer("2001:db8::11", 0, false, "idle", 9, 0));
    }
}
