// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.attack.Detector;
import polder.api.attack.Findings;
import polder.api.attack.Judging;
import polder.api.attack.Veto;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficWindow;

public class PrivateJudgingTest {
    private final Stage stage = new Stage();

    @After
    public void close() {
        stage.close();
    }

    /** A detector with a twin, in place of the one without. */
    private static final class Doubled implements Detector {
        private int asked;

        @Override
        public void inspect(TrafficWindow window, Findings findings) {
            asked++;
        }

        @Override
        public Optional<Detector> twin() {
            return Optional.of(FakeWindow.DETECTOR);
        }
    }

    private static void judge(Judging judging, Instant from, Duration time, long rate) {
        for (Instant at = from; at.isBefore(from.plus(time)); at = at.plusMillis(100)) {
            judging.judge(new FakeWindow(at).with("10.0.0.1/32", Metric.IN_PACKETS, rate, FakeWindow.WEB));
        }
    }

    @Test
    public void attacksOfAnotherTimeAreKeptApart() {
        Doubled doubled = new Doubled();
        stage.watch.plug(Plug.of(doubled, Map.of("component.name", "doubled")));
        Instant begin = Instant.parse("2001-01-01T00:00:00Z");
        Judging judging = stage.watch.open();
        assertThat(judging.missing()).containsExactly("threshold");
        judge(judging, begin, Duration.ofSeconds(3), 30_000);
        judge(judging, begin.plusSeconds(3), Duration.ofSeconds(10), 10);
        judge(judging, begin.plusSeconds(20), Duration.ofSeconds(1), 40_000);
        assertThat(judging.attacks()).hasSize(2);
        Attack first = judging.attacks().get(0);
        assertThat(first.since()).isEqualTo(begin);
        assertThat(first.lastOver()).isEqualTo(begin.plusMillis(2900));
        assertThat(first.state()).isEqualTo(Attack.State.ENDED);
        assertThat(first.detector()).isEqualTo("doubled");
        assertThat(first.actedSince()).isEqualTo(begin);
        assertThat(judging.attacks().get(1).state()).isEqualTo(Attack.State.ACTIVE);
        assertThat(doubled.asked).isZero();
        assertThat(stage.watch.active()).isEmpty();
        assertThat(stage.watch.ended()).isEmpty();
        stage.settle();
        assertThat(stage.heard).isEmpty();
        assertThat(stage.journal()).doesNotContain("10.0.0.1");
    }

    @Test
    public void whatIsAgainstActingIsAskedAsEver() {
        stage.watch.plug(Plug.of(new Doubled(), Map.of("component.name", "doubled")));
        Veto never = attack -> Optional.of("never act");
        stage.watch.heed(Plug.of(never, Map.of("component.name", "veto")));
        Judging judging = stage.watch.open();
        judge(judging, Instant.parse("2001-01-01T00:00:00Z"), Duration.ofSeconds(1), 30_000);
        assertThat(judging.attacks()).hasSize(1);
        assertThat(judging.attacks().get(0).actedSince()).isNull();
        assertThat(judging.attacks().get(0).why()).isEqualTo("never act");
    }
}
