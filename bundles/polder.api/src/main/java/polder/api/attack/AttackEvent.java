// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One step in the life of an attack. Immutable, safe to keep. Whoever tells people looks at the phase; whoever acts (bans, announces,
 * blocks) looks at the action alone, and need remember nothing.
 *
 * @param phase what has happened
 * @param action what is to be done about it
 * @param attack the attack as it then stood
 * @param at when it happened
 */
@ProviderType
public record AttackEvent(Phase phase, Action action, Attack attack, Instant at) {
    /** The steps. An attack has one STARTED, any number of ONGOING and one ENDED, in this order; there may be a WARNED before. */
    public enum Phase {
        /** Rules of level {@link Level#WARN} alone fire. STARTED follows, with the same id, when it becomes worse, or else PASSED. */
        WARNED,
        STARTED,
        /** Still there: its level has changed, its peak has risen, acting on it has begun or ended, or some time has passed. */
        ONGOING,
        ENDED,
        /** The warning is over and has not become an attack. */
        PASSED
    }

    /** What to do. An attack has any number of BEGIN, each followed by an END, and KEEP only between the two. */
    public enum Action {
        /** Nothing; {@link Attack#why} says why. */
        NONE,
        /** Act on it from now on. */
        BEGIN,
        /** Go on. */
        KEEP,
        /** Undo what was begun. */
        END
    }

    /** An event of an attack that is acted on from its start to its end. */
    public AttackEvent(Phase phase, Attack attack, Instant at) {
        this(phase, actionOf(phase), attack, at);
    }

    private static Action actionOf(Phase phase) {
        return switch (phase) {
            case WARNED, PASSED -> Action.NONE;
            case STARTED -> Action.BEGIN;
            case ONGOING -> Action.KEEP;
            case ENDED -> Action.END;
        };
    }

    /** Whether it is news of progress only, which may be left out where too much waits. */
    public boolean isProgress() {
        return phase == Phase.ONGOING && (action == Action.NONE || action == Action.KEEP);
    }
}
