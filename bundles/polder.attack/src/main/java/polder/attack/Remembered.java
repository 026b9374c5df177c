// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import polder.api.attack.Attack;

/** The last attacks that have ended, and a tenth as many warnings that have passed. Guarded by the {@link AttackBook}. */
final class Remembered {
    /** Of warnings so many times fewer are kept, for they are common. */
    static final int FEWER = 10;

    private final Deque<Attack> attacks = new ArrayDeque<>();
    private final Deque<Attack> warnings = new ArrayDeque<>();
    private final Consumer<UUID> forgotten;
    private int most;

    Remembered(int most, Consumer<UUID> forgotten) {
        this.most = most;
        this.forgotten = forgotten;
    }

    void most(int changed) {
        most = changed;
        shrink();
    }

    void add(Attack ended) {
        (ended.isWarning() ? warnings : attacks).addFirst(ended);
        shrink();
    }

    private void shrink() {
        shrink(attacks, most);
        shrink(warnings, most / FEWER);
    }

    private void shrink(Deque<Attack> all, int size) {
        while (all.size() > size) {
            forgotten.accept(all.removeLast().id());
        }
    }

    static Instant endOf(Attack attack) {
        Instant end = attack.ended();
        return end == null ? Instant.MIN : end;
    }

    /** The newest first. */
    List<Attack> all() {
        List<Attack> both = new ArrayList<>(attacks);
        if (!warnings.isEmpty()) {
            both.addAll(warnings);
            both.sort(Comparator.comparing(Remembered::endOf).reversed());
        }
        return both;
    }

    Optional<Attack> find(UUID id) {
        return Stream.concat(attacks.stream(), warnings.stream())
                .filter(attack -> attack.id().equals(id))
                .findFirst();
    }
}
