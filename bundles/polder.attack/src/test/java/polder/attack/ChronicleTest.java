// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.api.attack.AttackEvent.Phase.ENDED;
import static polder.api.attack.AttackEvent.Phase.STARTED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.attack.Step;
import polder.api.traffic.Direction;

public class ChronicleTest {
    private static final String HOST = "10.0.0.1";

    private final Stage stage = new Stage();

    @After
    public void close() {
        stage.close();
    }

    private List<String> steps(UUID id) {
        return stage.watch.steps(id).stream()
                .map(step -> step.who() + " " + step.phase() + " " + step.action() + (step.failed() ? " FAILED " : " ")
                        + step.words())
                .sorted()
                .toList();
    }

    @Test
    public void everyDecisionAndDeliveryIsWrittenDownAlsoOverAKill() throws IOException {
        stage.listen(
                event -> {
                    throw new IllegalStateException("mail server\nis down");
                },
                Map.of("component.name", "mail"));
        stage.beat(HOST, 100_000);
        stage.quiet(Duration.ofSeconds(5));
        stage.hears(STARTED, ENDED);
        AttackEvent end = stage.heard.get(1);
        UUID id = end.attack().id();
        stage.watch.took(end, "route noc", "");
        List<String> expected = List.of(
                "ear ENDED END ",
                "ear STARTED BEGIN ",
                "mail ENDED END FAILED java.lang.IllegalStateException: mail server\nis down",
                "mail STARTED BEGIN FAILED java.lang.IllegalStateException: mail server\nis down",
                "polder.attack ENDED END below its limits for the hold time",
                "polder.attack STARTED BEGIN acted on without a ban time: until its traffic is below its limits",
                "route noc ENDED END ");
        Stage.await(() -> steps(id).equals(expected));
        Stage.await(() -> stage.journal().contains("who=route noc"));
        List<Step> before = stage.watch.steps(id);
        stage.crash(Duration.ofSeconds(1));
        assertThat(stage.watch.steps(id)).containsExactlyInAnyOrderElementsOf(before);
        stage.restart(Duration.ofSeconds(1));
        assertThat(stage.watch.steps(id)).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    public void ofProgressTheLastIsKeptAndStartsAndFailuresGoLast() {
        Chronicle chronicle = new Chronicle();
        UUID id = new UUID(0, 1);
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        chronicle.open(id, new Step(noon, Step.DECISION, STARTED, Action.BEGIN, false, "why"));
        chronicle.add(id, new Step(noon, "a", STARTED, Action.BEGIN, false, ""));
        IntStream.range(0, 500).forEach(i -> {
            chronicle.add(id, new Step(noon.plusSeconds(i), "a", Phase.ONGOING, Action.KEEP, false, ""));
            chronicle.add(id, new Step(noon.plusSeconds(i), "b", Phase.ONGOING, Action.KEEP, true, "down"));
        });
        chronicle.add(id, new Step(noon.plusSeconds(600), "a", ENDED, Action.END, false, ""));
        List<Step> steps = chronicle.of(id);
        assertThat(steps).hasSize(100);
        assertThat(steps.get(0).words()).isEqualTo("why");
        assertThat(steps.get(1).phase()).isEqualTo(STARTED);
        assertThat(steps.get(99).phase()).isEqualTo(ENDED);
        assertThat(steps.stream().filter(step -> step.who().equals("a"))).hasSizeLessThanOrEqualTo(3);
        assertThat(chronicle.add(new UUID(0, 2), steps.get(0))).isFalse();
        assertThat(chronicle.of(new UUID(0, 2))).isEmpty();
    }

    @Test
    public void whatIsForgottenOfAttacksIsForgottenOfTheirSteps() {
        stage.watch.modified(Map.of("keep.ended", "1"));
        stage.beat(HOST, 100_000);
        UUID first = stage.watch.active().get(0).id();
        stage.quiet(Duration.ofSeconds(5));
        stage.beat("10.0.0.2", 100_000);
        stage.quiet(Duration.ofSeconds(5));
        stage.settle();
        assertThat(stage.watch.steps(first)).isEmpty();
        assertThat(stage.watch.steps(stage.watch.ended().get(0).id())).isNotEmpty();
    }

    /** As version 0.1.0 of the journal had it before levels. */
    @Test
    public void aJournalOfTheFirstVersionIsRead() throws IOException {
        stage.watch.deactivate();
        Path journal = stage.folder.resolve("attacks.journal");
        String rest = "\tgroup=web\tdetector=threshold\tmetric=in.packets\tobserved=100000\tlimit=20000\tpeak=120000"
                + "\thold=PT5S\tban.time=PT1M\treason=too much\tstart.rates=in.packets:100000\trates=in.packets:5";
        String live = "attack\tid=00000000-0000-0001-0000-000000000001\ttarget=10.0.0.1\tstate=ACTIVE"
                + "\tsince=2026-03-01T11:59:00Z\tlast.over=2026-03-01T11:59:59Z" + rest;
        String over = "attack\tid=00000000-0000-0001-0000-000000000002\ttarget=10.0.0.2\tstate=ENDED"
                + "\tsince=2026-03-01T11:50:00Z\tlast.over=2026-03-01T11:50:10Z\tended=2026-03-01T11:51:00Z" + rest;
        Files.writeString(
                journal,
                "polder attacks 1\nlisteners\tnames=ear\n" + live + "\n" + over
                        + "\nwaiting\tlistener=ear\tphase=ENDED\tat=2026-03-01T11:51:00Z\t" + over + "\n");
        stage.start();
        Attack attack = stage.watch.active().get(0);
        assertThat(attack.level()).isEqualTo(Level.ALERT);
        assertThat(attack.direction()).isEqualTo(Direction.INCOMING);
        assertThat(attack.acting()).isTrue();
        assertThat(attack.actedSince()).isEqualTo(attack.since());
        assertThat(stage.watch.ended()).extracting(Attack::state).containsExactly(State.ENDED);
        stage.hears(ENDED);
        assertThat(stage.heard.get(0).action()).isEqualTo(Action.END);
        stage.quiet(Duration.ofSeconds(60));
        stage.hears(ENDED, ENDED);
        try (Stream<Path> files = Files.list(stage.folder)) {
            assertThat(files).containsExactly(journal);
        }
        assertThat(stage.journal()).startsWith("polder attacks 2\n");
    }
}
