// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

public class MailboxTest {
    private static final AttackFilter ALL = AttackFilter.parse(Map.of());
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Terms THREE =
            new Terms(3, Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofHours(1), 10);

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Deliveries.Taker taker =
            event -> taken.add(event.phase() + " " + event.attack().target());
    private final Delivery delivery = Deliveries.each(taker);
    private final Mailbox box = new Mailbox("r", Shelf.NONE, () -> THREE, this::took);
    private long number;

    public MailboxTest() {
        box.expect(ALL);
    }

    @Test
    public void whenItIsFullNewsOfAnAttackThatGoesOnMakeRoom() {
        offer(Phase.STARTED, "192.0.2.1");
        offer(Phase.ONGOING, "192.0.2.1");
        offer(Phase.STARTED, "192.0.2.2");
        offer(Phase.ENDED, "192.0.2.1");
        offer(Phase.ENDED, "192.0.2.2");
        box.attach(ALL, Pace.of(null), delivery);
        assertThat(box.close(LIMIT)).isZero();
        assertThat(taken).containsExactly("STARTED 192.0.2.1", "STARTED 192.0.2.2", "ENDED 192.0.2.1");
        assertThat(box.status().dropped()).isEqualTo(2);
    }

    @Test
    public void theNextRouteTakesWhatItsPredecessorHasLeft() {
        box.attach(ALL, Pace.of(null), delivery);
        box.detach(delivery, number, LIMIT);
        offer(Phase.STARTED, "192.0.2.1");
        offer(Phase.ENDED, "192.0.2.1");
        box.attach(AttackFilter.parse(Map.of("phase", "ended")), Pace.of(null), delivery);
        assertThat(box.close(LIMIT)).isZero();
        assertThat(taken).containsExactly("ENDED 192.0.2.1");
    }

    @Test
    public void whatItsRouteHadNoTimeForIsTold() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        box.attach(ALL, Pace.of(null), Deliveries.each(event -> {
            busy.countDown();
            gate.await();
            return true;
        }));
        offer(Phase.STARTED, "192.0.2.1");
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        offer(Phase.ENDED, "192.0.2.1");
        assertThat(box.close(Duration.ZERO))
                .as("the one in hand, too: nobody knows how it ends")
                .isEqualTo(2);
        gate.countDown();
    }

    @Test
    public void whatComesAfterItsRouteHasLeftForGoodIsForgotten() {
        box.attach(ALL, Pace.of(null), delivery);
        box.detach(delivery, number, LIMIT);
        offer(Phase.STARTED, "192.0.2.2");
        assertThat(box.deserted()).isPositive();
        assertThat(box.abandon()).as("nothing waits").isTrue();
        assertThat(box.isOpen()).isFalse();
        offer(Phase.ENDED, "192.0.2.2");
        assertThat(box.close(Duration.ZERO)).isZero();
    }

    @Test
    public void whatCameBeforeItsRouteLeftWaitsOn() {
        Delivery fails = Deliveries.each(event -> {
            throw new IllegalStateException("no mail");
        });
        box.attach(ALL, Pace.of(null), fails);
        offer(Phase.STARTED, "192.0.2.1");
        box.detach(fails, number, LIMIT);
        offer(Phase.ENDED, "192.0.2.1");
        assertThat(box.abandon()).isFalse();
        box.attach(ALL, Pace.of(null), delivery);
        assertThat(box.close(LIMIT)).isZero();
        assertThat(taken).containsExactly("STARTED 192.0.2.1");
    }

    private void took(AttackEvent event, String route, String failure) {
        told.add(route + " " + event.phase() + " " + failure);
    }

    @Test
    public void howARouteTookAnEventIsToldOnceForAllItsFailures() {
        CountDownLatch third = new CountDownLatch(3);
        box.attach(ALL, Pace.of(null), Deliveries.each(event -> {
            third.countDown();
            if (event.phase() == Phase.ENDED && third.getCount() > 0) {
                throw new IllegalStateException("no mail");
            }
            return event.phase() != Phase.ONGOING;
        }));
        offer(Phase.ONGOING, "192.0.2.2");
        offer(Phase.ENDED, "192.0.2.1");
        assertThat(await(third)).isTrue();
        assertThat(box.close(LIMIT)).isZero();
        assertThat(told).containsExactly("r ENDED no mail", "r ENDED ");
        assertThat(box.status().failed()).isEqualTo(1);
        assertThat(box.status().taken()).isEqualTo(2);
    }

    @Test
    public void anAttackThatFailsHoldsUpNoOther() {
        CountDownLatch others = new CountDownLatch(2);
        box.attach(ALL, Pace.of(null), Deliveries.each(event -> {
            if (event.attack().target().toString().endsWith("1") && others.getCount() > 0) {
                throw new IllegalStateException("not this one");
            }
            others.countDown();
            return taker.take(event);
        }));
        offer(Phase.STARTED, "192.0.2.1");
        offer(Phase.STARTED, "192.0.2.2");
        offer(Phase.ENDED, "192.0.2.2");
        assertThat(await(others)).isTrue();
        box.retry();
        assertThat(box.close(LIMIT)).isZero();
        assertThat(taken).containsExactly("STARTED 192.0.2.2", "ENDED 192.0.2.2", "STARTED 192.0.2.1");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Letter letter(Phase phase, String target) {
        return new Letter(++number, "r", Samples.event(phase, target, "web"), Instant.now(), 0, "", null);
    }

    private void offer(Phase phase, String target) {
        box.offer(letter(phase, target));
    }
}
