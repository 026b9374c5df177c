// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import polder.api.attack.Attack;

/** An attack that is acted on, and what of its ladder need not be kept over a restart. Guarded by the {@link Desk}. */
final class Case {
    final Instant seen;
    Attack attack;
    /** The step {@code notify}, once it was due; zero before. */
    int notified;
    /** Steps up to this one are due at once, as the attack is back. */
    int due;
    /** When a step that could not be taken is tried again. */
    final Map<Integer, Instant> again = new HashMap<>();
    /** What was told of steps that could not be taken. */
    final Set<String> told = new HashSet<>();

    Case(Attack attack, Instant seen) {
        this.attack = attack;
        this.seen = seen;
    }

    Instant since() {
        Instant acted = attack.actedSince();
        return acted == null ? seen : acted;
    }

    boolean isDue(Rung rung, Instant now) {
        Duration acted = Duration.between(since(), now);
        return rung.number() <= due || rung.isDue(attack.level(), acted.isNegative() ? Duration.ZERO : acted);
    }

    /** Whether a step that could not be taken has to wait; a clock that was set back ends it. */
    boolean waits(Rung rung, Instant now, Duration most) {
        Instant next = again.get(rung.number());
        return next != null && now.isBefore(next) && Duration.between(now, next).compareTo(most) <= 0;
    }
}
