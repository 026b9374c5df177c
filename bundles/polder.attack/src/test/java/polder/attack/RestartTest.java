// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.api.attack.AttackEvent.Phase.ENDED;
import static polder.api.attack.AttackEvent.Phase.ONGOING;
import static polder.api.attack.AttackEvent.Phase.STARTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.traffic.HostGroup;
import polder.wire.Address;

public class RestartTest {
    private static final String HOST = "10.0.0.1";
    private static final HostGroup BANNED =
            new HostGroup("banned", List.of(), Map.of(), Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final Stage stage = new Stage();

    @After
    public void close() {
        stage.close();
    }

    private Attack attackOf(int rate) {
        stage.beat(HOST, rate, BANNED);
        stage.hears(STARTED);
        return stage.watch.active().get(0);
    }

    @Test
    public void anActiveAttackOutlivesAKillAndIsNotStartedAgain() throws IOException {
        Attack before = attackOf(100_000);
        stage.crash(Duration.ofSeconds(30));
        assertThat(stage.watch.active()).containsExactly(before);
        stage.busy(HOST, 100_000, BANNED, Duration.ofSeconds(11));
        stage.hears(ONGOING);
        Attack after = stage.watch.active().get(0);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.startRates()).isEqualTo(before.startRates());
    }

    @Test
    public void theEndIsToldWhenTheTrafficStoppedWhileTheProcessWasDown() throws IOException {
        Attack before = attackOf(100_000);
        stage.crash(Duration.ofMinutes(10));
        stage.quiet(Duration.ofSeconds(5));
        assertThat(stage.watch.active())
                .as("a restart proves nothing before the hold time")
                .hasSize(1);
        stage.quiet(Duration.ofMillis(400));
        stage.hears(ENDED);
        assertThat(stage.heard.get(0).attack().id()).isEqualTo(before.id());
        assertThat(stage.heard.get(0).attack().since()).isEqualTo(before.since());
    }

    @Test
    public void aHeldAttackIsHeldOnAndCanBeActiveAgain() throws IOException {
        attackOf(100_000);
        stage.quiet(Duration.ofSeconds(6));
        assertThat(stage.watch.active()).extracting(Attack::state).containsExactly(State.HELD);
        stage.settle();
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.active()).extracting(Attack::state).containsExactly(State.HELD);
        stage.beat(HOST, 100_000, BANNED);
        assertThat(stage.watch.active()).extracting(Attack::state).containsExactly(State.ACTIVE);
        stage.quiet(Duration.ofSeconds(60));
        stage.hears(ONGOING, ENDED);
    }

    @Test
    public void anEndedAttackStaysEnded() throws IOException {
        stage.beat(HOST, 100_000);
        stage.quiet(Duration.ofSeconds(5));
        stage.hears(STARTED, ENDED);
        List<Attack> ended = stage.watch.ended();
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.active()).isEmpty();
        assertThat(stage.watch.ended()).isEqualTo(ended);
    }

    @Test
    public void aBanByHandIsKeptAndItsEndToldWhenItsTimePassedMeanwhile() throws IOException {
        stage.watch.ban(Address.parse(HOST), Duration.ofMinutes(5), "tab\there, line\nthere, \\ and = and ü");
        stage.hears(STARTED);
        Attack before = stage.watch.active().get(0);
        stage.crash(Duration.ofMinutes(4));
        assertThat(stage.watch.active()).containsExactly(before);
        stage.crash(Duration.ofMinutes(4));
        stage.hears(ENDED);
    }

    @Test
    public void anUpdateOfTheBundleKeepsThePeakOfTheMoment() {
        attackOf(100_000);
        stage.beat(HOST, 110_000, BANNED);
        stage.restart(Duration.ofMillis(500));
        assertThat(stage.watch.active()).extracting(Attack::peak).containsExactly(110_000L);
        assertThat(stage.watch.active().get(0).lastOver()).isEqualTo(stage.now.minusMillis(500));
    }

    @Test
    public void anAttackIsOnDiskBeforeAnyoneHearsOfIt() {
        boolean[] written = {false};
        AttackListener witness = event ->
                written[0] = stage.journal().contains(event.attack().id().toString());
        stage.listen(witness, Map.of("component.name", "witness"));
        attackOf(100_000);
        Stage.await(() -> stage.status("witness").delivered() == 1);
        assertThat(written[0]).isTrue();
    }

    @Test
    public void halfALineAtTheEndIsWhatAKillLeaves() throws IOException {
        Attack before = attackOf(100_000);
        Path journal = stage.folder.resolve("attacks.journal");
        Files.writeString(journal, stage.journal() + "attack\tid=" + before.id() + "\ttarget=10.0");
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.active()).containsExactly(before);
        assertThat(asideFiles()).isEmpty();
    }

    @Test
    public void aDamagedJournalIsSetAsideAndWhatCanBeReadGoesOn() throws IOException {
        Attack before = attackOf(100_000);
        Path journal = stage.folder.resolve("attacks.journal");
        Files.writeString(journal, stage.journal() + "attack\tid=what?\n\0\0\0\n");
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.active()).containsExactly(before);
        assertThat(asideFiles()).hasSize(1);
        stage.beat("10.0.0.2", 100_000);
        stage.hears(STARTED);
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.active()).hasSize(2);
    }

    @Test
    public void aJournalOfGarbageIsNotFatal() throws IOException {
        attackOf(100_000);
        byte[] garbage = new byte[5000];
        new Random(7).nextBytes(garbage);
        Files.write(stage.folder.resolve("attacks.journal"), garbage);
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.active()).isEmpty();
        assertThat(asideFiles()).hasSize(1);
        attackOf(100_000);
    }

    private List<Path> asideFiles() throws IOException {
        try (Stream<Path> files = Files.list(stage.folder)) {
            return files.filter(file -> file.toString().contains(".corrupt-")).toList();
        }
    }

    @Test
    public void anAttackIsToldAlsoWhenTheDiskRefusesIt() throws IOException {
        attackOf(100_000);
        stage.settle();
        stage.watch.deactivate();
        stage.heard.clear();
        stage.folder = Files.writeString(stage.folder.resolve("a-file"), "no folder");
        stage.start();
        attackOf(100_000);
        assertThat(stage.status("journal").failed()).isPositive();
        assertThat(stage.status("journal").lastFailure()).isNotEmpty();
    }

    @Test
    public void aListenerThatComesLateAfterARestartHearsWhatItMissed() throws IOException {
        attackOf(100_000);
        stage.crash(Duration.ofMinutes(2));
        stage.watch.unplug(stage.ear);
        stage.quiet(Duration.ofSeconds(6));
        Stage.await(() -> stage.status("ear").waiting() == 1);
        stage.listen(stage.ear, Stage.EAR);
        stage.hears(ENDED);
    }

    @Test
    public void theJournalStaysSmall() throws IOException {
        Journal journal = new Journal(stage.folder.resolve("small"), 5, new Chronicle());
        Attack attack = attackOf(100_000);
        for (int i = 0; i < 25_000; i++) {
            journal.write(List.of(attack), false);
        }
        journal.close();
        try (Stream<String> lines = Files.lines(stage.folder.resolve("small").resolve("attacks.journal"))) {
            assertThat(lines.count()).isLessThan(10_010);
        }
        assertThat(new Journal(stage.folder.resolve("small"), 5, new Chronicle()).attacks())
                .containsExactly(attack);
    }

    @Test
    public void whatIsReadIsWhatWasWritten() {
        stage.busy(HOST, 100_000, BANNED, Duration.ofSeconds(1));
        stage.quiet(Duration.ofSeconds(70));
        stage.hears(STARTED, ENDED);
        for (AttackEvent event : stage.heard) {
            assertThat(AttackLine.parse(AttackLine.of(event.attack()))).isEqualTo(event.attack());
        }
    }
}
