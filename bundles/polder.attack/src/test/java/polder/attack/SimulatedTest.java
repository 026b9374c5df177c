// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.replay.Simulations;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.wire.Address;
import polder.wire.Prefix;

public class SimulatedTest {
    private static final Simulations ONE = new Simulations() {
        @Override
        public List<String> vectors() {
            return List.of("syn");
        }

        @Override
        public Simulation start(
                Address target, String vector, long packetsPerSecond, Duration time, boolean act, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Simulation> stop() {
            return Optional.empty();
        }

        @Override
        public Optional<Simulation> current() {
            Instant now = Instant.now();
            return Optional.of(new Simulation(Address.parse("10.0.0.1"), "syn", 1000, now, now.plusSeconds(9), false));
        }
    };

    private static String mark(String target, Direction direction) {
        Policy policy = new Policy(
                new Vetoes(List.of(), System::nanoTime), new MaintenanceTimes(List.of()), () -> ONE, () -> Mode.OFF);
        return policy.mark(LiveAttack.fresh(Prefix.parse(target), FakeWindow.WEB, direction, Instant.now())
                .start());
    }

    @Test
    public void onlyWhatMayBeItsDoingIsMarked() {
        assertThat(mark("10.0.0.1/32", Direction.INCOMING)).isEqualTo(Attack.SIMULATED);
        assertThat(mark("10.0.0.0/24", Direction.INCOMING)).isEqualTo(Attack.SIMULATED);
        assertThat(mark("10.0.0.2/32", Direction.INCOMING)).isEmpty();
        assertThat(mark("10.0.0.1/32", Direction.OUTGOING)).isEmpty();
    }

    @Test
    public void theMarkIsInTheReasonForEver() {
        AttackBook book = new AttackBook(
                Stage.SETTINGS,
                new Policy(
                        new Vetoes(List.of(), System::nanoTime),
                        new MaintenanceTimes(List.of()),
                        () -> ONE,
                        () -> Mode.OFF),
                change -> {},
                id -> {});
        Detectors detectors = new Detectors(book, System::nanoTime);
        detectors.add(Plug.of(FakeWindow.DETECTOR, Stage.THRESHOLD));
        Evidence evidence = new Evidence();
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        FakeWindow window = new FakeWindow(at)
                .with("10.0.0.1/32", Metric.IN_PACKETS, 30_000, FakeWindow.WEB)
                .with("10.0.0.2/32", Metric.IN_PACKETS, 30_000, FakeWindow.WEB);
        detectors.inspect(window, at, evidence);
        book.judge(at, evidence);
        assertThat(book.active()).hasSize(2);
        for (Attack attack : book.active()) {
            boolean its = attack.target().equals(Prefix.parse("10.0.0.1/32"));
            assertThat(attack.isSimulated()).isEqualTo(its);
            assertThat(attack.reason()).isEqualTo(its ? "simulated: too much" : "too much");
        }
    }
}
