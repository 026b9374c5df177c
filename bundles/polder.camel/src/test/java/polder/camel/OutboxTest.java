// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Outbox;

/** Mailboxes with their file: what outlives a stop, a kill, and time. */
public class OutboxTest {
    private static final AttackFilter ALL = AttackFilter.parse(Map.of());
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Terms TERMS = new Terms(100, Duration.ofHours(1), Duration.ofHours(1), DAY, 3);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Delivery takes = Deliveries.each(event -> taken.add(text(event)));
    private final Delivery fails = Deliveries.each(event -> {
        throw new IOException("server is away");
    });
    private final List<AutoCloseable> open = new ArrayList<>();
    private OutboxFile file;
    private Mailboxes boxes;

    private static String text(AttackEvent event) {
        return event.phase() + " " + event.attack().target();
    }

    @Before
    public void begin() {
        begin(folder.getRoot().toPath());
    }

    private void begin(Path data) {
        file = new OutboxFile(data, Duration.ofMillis(20));
        open.add(file);
        boxes = new Mailboxes(TERMS, Duration.ofSeconds(10), file, (event, route, failure) -> {});
        boxes.restore(file.found());
    }

    @After
    public void end() throws Exception {
        boxes.close(Duration.ZERO);
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    /** As at a stop and a start. */
    private void restart() {
        boxes.close(Duration.ZERO);
        file.close();
        begin();
    }

    /** As at a kill and a start: what is on disk at this moment is all there is. */
    private void killed() throws Exception {
        Path copy = folder.newFolder().toPath();
        Files.copy(
                folder.getRoot().toPath().resolve("outbox.mv"),
                copy.resolve("outbox.mv"),
                StandardCopyOption.REPLACE_EXISTING);
        boxes.close(Duration.ZERO);
        begin(copy);
    }

    private void post(Phase phase, int host) {
        boxes.post(Samples.event(phase, "192.0.2." + host, "web"));
    }

    private Outbox.Route route() {
        assertThat(boxes.routes()).hasSize(1);
        return boxes.routes().get(0);
    }

    private static void waitFor(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private void failed(long tries) throws InterruptedException {
        waitFor(() -> !boxes.routes().isEmpty() && route().failed() >= tries);
    }

    @Test
    public void whatARouteHasNotTakenIsDeliveredAfterAStop() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        post(Phase.ENDED, 1);
        failed(1);
        restart();
        assertThat(route().waiting()).isEqualTo(2);
        assertThat(route().present()).isFalse();
        assertThat(route().tries()).isEqualTo(1);
        boxes.open("r", ALL, Pace.of(null), takes);
        waitFor(() -> taken.size() == 2);
        assertThat(taken).containsExactly("STARTED 192.0.2.1", "ENDED 192.0.2.1");
        restart();
        assertThat(boxes.routes()).isEmpty();
    }

    @Test
    public void whatWasWrittenIsThereAfterAKill() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        for (int host = 1; host <= 20; host++) {
            post(Phase.STARTED, host);
            post(Phase.ENDED, host);
        }
        failed(3);
        assertThat(file.awaitWritten(LIMIT)).isTrue();
        killed();
        boxes.open("r", ALL, Pace.of(null), takes);
        waitFor(() -> taken.size() == 40);
        for (int host = 1; host <= 20; host++) {
            assertThat(taken).containsSubsequence("STARTED 192.0.2." + host, "ENDED 192.0.2." + host);
        }
    }

    @Test
    public void aKillInTheMiddleOfWritingLosesTheLastOnly() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        for (int round = 0; round < 5; round++) {
            for (int host = 1; host <= 15; host++) {
                post(Phase.STARTED, round * 15 + host);
                TimeUnit.MICROSECONDS.sleep(host * 50L);
            }
            killedCopyIsABeginning();
        }
    }

    private void killedCopyIsABeginning() throws Exception {
        Path copy = folder.newFolder().toPath();
        Files.copy(folder.getRoot().toPath().resolve("outbox.mv"), copy.resolve("outbox.mv"));
        try (OutboxFile other = new OutboxFile(copy, Duration.ofMillis(20))) {
            List<Long> numbers = other.found().stream().map(Letter::number).toList();
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).isEqualTo(i + 1L);
            }
        }
    }

    @Test
    public void whatWasTakenDoesNotComeAgain() throws Exception {
        boxes.open("r", ALL, Pace.of(null), takes);
        post(Phase.STARTED, 1);
        post(Phase.ENDED, 1);
        waitFor(() -> taken.size() == 2);
        assertThat(file.awaitWritten(LIMIT)).isTrue();
        killed();
        assertThat(boxes.routes()).isEmpty();
        assertThat(file.found()).isEmpty();
    }

    @Test
    public void whatIsTooOldIsGivenUpListedAndCanBeTriedAgain() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        failed(1);
        try (LogLines log = new LogLines()) {
            boxes.sweep(Instant.now().plus(DAY).plusSeconds(1));
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("route r: 1 events are given up after 1d, the last STARTED of 192.0.2.1: server is away")
                    .contains("polder:outbox-retry 1");
        }
        assertThat(route().waiting()).isZero();
        restart();
        assertThat(boxes.dead()).singleElement().satisfies(dead -> {
            assertThat(dead.id()).isEqualTo("1");
            assertThat(dead.tries()).isEqualTo(1);
            assertThat(dead.failure()).isEqualTo("server is away");
        });
        assertThat(boxes.retry("1")).as("its route is not there").isZero();
        boxes.open("r", ALL, Pace.of(null), takes);
        assertThat(boxes.retry("2")).isEqualTo(-1);
        assertThat(boxes.retry("1")).isEqualTo(1);
        waitFor(() -> taken.equals(List.of("STARTED 192.0.2.1")));
        assertThat(boxes.dead()).isEmpty();
        restart();
        assertThat(boxes.dead()).isEmpty();
        assertThat(boxes.routes()).isEmpty();
    }

    @Test
    public void whatWasGivenUpIsTriedAgainWithAllOfItsAttack() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        post(Phase.ENDED, 1);
        failed(1);
        boxes.sweep(Instant.now().plus(DAY).plusSeconds(1));
        assertThat(boxes.dead()).hasSize(2);
        boxes.open("r", ALL, Pace.of(null), takes);
        assertThat(boxes.retry("2")).isEqualTo(2);
        waitFor(() -> taken.equals(List.of("STARTED 192.0.2.1", "ENDED 192.0.2.1")));
    }

    @Test
    public void aStartThatWasGivenUpNeverComesAfterItsEnd() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        post(Phase.STARTED, 2);
        failed(2);
        boxes.sweep(Instant.now().plus(DAY).plusSeconds(1));
        assertThat(boxes.dead()).hasSize(2);
        boxes.open("r", ALL, Pace.of(null), takes);
        boxes.post(new AttackEvent(
                Phase.ENDED, Samples.event(Phase.ENDED, "192.0.2.1", "web").attack(), Instant.now()));
        waitFor(() -> taken.equals(List.of("ENDED 192.0.2.1")));
        waitFor(() -> boxes.dead().size() == 1);
        assertThat(boxes.retry("1")).isEqualTo(-1);
        restart();
        assertThat(boxes.dead()).singleElement().matches(dead -> dead.id().equals("2"));
    }

    @Test
    public void theDeadAreBoundedAndTheOldestGo() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        for (int host = 1; host <= 5; host++) {
            post(Phase.STARTED, host);
        }
        failed(3);
        boxes.sweep(Instant.now().plus(DAY).plusSeconds(1));
        assertThat(boxes.dead()).extracting(dead -> dead.id()).containsExactly("3", "4", "5");
        assertThat(boxes.forgotten()).isEqualTo(2);
        restart();
        assertThat(boxes.dead()).hasSize(3);
        boxes.open("r", ALL, Pace.of(null), takes);
        assertThat(boxes.retry("r")).isGreaterThan(0);
        waitFor(() -> taken.size() == 3);
    }

    @Test
    public void aRetryDoesNotWaitForThePause() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        failed(1);
        assertThat(route().next()).isAfter(Instant.now().plusSeconds(3000));
        assertThat(route().failure()).isEqualTo("server is away");
        assertThat(boxes.retry("")).isEqualTo(1);
        failed(2);
        assertThat(boxes.retry("nobody")).isEqualTo(-1);
    }

    @Test
    public void aRouteThatWasTakenAwayLeavesNothing() throws Exception {
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        failed(1);
        boxes.pause("r", fails);
        boxes.forget("r");
        restart();
        assertThat(boxes.routes()).isEmpty();
    }

    @Test
    public void aDamagedFileIsSetAside() throws Exception {
        boxes.close(Duration.ZERO);
        file.close();
        Path damaged = folder.getRoot().toPath().resolve("outbox.mv");
        Files.writeString(damaged, "this is no store ".repeat(1000));
        try (LogLines log = new LogLines()) {
            begin();
            assertThat(log.lines()).singleElement().asString().contains("outbox.mv is damaged", "moved to");
        }
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        failed(1);
        restart();
        assertThat(route().waiting()).isEqualTo(1);
    }

    @Test
    public void whatCannotBeWrittenIsWrittenWhenItCan() throws Exception {
        boxes.close(Duration.ZERO);
        file.close();
        Path blocked = folder.getRoot().toPath().resolve("blocked");
        Files.writeString(blocked, "a file where a folder should be");
        begin(blocked.resolve("camel"));
        boxes.open("r", ALL, Pace.of(null), fails);
        post(Phase.STARTED, 1);
        failed(1);
        Files.delete(blocked);
        assertThat(file.awaitWritten(LIMIT)).isTrue();
        boxes.close(Duration.ZERO);
        file.close();
        begin(blocked.resolve("camel"));
        assertThat(route().waiting()).isEqualTo(1);
    }
}
