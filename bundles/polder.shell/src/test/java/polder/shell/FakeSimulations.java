// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import polder.api.replay.Simulations;
import polder.wire.Address;

/** Takes any simulation. */
final class FakeSimulations implements Simulations {
    private Optional<Simulation> current = Optional.empty();

    @Override
    public List<String> vectors() {
        return List.of("syn");
    }

    @Override
    public Simulation start(
            Address target, String vector, long packetsPerSecond, Duration time, boolean act, String by) {
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        Simulation next = new Simulation(target, vector, packetsPerSecond, begin, begin.plus(time), act);
        current = Optional.of(next);
        return next;
    }

    @Override
    public Optional<Simulation> stop() {
        Optional<Simulation> was = current;
        current = Optional.empty();
        return was;
    }

    @Override
    public Optional<Simulation> current() {
        return current;
    }
}
