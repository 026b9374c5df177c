// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;

/** Whether an attack is acted on, since when, and for how long. Guarded by the {@link AttackBook}. */
final class Treatment {
    /** It is decided anew this often. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private boolean acting;
    private @Nullable Instant since;
    private Duration banTime;
    private String why;
    private Instant decided = Instant.EPOCH;

    Treatment(Attack attack) {
        acting = attack.acting();
        since = attack.actedSince();
        banTime = attack.banTime();
        why = attack.why();
    }

    boolean acting() {
        return acting;
    }

    @Nullable
    Instant since() {
        return since;
    }

    Duration banTime() {
        return banTime;
    }

    String why() {
        return why;
    }

    /** Whether it is time to decide anew. */
    boolean due(Instant at) {
        return decided.isAfter(at) || Duration.between(decided, at).compareTo(PAUSE) >= 0;
    }

    void decided(Instant at) {
        decided = at;
    }

    void begin(Instant at, Duration time) {
        acting = true;
        since = at;
        banTime = time;
        why = "";
    }

    /** Nobody acts on it; tells whether that is for another reason than before. */
    boolean refuse(String reason) {
        boolean other = !reason.equals(why);
        acting = false;
        why = reason;
        return other;
    }

    /** Whether it has been acted on for the ban time; also when it is not acted on. */
    boolean isTimeOver(Instant at) {
        Instant from = since;
        return !acting
                || from == null
                || banTime.isZero()
                || Duration.between(from, at).compareTo(banTime) >= 0;
    }
}
