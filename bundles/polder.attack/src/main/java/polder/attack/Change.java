// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/**
 * An attack to be written down and, with a phase, told.
 *
 * @param attack as it now stands
 * @param phase what listeners hear, or null when it is only written
 * @param at when it happened
 */
record Change(Attack attack, @Nullable Phase phase, Instant at) {
    /** A start or an end must be on disk before anyone hears of it. */
    boolean isFinal() {
        return phase == Phase.STARTED || phase == Phase.ENDED;
    }

    @Nullable
    AttackEvent event() {
        return phase == null ? null : new AttackEvent(phase, attack, at);
    }
}
