// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Speaker;

public class MitigatorTest {
    private static final Duration START = Duration.ofSeconds(3);
    private final Stage stage = new Stage("mode", "auto", "step.1", "blackhole host");

    @After
    public void close() {
        stage.close();
    }

    @Test
    public void aSpeakerIsToldWithTheEventAndNotLater() {
        stage.pass(START);
        Attack attack = stage.begin("192.0.2.7");
        assertThat(stage.table(stage.speaker)).containsExactly("blackhole 192.0.2.7");
        stage.pass(Duration.ofMillis(200));
        assertThat(stage.mitigator.active().get(0).state()).isEqualTo(State.CONFIRMED);
        assertThat(stage.mitigator.daemons().get(0).confirmed()).isEqualTo(1);
        stage.end(attack);
        assertThat(stage.table(stage.speaker)).isEmpty();
        await(() -> stage.heard.size() == 3);
        assertThat(stage.heard)
                .extracting(Mitigation::state)
                .containsExactly(State.ANNOUNCED, State.CONFIRMED, State.WITHDRAWN);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    public void aLateEventOfAnAttackThatIsOverAnnouncesNothing() {
        stage.pass(START);
        Attack attack = stage.begin("192.0.2.7");
        stage.end(attack);
        int before = stage.speaker.told.size();
        stage.mitigator.onAttack(new AttackEvent(AttackEvent.Phase.STARTED, attack, stage.scene.now));
        assertThat(stage.speaker.told).hasSize(before);
    }

    @Test
    public void afterAKillTheTableIsWhatIsWantedWithinTenSecondsAndNothingFlaps() throws IOException {
        stage.pass(START);
        stage.begin("192.0.2.7");
        Attack over = stage.begin("192.0.2.8");
        stage.pass(START);
        stage.kill();
        stage.attacks.all.remove(over.id());
        stage.speaker.told.clear();
        stage.comeWithoutAttacks();
        stage.pass(Duration.ofSeconds(5));
        assertThat(stage.speaker.told).isEmpty(); // the daemon keeps what it has while nobody knows of attacks
        stage.mitigator.setAttacks(stage.attacks);
        stage.pass(START);
        assertThat(stage.speaker.told).hasSize(1);
        assertThat(stage.table(stage.speaker)).containsExactly("blackhole 192.0.2.7");
    }

    @Test
    public void aBookOfAttacksThatNeverComesIsNotWaitedForForEver() throws IOException {
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.pass(START);
        stage.kill();
        stage.comeWithoutAttacks();
        stage.pass(Duration.ofSeconds(62));
        assertThat(stage.table(stage.speaker)).isEmpty();
        assertThat(stage.mitigator.active()).isEmpty();
    }

    @Test
    public void aBookThatIsReplacedEndsNothing() {
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.mitigator.unsetAttacks(stage.attacks);
        stage.mitigator.unsetOwn(stage.own);
        stage.pass(Duration.ofSeconds(30));
        stage.mitigator.setAttacks(stage.attacks);
        stage.mitigator.setOwn(stage.own);
        stage.pass(START);
        assertThat(stage.speaker.told).hasSize(2);
        assertThat(stage.table(stage.speaker)).hasSize(1);
    }

    @Test
    public void withoutOwnNetworksNothingIsAnnouncedAfterAStartNorLeft() throws IOException {
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.kill();
        stage.scene.own = Scene.table();
        stage.come();
        stage.pass(Duration.ofSeconds(10));
        assertThat(stage.table(stage.speaker)).isEmpty();
        assertThat(stage.mitigator.refusals()).anyMatch(one -> one.why().contains("no own networks are configured"));
    }

    @Test
    public void aSpeakerThatComesBackIsToldAnewAndOneThatFailsHoldsUpNobody() {
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.mitigator.removeSpeaker(stage.speaker);
        stage.pass(START);
        FakeSpeaker fresh = new FakeSpeaker();
        stage.mitigator.addSpeaker(new Failing());
        stage.mitigator.addSpeaker(fresh);
        stage.pass(Duration.ofMillis(200));
        assertThat(stage.table(fresh)).containsExactly("blackhole 192.0.2.7");
        stage.pass(Duration.ofMillis(200));
        assertThat(stage.mitigator.active().get(0).state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    public void aDaemonThatIsAwayIsSaidAndConfirmedWhenItIsBack() {
        stage.speaker.up = false;
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.pass(START);
        assertThat(stage.mitigator.active().get(0).state()).isEqualTo(State.ANNOUNCED);
        assertThat(stage.mitigator.daemons().get(0).trouble()).isEqualTo("the daemon is away; start it");
        stage.speaker.up = true;
        stage.speaker.settle();
        stage.pass(Duration.ofMillis(200));
        assertThat(stage.mitigator.active().get(0).state()).isEqualTo(State.CONFIRMED);
    }

    @Test
    public void policiesThatAreStillBeingReadDecideNothing() {
        stage.pass(START);
        stage.scene.policy("default", "mode", "auto", "step.1", "blackhole prefix");
        stage.pass(Duration.ofMillis(400));
        stage.begin("192.0.2.7");
        assertThat(stage.table(stage.speaker)).isEmpty();
        stage.pass(START);
        assertThat(stage.table(stage.speaker)).containsExactly("blackhole 192.0.2.0/24");
    }

    @Test
    public void aStepThatIsPassedOverIsWrittenToTheAttack() {
        stage.scene.policy("default", "mode", "auto", "step.1", "flowspec discard");
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.pass(Duration.ofSeconds(12));
        assertThat(stage.attacks.took)
                .containsExactly("step.1 (flowspec discard) of policy default is passed over: there are no FlowSpec"
                        + " rules: polder.evidence is not running");
    }

    @Test
    public void aDamagedFileIsSetAside() throws IOException {
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.mitigator.deactivate();
        Files.writeString(stage.folder.resolve("mitigations.mv"), "garbage ".repeat(1000));
        stage.kill();
        stage.come();
        stage.pass(START);
        assertThat(stage.table(stage.speaker)).containsExactly("blackhole 192.0.2.7");
        try (var files = Files.list(stage.folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("mitigations.mv.corrupt-"));
        }
    }

    @Test
    public void theSwitchIsThrownAtOnceAndHoldsAfterAKill() throws IOException {
        stage.pass(START);
        stage.begin("192.0.2.7");
        stage.mitigator.stop("ann", "");
        assertThat(stage.table(stage.speaker)).isEmpty();
        stage.kill();
        stage.come();
        stage.pass(Duration.ofSeconds(5));
        assertThat(stage.table(stage.speaker)).isEmpty();
        stage.mitigator.resume("ann");
        stage.pass(START);
        assertThat(stage.table(stage.speaker)).hasSize(1);
    }

    /** Fails at everything. */
    private static final class Failing implements Speaker {
        @Override
        public String name() {
            throw new IllegalStateException("broken");
        }

        @Override
        public boolean takes(Announcement announcement) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void want(Set<Announcement> wanted) {
            throw new IllegalStateException("broken");
        }

        @Override
        public Map<Announcement, Standing> standings() {
            throw new IllegalStateException("broken");
        }

        @Override
        public List<Peer> peers() {
            throw new IllegalStateException("broken");
        }

        @Override
        public String trouble() {
            throw new IllegalStateException("broken");
        }
    }
}
