// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One step in the life of an attack. Immutable, safe to keep.
 *
 * @param phase what has happened
 * @param attack the attack as it then stood
 * @param at when it happened
 */
@ProviderType
public record AttackEvent(Phase phase, Attack attack, Instant at) {
    /** The steps. Every attack has one STARTED, any number of ONGOING and one ENDED, in this order. */
    public enum Phase {
        STARTED,
        /** Still there: its peak has risen, or some time has passed. */
        ONGOING,
        ENDED
    }
}
