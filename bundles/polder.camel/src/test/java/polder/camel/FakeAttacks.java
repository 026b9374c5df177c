// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Attacks;
import polder.api.attack.Step;
import polder.wire.Address;

/** Writes down what is released. */
record FakeAttacks(List<String> released) implements Attacks {
    @Override
    public List<Attack> active() {
        return List.of();
    }

    @Override
    public List<Attack> ended() {
        return List.of();
    }

    @Override
    public Optional<Attack> find(UUID id) {
        return Optional.empty();
    }

    @Override
    public Attack ban(Address host, Duration time, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Attack> release(UUID id, String reason) {
        released.add(id + " " + reason);
        return Optional.of(Samples.event(Phase.ENDED, "192.0.2.1", "web").attack());
    }

    @Override
    public List<Step> steps(UUID id) {
        return List.of();
    }

    @Override
    public void took(AttackEvent event, String who, String failure) {}

    @Override
    public List<ListenerStatus> listeners() {
        return List.of();
    }
}
