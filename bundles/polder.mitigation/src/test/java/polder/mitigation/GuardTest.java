// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.config.SettingsException;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation.State;
import polder.mitigation.GuardSettings.Rate;
import polder.wire.Prefix;

public class GuardTest {
    private final Scene scene = new Scene();

    private static Blackhole hole(String target) {
        return new Blackhole(Prefix.parse(target), "web");
    }

    private static FlowSpec rule(String target, Set<Integer> protocols, List<FlowRule.Span> ports) {
        return new FlowSpec(
                new FlowRule(Prefix.parse(target), null, protocols, ports, List.of(), List.of(), Set.of(), Set.of()),
                new FlowAction.Discard(),
                "web");
    }

    private String why(Announcement what, String... cfg) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < cfg.length; i += 2) {
            properties.put(cfg[i], cfg[i + 1]);
        }
        Guard.@Nullable No no = new Guard(GuardSettings.of(properties)).where(what, scene.own);
        return no == null ? "" : no.words();
    }

    @Test
    public void everythingCannotEvenBeSaid() {
        assertThatThrownBy(() -> hole("0.0.0.0/0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hole("::/0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowRule.to(Prefix.parse("0.0.0.0/0"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GuardSettings.of(Map.of("blackhole.v4", "0-32")))
                .isInstanceOf(SettingsException.class);
    }

    @Test
    public void onlyOurOwnNetworksAreAnnounced() {
        assertThat(why(hole("192.0.2.7"))).isEmpty();
        assertThat(why(hole("203.0.113.7")))
                .isEqualTo("203.0.113.7 is in none of our own networks (networks in etc/polder.traffic.cfg)");
        assertThat(why(hole("192.0.0.0/16"), "blackhole.v4", "8-32")).contains("in none of our own networks");
        assertThat(why(hole("2001:db8::7"))).isEmpty();
        assertThat(why(hole("2001:db9::7"))).contains("in none of our own networks");
        scene.own = Scene.table();
        assertThat(why(hole("192.0.2.7"))).contains("no own networks are configured");
        scene.own = null;
        assertThat(why(hole("192.0.2.7"))).contains("not known yet");
    }

    @Test
    public void lengthsHaveBoundsOfTheirOwnForEachKind() {
        assertThat(why(hole("198.51.100.0/23")))
                .isEqualTo("a /23 is outside of blackhole.v4 = 24-32 of etc/polder.mitigation.cfg");
        assertThat(why(hole("192.0.2.0/24"), "blackhole.v4", "32-32")).contains("/24 is outside");
        assertThat(why(hole("192.0.2.7"), "blackhole.v4", "24-24")).contains("/32 is outside");
        assertThat(why(rule("192.0.2.0/24", Set.of(17), List.of()), "blackhole.v4", "32-32"))
                .isEmpty();
        assertThat(why(hole("2001:db8::/40"))).contains("blackhole.v6 = 48-128");
    }

    @Test
    public void theNeverListHoldsForWhatCoversItToo() {
        assertThat(why(hole("192.0.2.1"), "never", "192.0.2.1, 192.0.2.53"))
                .isEqualTo("192.0.2.1 is in 192.0.2.1, which is in never of etc/polder.mitigation.cfg");
        assertThat(why(hole("192.0.2.0/24"), "never", "192.0.2.1")).contains("covers 192.0.2.1");
        assertThat(why(hole("192.0.2.7"), "never", "192.0.2.0/28")).contains("is in 192.0.2.0/28");
        FlowSpec dns = rule("192.0.2.53", Set.of(17), List.of(FlowRule.Span.of(53)));
        assertThat(why(dns, "never", "192.0.2.53")).contains("never");
        assertThat(why(dns, "never", "192.0.2.53", "never.narrow", "on")).isEmpty();
        assertThat(why(rule("192.0.2.53", Set.of(17), List.of()), "never", "192.0.2.53", "never.narrow", "on"))
                .contains("never");
        assertThat(why(hole("192.0.2.53"), "never", "192.0.2.53", "never.narrow", "on"))
                .contains("never");
    }

    @Test
    public void noMoreThanTheMostAtOnce() {
        scene.guard("blackholes.max", "2", "share.max", "50");
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        Attack first = scene.begin("192.0.2.1");
        scene.begin("192.0.2.2");
        scene.begin("192.0.2.3");
        assertThat(scene.wanted()).hasSize(2);
        assertThat(scene.told).contains("REFUSED 192.0.2.3");
        scene.pass(Duration.ofSeconds(10));
        assertThat(scene.desk.refusals()).hasSize(1);
        assertThat(scene.desk.refusals().get(0).why())
                .isEqualTo("blackholes.max = 2 of etc/polder.mitigation.cfg is reached");
        scene.end(first, "");
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.wanted()).containsExactlyInAnyOrder("blackhole 192.0.2.2", "blackhole 192.0.2.3");
    }

    @Test
    public void noMoreThanAPartOfOurSpaceAtOnce() {
        scene.own = Scene.table("192.0.2.0/24", "192.0.2.128/25");
        scene.guard("share.max", "1");
        scene.desk.announce(hole("192.0.2.1"), Duration.ZERO, "ann", "", scene.now);
        scene.desk.announce(hole("192.0.2.2"), Duration.ZERO, "ann", "", scene.now);
        assertThatThrownBy(() -> scene.desk.announce(hole("192.0.2.3"), Duration.ZERO, "ann", "", scene.now))
                .hasMessageContaining("share.max = 1.0 %");
        assertThatThrownBy(() -> scene.desk.announce(
                        rule("192.0.2.3", Set.of(), List.of()), Duration.ZERO, "ann", "", scene.now))
                .hasMessageContaining("share.max");
        scene.desk.announce(rule("192.0.2.3", Set.of(17), List.of()), Duration.ZERO, "ann", "", scene.now);
    }

    @Test
    public void policiesHaveARateAndPeopleHaveNone() {
        scene.guard("rate", "2/1m", "share.max", "50");
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.desk = new Desk(new Ledger(Keeper.NONE, m -> {}), Keeper.NONE, scene, scene.settings);
        scene.begin("192.0.2.1");
        scene.begin("192.0.2.2");
        scene.begin("192.0.2.3");
        assertThat(scene.wanted()).hasSize(2);
        scene.desk.announce(hole("192.0.2.9"), Duration.ZERO, "ann", "", scene.now);
        assertThat(scene.wanted()).hasSize(3);
        scene.pass(Duration.ofSeconds(32));
        assertThat(scene.wanted()).hasSize(4);
    }

    @Test
    public void whoeverSetsTheClockBackGetsNothing() {
        Bucket bucket = new Bucket(new Rate(1, Duration.ofMinutes(1)));
        Instant now = Scene.START;
        assertThat(bucket.isEmpty(now)).isFalse();
        bucket.take();
        assertThat(bucket.isEmpty(now.minusSeconds(3600))).isTrue();
        assertThat(bucket.isEmpty(now.minusSeconds(3600 - 61))).isFalse();
    }

    @Test
    public void policiesKeepStillWhileTelemetryIsLost() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.loss = 40;
        scene.begin("192.0.2.1");
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.desk.refusals().get(0).why()).startsWith("40 % of the telemetry is lost");
        scene.loss = 3;
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.wanted()).hasSize(1);
        scene.loss = 40;
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.wanted()).hasSize(1);
    }

    @Test
    public void whatMayNoLongerBeIsTakenBackTheNewestFirst() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.begin("192.0.2.1");
        scene.pass(Duration.ofSeconds(1));
        scene.begin("192.0.2.2");
        scene.begin("198.51.100.5");
        scene.guard("blackholes.max", "1", "share.max", "50");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.1");
        scene.own = Scene.table("198.51.100.0/22");
        assertThat(scene.wanted()).isEmpty();
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.wanted()).containsExactly("blackhole 198.51.100.5");
        assertThat(scene.desk.over())
                .anyMatch(one -> one.state() == State.WITHDRAWN && one.words().contains("in none of our own networks"));
    }

    @Test
    public void aBadCfgSaysWhatIsAccepted() {
        assertThatThrownBy(() -> Policy.of(Map.of("service.pid", "polder.mitigation.policy~web", "step.1", "shout")))
                .hasMessageStartingWith(
                        "etc/polder.mitigation.policy-web.cfg: step.1 = shout is not accepted; give notify, ");
        assertThatThrownBy(() -> Policy.of(Map.of(
                        "service.pid",
                        "polder.mitigation.policy~web",
                        "step.1",
                        "blackhole host",
                        "step.2",
                        "blackhole prefix")))
                .hasMessageContaining("add after 30s or level critical");
        assertThatThrownBy(() -> Policy.of(Map.of("step.1", "notify", "step.3", "blackhole host after 1m")))
                .hasMessageContaining("without a gap");
        assertThatThrownBy(() -> GuardSettings.of(Map.of("rate", "many"))).hasMessageContaining("such as 60/1m");
        assertThatThrownBy(() -> GuardSettings.of(Map.of("nevr", "192.0.2.1")))
                .hasMessageContaining("did you mean never?");
    }
}
