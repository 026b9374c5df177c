// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Level;

/** What listeners have heard of an attack, and whether there is more to tell. Guarded by the {@link AttackBook}. */
final class News {
    /** A rising peak or another level is told at most this often. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Null when they have heard nothing since this process started. */
    private @Nullable Instant last;

    private long peak;
    private Level level;
    /** Back over its limit after having been held. */
    private boolean back;

    News(Attack attack) {
        peak = attack.peak();
        level = attack.level();
    }

    void isBack() {
        back = true;
    }

    void isHeld() {
        back = false;
    }

    void told(Instant at, long toldPeak, Level toldLevel) {
        last = at;
        peak = toldPeak;
        level = toldLevel;
        back = false;
    }

    /** Whether progress is to be told now. */
    boolean due(Instant at, LiveAttack attack, AttackSettings settings) {
        Instant before = last;
        if (before == null) {
            last = at;
            return false;
        }
        boolean risen = attack.peak() > peak && attack.peak() >= peak * settings.peakStep();
        Duration pause = risen || attack.level() != level ? PAUSE : settings.updateEvery();
        return back || Duration.between(before, at).compareTo(pause) >= 0;
    }
}
