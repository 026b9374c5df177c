// SPDX-License-Identifier: Apache-2.0
package polder.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.replay.Replay.Change;

/** Finds the attacks of one set of limits among those of another. */
final class Comparison {
    private Comparison() {}

    /** Attacks are the same when they are on the same target in the same direction and their times touch. */
    static List<Change> of(List<Attack> now, List<Attack> then) {
        List<Attack> left = new ArrayList<>(then);
        List<Change> changes = new ArrayList<>();
        for (Attack attack : now) {
            Attack same = find(attack, left);
            left.remove(same);
            changes.add(new Change(attack, same));
        }
        left.forEach(attack -> changes.add(new Change(null, attack)));
        changes.sort(Comparator.comparing(Comparison::begin));
        return changes;
    }

    private static @Nullable Attack find(Attack attack, List<Attack> among) {
        for (Attack one : among) {
            boolean touches =
                    !one.since().isAfter(attack.lastOver()) && !attack.since().isAfter(one.lastOver());
            if (touches
                    && one.target().equals(attack.target())
                    && one.direction() == attack.direction()
                    && (attack.target().length() > 0 || one.group().equals(attack.group()))) {
                return one;
            }
        }
        return null;
    }

    private static Instant begin(Change change) {
        Attack now = change.now();
        Attack then = change.then();
        if (now == null || (then != null && then.since().isBefore(now.since()))) {
            return then == null ? Instant.MIN : then.since();
        }
        return now.since();
    }
}
