// SPDX-License-Identifier: Apache-2.0
package polder.api.attack;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Something that was decided or done about an attack. Immutable.
 *
 * @param at when
 * @param who a listener or a route, by its name; {@link #DECISION} for what was decided
 * @param phase of the event it is about
 * @param action of that event
 * @param failed whether the listener failed at it
 * @param words why it was decided so, or what the listener failed with; empty when it took the event
 */
@ProviderType
public record Step(
        Instant at, String who, AttackEvent.Phase phase, AttackEvent.Action action, boolean failed, String words) {
    /** Who decides. */
    public static final String DECISION = "polder.attack";
}
