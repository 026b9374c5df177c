// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.Attacks;
import polder.api.attack.Step;
import polder.wire.Address;

/** A book of attacks that is written by hand. */
final class FakeAttacks implements Attacks {
    final Map<UUID, Attack> all = new LinkedHashMap<>();
    final List<String> took = new ArrayList<>();

    @Override
    public List<Attack> active() {
        return List.copyOf(all.values());
    }

    @Override
    public List<Attack> ended() {
        return List.of();
    }

    @Override
    public Optional<Attack> find(UUID id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public Attack ban(Address host, Duration time, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Attack> release(UUID id, String reason) {
        return Optional.empty();
    }

    @Override
    public List<Step> steps(UUID id) {
        return List.of();
    }

    @Override
    public void took(AttackEvent event, String who, String failure) {
        took.add(failure);
    }

    @Override
    public List<ListenerStatus> listeners() {
        return List.of();
    }
}
