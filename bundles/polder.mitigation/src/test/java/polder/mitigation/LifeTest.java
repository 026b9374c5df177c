// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.wire.Prefix;

public class LifeTest {
    private final Scene scene = new Scene();

    private static Blackhole hole(String target) {
        return new Blackhole(Prefix.parse(target), "web");
    }

    @Test
    public void whatIsPendingIsAnnouncedWhenApproved() {
        scene.policy("default", "mode", "approve", "step.1", "blackhole host ttl 10m");
        scene.begin("192.0.2.7");
        scene.pass(Duration.ofSeconds(2));
        assertThat(scene.wanted()).isEmpty();
        UUID id = scene.only().id();
        Mitigation approved = scene.desk.approve(id, "ann", scene.now);
        assertThat(approved.state()).isEqualTo(State.ANNOUNCED);
        assertThat(approved.expires()).isEqualTo(scene.now.plus(Duration.ofMinutes(10)));
        assertThat(approved.steps()).extracting(Mitigation.Step::who).containsExactly("default", "ann");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
        assertThatThrownBy(() -> scene.desk.approve(id, "ann", scene.now))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("blackhole 192.0.2.7 is announced, and cannot be approved");
        assertThatThrownBy(() -> scene.desk.approve(UUID.randomUUID(), "ann", scene.now))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void whatIsRejectedIsNotAskedAgainForItsAttackNotEvenAfterARestart() {
        scene.policy("default", "mode", "approve", "step.1", "blackhole host");
        scene.begin("192.0.2.7");
        scene.desk.reject(scene.only().id(), "ann", "it is a test", scene.now);
        scene.restart();
        scene.pass(Duration.ofSeconds(20));
        assertThat(scene.desk.active()).isEmpty();
        assertThat(scene.desk.over().get(0).words()).isEqualTo("rejected: it is a test");
    }

    @Test
    public void whatIsWithdrawnByHandIsNotAnnouncedAgainButForAnotherAttack() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        Attack first = scene.begin("192.0.2.7");
        scene.desk.withdraw(scene.only().id(), "ann", "", scene.now);
        scene.pass(Duration.ofSeconds(20));
        assertThat(scene.wanted()).isEmpty();
        scene.end(first, "");
        scene.begin("192.0.2.7");
        assertThat(scene.wanted()).hasSize(1);
    }

    @Test
    public void afterARestartWhatIsWantedIsWantedAndWhatIsOverIsNot() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.begin("192.0.2.7");
        Attack over = scene.begin("192.0.2.8");
        scene.tick();
        UUID kept = scene.desk.active().stream()
                .filter(one -> one.what().equals(hole("192.0.2.7")))
                .findFirst()
                .orElseThrow()
                .id();
        scene.attacks.remove(over.id());
        scene.restart();
        scene.tick();
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.7");
        assertThat(scene.only().id()).isEqualTo(kept);
        assertThat(scene.only().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    public void itsTimeEndsItAndAnAttackThatIsSeenAgainBringsItBackForTwiceAsLong() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host ttl 1m");
        Attack attack = scene.begin("192.0.2.7");
        scene.pass(Duration.ofSeconds(61));
        assertThat(scene.wanted()).isEmpty();
        scene.pass(Duration.ofSeconds(30)); // nothing is seen of it
        assertThat(scene.wanted()).isEmpty();
        attack = scene.over(attack);
        assertThat(scene.wanted()).hasSize(1);
        scene.pass(Duration.ofSeconds(119));
        assertThat(scene.wanted()).hasSize(1);
        scene.pass(Duration.ofSeconds(3));
        assertThat(scene.wanted()).isEmpty();
        scene.pass(Duration.ofSeconds(10));
        scene.over(attack);
        assertThat(Duration.between(scene.now, scene.only().expires())).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    public void noTimeIsDoubledBeyondTheMost() {
        scene.settings = GuardSettings.of(Map.of("hold.max", "90s", "share.max", "50"));
        scene.desk = scene.desk();
        scene.policy("default", "mode", "auto", "step.1", "blackhole host ttl 1m");
        Attack attack = scene.begin("192.0.2.7");
        for (int i = 0; i < 3; i++) {
            scene.pass(Duration.ofSeconds(100));
            attack = scene.over(attack);
        }
        assertThat(Duration.between(scene.now, scene.only().expires())).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    public void stopWithdrawsAllAndHoldsOverARestartAndResumeBringsBackWhatAttacksWant() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.begin("192.0.2.7");
        scene.desk.announce(hole("192.0.2.99"), Duration.ZERO, "ann", "", scene.now);
        scene.desk.stop("ann", "the edge is down", scene.now);
        assertThat(scene.wanted()).isEmpty();
        scene.restart();
        scene.begin("192.0.2.8");
        scene.pass(Duration.ofSeconds(3));
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.desk.stopped()).contains("by ann: the edge is down").contains("polder:mitigation-resume");
        assertThatThrownBy(() -> scene.desk.announce(hole("192.0.2.98"), Duration.ZERO, "ann", "", scene.now))
                .hasMessageContaining("everything is stopped");
        scene.desk.resume();
        scene.pass(Duration.ofSeconds(3));
        assertThat(scene.wanted()).containsExactlyInAnyOrder("blackhole 192.0.2.7", "blackhole 192.0.2.8");
        assertThat(scene.desk.stopped()).isEmpty();
    }

    @Test
    public void whatIsAnnouncedByHandStaysForItsTime() {
        scene.desk.announce(hole("192.0.2.9"), Duration.ofMinutes(5), "ann", "upstream asked", scene.now);
        assertThatThrownBy(() -> scene.desk.announce(hole("192.0.2.9"), Duration.ZERO, "ann", "", scene.now))
                .hasMessageContaining("announced by hand already");
        scene.pass(Duration.ofMinutes(4));
        scene.restart();
        scene.pass(Duration.ofSeconds(30));
        assertThat(scene.wanted()).hasSize(1);
        scene.pass(Duration.ofSeconds(31));
        assertThat(scene.wanted()).isEmpty();
        assertThat(scene.desk.over().get(0).state()).isEqualTo(State.EXPIRED);
    }

    @Test
    public void aRouteTwoAttacksWantGoesWithTheLast() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole prefix");
        Attack one = scene.begin("192.0.2.7");
        Attack other = scene.begin("192.0.2.8");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.0/24");
        scene.end(one, "");
        assertThat(scene.wanted()).containsExactly("blackhole 192.0.2.0/24");
        scene.end(other, "");
        assertThat(scene.wanted()).isEmpty();
    }

    @Test
    public void whatNoSpeakerTakesHasFailedAfterAWhileAndIsConfirmedWhenOneComes() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.verdict = Verdict.NONE;
        scene.begin("192.0.2.7");
        scene.pass(Duration.ofSeconds(9));
        assertThat(scene.only().state()).isEqualTo(State.ANNOUNCED);
        scene.pass(Duration.ofSeconds(3));
        assertThat(scene.only().state()).isEqualTo(State.FAILED);
        assertThat(scene.only().words()).contains("no BGP speaker takes it");
        assertThat(scene.wanted()).hasSize(1);
        scene.verdict = new Verdict(Verdict.State.CONFIRMED, true, "edge");
        scene.tick();
        assertThat(scene.only().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    public void aRouteOfCamelCanConfirmWhereThereIsNoSpeaker() {
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        scene.verdict = Verdict.NONE;
        scene.begin("192.0.2.7");
        scene.desk.took(scene.only().id(), "juniper", "", scene.now);
        scene.pass(Duration.ofSeconds(30));
        assertThat(scene.only().state()).isEqualTo(State.CONFIRMED);
        scene.restart();
        scene.pass(Duration.ofSeconds(30));
        assertThat(scene.only().state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    public void onlyTheLastOnesThatAreOverAreRemembered() {
        scene.guard("keep.over", "5", "share.max", "50");
        scene.policy("default", "mode", "auto", "step.1", "blackhole host");
        for (int i = 0; i < 20; i++) {
            Attack attack = scene.begin("192.0.2." + i);
            scene.end(attack, "");
        }
        scene.tick();
        assertThat(scene.desk.over()).hasSize(5);
        assertThat(scene.kept).hasSize(5);
        assertThat(List.of(scene.desk.over().get(0).what())).containsExactly(hole("192.0.2.19"));
    }
}
