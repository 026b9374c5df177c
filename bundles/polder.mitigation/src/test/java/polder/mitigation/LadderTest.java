// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Level;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Proposal;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.wire.Prefix;

public class LadderTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final Scene scene = new Scene();

    private static Proposal proposal(String target) {
        FlowRule rule = FlowRule.to(Prefix.parse(target));
        FlowRule udp =
                new FlowRule(rule.destination(), null, Set.of(17), List.of(), List.of(), List.of(), Set.of(), Set.of());
        return new Proposal(List.of(new Proposal.Rule(udp, 0.95, 0.01)), 0.95, 0.01, "");
    }

    @Test
    public void nothingIsAnnouncedByDefault() {
        scene.policy("default", "step.1", "blackhole host");
        Attack attack = scene.begin("192.0.2.7");
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.only().state()).isEqualTo(State.OBSERVED);
        assertThat(scene.only().words()).contains("step.1 (blackhole host) of policy default would be announced");
        scene.end(attack, "");
        assertThat(scene.desk.active()).isEmpty();
        assertThat(scene.desk.over().get(0).announced()).isNull();
    }

    @Test
    public void withoutAPolicyNothingHappens() {
        scene.begin("192.0.2.7");
        scene.pass(SECOND);
        assertThat(scene.desk.active()).isEmpty();
    }

    @Test
    public void aHostIsBlackholedAtOnceAndFreedWhenTheAttackIsOver() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        Attack attack = scene.begin("192.0.2.7");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
        scene.tick();
        assertThat(scene.only().state()).isEqualTo(State.CONFIRMED);
        scene.end(attack, "its ban time is over");
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.told).containsExactly("ANNOUNCED 192.0.2.7", "CONFIRMED 192.0.2.7", "WITHDRAWN 192.0.2.7");
    }

    @Test
    public void theGroupsOwnPolicyGoesBeforeTheDefault() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.policy("z", "groups", "web, mail", "mode", "observe", "step.1", "blackhole host");
        scene.begin("192.0.2.7");
        assertThat(scene.wanted()).isEmpty();
        scene.begin(scene.attack("192.0.2.8", "dns", Level.ALERT, Direction.INCOMING, "threshold"));
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.8");
    }

    @Test
    public void aLaterStepTakesThePlaceOfTheOneBeforeOnceItIsConfirmed() {
        scene.policy("default", "mode", "auto", "step.1", "flowspec discard", "step.2", "blackhole host after 30s");
        scene.proposal = proposal("192.0.2.7");
        scene.begin("192.0.2.7");
        scene.pass(Duration.ofSeconds(29));
        assertThat(scene.wanted()).hasSize(1).allMatch(what -> what.startsWith("flowspec"));
        scene.verdict = new Verdict(Verdict.State.WAITING, false, "");
        scene.pass(Duration.ofSeconds(10));
        assertThat(scene.wanted()).hasSize(2);
        scene.verdict = new Verdict(Verdict.State.CONFIRMED, true, "");
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
    }

    @Test
    public void twoRulesThatDifferInTheirActionAreOneRoute() {
        scene.policy(
                "default",
                "mode",
                "auto",
                "step.1",
                "flowspec rate-limit 8mbps",
                "step.2",
                "flowspec discard after 5s");
        scene.proposal = proposal("192.0.2.7");
        scene.verdict = new Verdict(Verdict.State.WAITING, false, "");
        scene.begin("192.0.2.7");
        assertThat(scene.wanted()).allMatch(what -> what.endsWith("rate-limit 1000000"));
        scene.pass(Duration.ofSeconds(6));
        assertThat(scene.wanted()).hasSize(1).allMatch(what -> what.endsWith("discard"));
    }

    @Test
    public void whatIsCriticalIsMetWithTheHighestStepAtOnce() {
        scene.policy(
                "default",
                "mode",
                "auto",
                "step.1",
                "notify",
                "step.2",
                "blackhole host after 1m",
                "step.3",
                "blackhole prefix level critical");
        Attack attack = scene.begin("192.0.2.7");
        scene.pass(SECOND);
        assertThat(scene.wanted()).isEmpty();
        scene.desk.see(Scene.with(attack, Level.CRITICAL, true, scene.now, ""), scene.now);
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.0/24");
    }

    @Test
    public void aStepOfFlowSpecWithoutRulesIsPassedOverAndTriedAgain() {
        scene.policy("default", "mode", "auto", "step.1", "flowspec discard", "step.2", "blackhole host after 30s");
        scene.begin("192.0.2.7");
        scene.pass(Duration.ofSeconds(4));
        assertThat(scene.passed)
                .containsExactly(
                        "step.1 (flowspec discard) of policy default is passed over: there are no FlowSpec rules: no flows");
        scene.proposal = proposal("192.0.2.7");
        scene.pass(Duration.ofSeconds(3));
        assertThat(scene.wanted()).hasSize(1);
        assertThat(scene.only().coverage()).isEqualTo(0.95);
    }

    @Test
    public void aPrefixIsTheLongestOfOursAndNotShorterThanAllowed() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole prefix");
        scene.groups.put(
                "web",
                new HostGroup("web", List.of(Prefix.parse("192.0.2.64/26")), Map.of(), Duration.ZERO, Duration.ZERO));
        scene.begin("192.0.2.70");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.64/26");
        Scene wide = new Scene();
        wide.policy("default", "mode", "auto", "step.1", "blackhole prefix");
        wide.begin("198.51.101.9");
        assertThat(wide.wanted()).containsExactly("blackhole 198.51.101.0/24");
    }

    @Test
    public void aNetworkIsNoHost() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host", "step.2", "blackhole prefix after 5s");
        scene.begin("192.0.2.0/24");
        assertThat(scene.wanted()).isEmpty();
        scene.pass(Duration.ofSeconds(6));
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.0/24");
    }

    @Test
    public void attacksByOurOwnHostsAreLeftAloneUnlessThePolicySaysSo() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.begin(scene.attack("192.0.2.7", "web", Level.ALERT, Direction.OUTGOING, "threshold"));
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.passed.get(0)).contains("outgoing = off");
        scene.policy("default", "mode", "auto", "outgoing", "on", "step.1", "blackhole host");
        scene.pass(Duration.ofSeconds(6));
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
    }

    @Test
    public void aBanByHandIsADecision() {
        scene.policy("default", "mode", "approve", "step.1", "flowspec discard");
        scene.begin(scene.attack("192.0.2.7", "web", Level.ALERT, Direction.OTHER, Attack.MANUAL));
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
        scene.policy("default", "mode", "observe", "step.1", "flowspec discard");
        scene.pass(Duration.ofSeconds(7));
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.only().state()).isEqualTo(State.OBSERVED);
    }

    @Test
    public void aPolicyThatIsSwitchedToAutoAnnouncesWhatItHadObserved() {
        scene.policy("default", "step.1", "blackhole host");
        scene.begin("192.0.2.7");
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.pass(Duration.ofSeconds(7));
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
        scene.policy("default", "mode", "approve", "step.1", "blackhole host");
        scene.pass(Duration.ofSeconds(7));
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.only().state()).isEqualTo(State.PENDING);
    }

    @Test
    public void anAttackThatIsBackIsMetWithTheStepItHadReached() {
        scene.policy("default", "mode", "auto", "step.1", "notify", "step.2", "blackhole host after 30s");
        Attack attack = scene.begin("192.0.2.7");
        scene.pass(Duration.ofSeconds(31));
        scene.end(attack, "below its limits for the hold time");
        scene.pass(Duration.ofMinutes(1));
        Attack back = scene.begin("192.0.2.7");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
        scene.end(back, "released: by admin");
        scene.begin("192.0.2.7");
        assertThat(scene.wanted()).isEmpty();
    }
}
