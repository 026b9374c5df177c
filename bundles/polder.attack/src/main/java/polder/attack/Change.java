// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Step;

/**
 * An attack to be written down and, with a phase, told.
 *
 * @param attack as it now stands
 * @param phase what listeners hear, or null when it is only written
 * @param action what those who act are to do
 * @param at when it happened
 * @param words what was decided and why; empty when nothing was
 */
record Change(Attack attack, @Nullable Phase phase, Action action, Instant at, String words) {
    /** One that is only written. */
    static Change silent(Attack attack, Instant at, String words) {
        return new Change(attack, null, Action.NONE, at, words);
    }

    /** A start or an end must be on disk before anyone hears of it. */
    boolean isFinal() {
        AttackEvent event = event();
        return event != null && !event.isProgress();
    }

    @Nullable
    AttackEvent event() {
        return phase == null ? null : new AttackEvent(phase, action, attack, at);
    }

    /** What was decided, or null when nothing was. */
    @Nullable
    Step decision() {
        Phase shown = phase == null ? Phase.ONGOING : phase;
        return words.isEmpty() ? null : new Step(at, Step.DECISION, shown, action, false, words);
    }
}
