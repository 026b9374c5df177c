// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.api.attack.AttackEvent.Phase.ENDED;
import static polder.api.attack.AttackEvent.Phase.STARTED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.traffic.HostGroup;

public class HeraldTest {
    private static final HostGroup AT_ONCE =
            new HostGroup("at-once", List.of(), Map.of(), Duration.ZERO, Duration.ZERO);

    private final Stage stage = new Stage();
    private final List<AttackEvent> slowHeard = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final AttackListener slow = event -> {
        entered.countDown();
        try {
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the gate stayed shut");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        slowHeard.add(event);
    };

    @After
    public void close() {
        gate.countDown();
        stage.close();
    }

    private static Map<String, Object> named(String name) {
        return Map.of("component.name", name);
    }

    /** An attack on each of so many hosts that starts and ends at once. */
    private void attacks(int first, int count) {
        for (int host = first; host < first + count; host++) {
            stage.beat("10.0.0." + host, 100_000, AT_ONCE);
            stage.beat("10.0.0." + host, 0, AT_ONCE);
        }
    }

    private static List<String> words(List<AttackEvent> events) {
        return events.stream()
                .map(event -> event.attack().target() + " " + event.phase())
                .toList();
    }

    @Test
    public void aSlowListenerDelaysNeitherTheWindowsNorTheOthers() {
        stage.listen(slow, named("slow"));
        long before = System.nanoTime();
        attacks(1, 20);
        assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(5).toNanos());
        Stage.await(() -> stage.heard.size() == 40);
        assertThat(slowHeard).isEmpty();
        assertThat(stage.status("slow").waiting()).isEqualTo(40);
        gate.countDown();
        Stage.await(() -> stage.status("slow").delivered() == 40);
        assertThat(words(slowHeard)).isEqualTo(words(stage.heard));
    }

    @Test
    public void aListenerIsReplacedWithoutALossAndInOrder() {
        List<AttackEvent> all = new CopyOnWriteArrayList<>();
        for (int round = 0; round < 20; round++) {
            AttackListener one = all::add;
            stage.listen(one, named("swapped"));
            attacks(1 + round * 5, 3);
            stage.watch.unplug(one);
            attacks(4 + round * 5, 2);
        }
        stage.listen(all::add, named("swapped"));
        Stage.await(() -> all.size() == 200 && stage.heard.size() == 200);
        assertThat(words(all)).isEqualTo(words(stage.heard));
        assertThat(stage.status("swapped").dropped()).isZero();
    }

    @Test
    public void theEventInHandIsFinishedBeforeAListenerGoes() throws InterruptedException {
        stage.listen(slow, named("slow"));
        attacks(1, 1);
        Stage.await(() -> stage.status("slow").waiting() == 2);
        entered.await();
        Thread leaving = new Thread(() -> stage.watch.unplug(slow));
        leaving.start();
        Stage.await(() -> leaving.getState() == Thread.State.TIMED_WAITING);
        assertThat(slowHeard).isEmpty();
        gate.countDown();
        leaving.join(10_000);
        assertThat(leaving.isAlive()).isFalse();
        assertThat(words(slowHeard)).containsExactly("10.0.0.1 STARTED");
        List<AttackEvent> next = new CopyOnWriteArrayList<>();
        stage.listen(next::add, named("slow"));
        Stage.await(() -> next.size() == 1);
        assertThat(words(next)).containsExactly("10.0.0.1 ENDED");
    }

    @Test
    public void aListenerThatDoesNotComeBackIsGivenUpAndItsEventsCounted() {
        AttackListener gone = slowHeard::add;
        stage.listen(gone, named("gone"));
        stage.watch.unplug(gone);
        attacks(1, 2);
        Stage.await(() -> stage.status("gone").waiting() == 4);
        stage.now = stage.now.plusSeconds(61);
        Stage.await(() ->
                stage.watch.listeners().stream().noneMatch(one -> one.name().equals("gone")));
        assertThat(stage.status("listeners that are gone").dropped()).isEqualTo(4);
        stage.listen(gone, named("gone"));
        attacks(5, 1);
        Stage.await(() -> slowHeard.size() == 2);
        assertThat(words(slowHeard)).containsExactly("10.0.0.5 STARTED", "10.0.0.5 ENDED");
    }

    @Test
    public void aFailingListenerIsCountedAndHearsTheNextEvent() {
        List<AttackEvent> tried = new ArrayList<>();
        stage.listen(
                event -> {
                    tried.add(event);
                    Thread.currentThread().interrupt();
                    if (tried.size() == 1) {
                        throw new IllegalStateException("mail server is down");
                    }
                    throw new AssertionError("so is its code");
                },
                named("failing"));
        attacks(1, 2);
        Stage.await(() -> stage.status("failing").failed() == 4);
        assertThat(stage.status("failing").delivered()).isZero();
        stage.hears(STARTED, ENDED, STARTED, ENDED);
    }

    @Test
    public void aFullQueueDropsProgressFirst() throws InterruptedException {
        stage.watch.modified(Map.of("queue", "10", "update.every", "1s"));
        stage.listen(slow, named("slow"));
        stage.beat("10.0.0.1", 100_000, AT_ONCE);
        entered.await();
        stage.busy("10.0.0.1", 100_000, AT_ONCE, Duration.ofSeconds(30));
        stage.beat("10.0.0.1", 0, AT_ONCE);
        attacks(2, 4);
        Stage.await(() -> stage.status("slow").dropped() == 29);
        attacks(6, 1);
        Stage.await(() -> stage.status("slow").dropped() == 31);
        gate.countDown();
        Stage.await(() -> stage.status("slow").waiting() == 0);
        assertThat(words(slowHeard))
                .as("all progress is dropped before the oldest end")
                .containsExactly(
                        "10.0.0.1 STARTED",
                        "10.0.0.2 STARTED",
                        "10.0.0.2 ENDED",
                        "10.0.0.3 STARTED",
                        "10.0.0.3 ENDED",
                        "10.0.0.4 STARTED",
                        "10.0.0.4 ENDED",
                        "10.0.0.5 STARTED",
                        "10.0.0.5 ENDED",
                        "10.0.0.6 STARTED",
                        "10.0.0.6 ENDED");
    }

    @Test
    public void instancesOfOneComponentAreToldApart() {
        stage.listen(slow, Map.of("component.name", "script", "service.pid", "script~day"));
        stage.listen(event -> {}, Map.of("component.name", "script", "service.pid", "script~night"));
        stage.listen(event -> {}, named("twice"));
        stage.listen(event -> {}, named("twice"));
        attacks(1, 1);
        Stage.await(() -> stage.status("script~night").delivered() == 2);
        Stage.await(() -> stage.status("twice#2").delivered() == 2);
        assertThat(stage.status("script~day").delivered()).isZero();
    }

    @Test
    public void aListenerThatComesUpAfterTheFirstAttackHearsOfItToo() {
        attacks(1, 1);
        Stage.await(() -> stage.heard.size() == 2);
        List<AttackEvent> late = new CopyOnWriteArrayList<>();
        stage.listen(late::add, named("late"));
        Stage.await(() -> late.size() == 2);
        stage.now = stage.now.plusSeconds(61);
        List<AttackEvent> later = new CopyOnWriteArrayList<>();
        stage.listen(later::add, named("later"));
        attacks(2, 1);
        Stage.await(() -> later.size() == 2);
        assertThat(words(later)).containsExactly("10.0.0.2 STARTED", "10.0.0.2 ENDED");
    }

    @Test
    public void whatWaitsForAListenerOutlivesAnUpdateOfThisBundle() throws InterruptedException {
        stage.listen(slow, named("slow"));
        attacks(1, 10);
        entered.await();
        Stage.await(() -> stage.heard.size() == 20);
        Thread opener = new Thread(() -> {
            Stage.await(() -> stage.status("slow").waiting() == 20);
            gate.countDown();
        });
        opener.start();
        stage.watch.unplug(slow);
        stage.watch.deactivate();
        stage.start();
        attacks(11, 1);
        stage.listen(slow, named("slow"));
        Stage.await(() -> slowHeard.size() == 22 && stage.heard.size() == 22);
        assertThat(words(slowHeard)).isEqualTo(words(stage.heard));
    }
}
