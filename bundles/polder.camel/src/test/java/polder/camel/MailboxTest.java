// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Delivery delivery =
            event -> taken.add(event.phase() + " " + event.attack().target());
    private final Mailbox box = new Mailbox("r", ALL, this::took);

    @Test
    public void whenItIsFullNewsOfAnAttackThatGoesOnMakeRoom() {
        offer(Phase.STARTED, "192.0.2.1");
        offer(Phase.ONGOING, "192.0.2.1");
        offer(Phase.STARTED, "192.0.2.2");
        offer(Phase.ENDED, "192.0.2.1");
        offer(Phase.ENDED, "192.0.2.2");
        box.attach(ALL, delivery);
        assertThat(box.close(Duration.ofSeconds(10))).isZero();
        assertThat(taken).containsExactly("STARTED 192.0.2.1", "STARTED 192.0.2.2", "ENDED 192.0.2.1");
    }

    @Test
    public void theNextRouteTakesWhatItsPredecessorHasLeft() {
        box.attach(ALL, delivery);
        box.detach(delivery, Duration.ofSeconds(10));
        offer(Phase.STARTED, "192.0.2.1");
        offer(Phase.ENDED, "192.0.2.1");
        box.attach(AttackFilter.parse(Map.of("phase", "ended")), delivery);
        assertThat(box.close(Duration.ofSeconds(10))).isZero();
        assertThat(taken).containsExactly("ENDED 192.0.2.1");
    }

    @Test
    public void whatItsRouteHadNoTimeForIsTold() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        box.attach(ALL, event -> {
            busy.countDown();
            gate.await();
            return true;
        });
        offer(Phase.STARTED, "192.0.2.1");
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        offer(Phase.ENDED, "192.0.2.1");
        assertThat(box.close(Duration.ZERO)).isEqualTo(1);
        gate.countDown();
    }

    @Test
    public void whatComesAfterItsRouteHasLeftIsNoLoss() {
        box.attach(ALL, delivery);
        box.detach(delivery, Duration.ofSeconds(10));
        assertThat(box.deserted()).isPositive();
        offer(Phase.STARTED, "192.0.2.1");
        assertThat(box.close(Duration.ZERO)).isZero();
    }

    private void took(AttackEvent event, String route, String failure) {
        told.add(route + " " + event.phase() + " " + failure);
    }

    @Test
    public void howARouteTookAnEventIsTold() {
        box.attach(ALL, event -> {
            if (event.phase() == Phase.ENDED) {
                throw new IllegalStateException("no mail");
            }
            return event.phase() == Phase.STARTED;
        });
        offer(Phase.STARTED, "192.0.2.1");
        offer(Phase.ONGOING, "192.0.2.1");
        offer(Phase.ENDED, "192.0.2.1");
        assertThat(box.close(Duration.ofSeconds(10))).isZero();
        assertThat(told).containsExactly("r STARTED ", "r ENDED no mail");
    }

    private void offer(Phase phase, String target) {
        box.offer(Samples.event(phase, target, "web"), 3);
    }
}
