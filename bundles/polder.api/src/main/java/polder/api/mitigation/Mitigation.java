// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One thing done, or that would be done, against an attack. Immutable, safe to keep.
 *
 * @param id its own for ever, also after a restart
 * @param attack against which it is; null when it was asked for by hand
 * @param what is announced
 * @param rung of the policy's ladder, from 1; zero when it was asked for by hand
 * @param policy whose ladder; empty when it was asked for by hand
 * @param state where in its life it is
 * @param since when it was first wanted
 * @param announced when it was announced, or null when it never was
 * @param expires when it is withdrawn at the latest; null for when its attack ends
 * @param ended when it was withdrawn, rejected or refused, or expired; null before
 * @param coverage which part of the attack's packets a FlowSpec rule matches, from 0 to 1; NaN when not known
 * @param collateral which part of the usual packets to the target it matches; NaN when not known
 * @param words why it is as it is, for people
 * @param steps what became of it, the oldest first; a bounded number
 */
@ProviderType
public record Mitigation(
        UUID id,
        @Nullable UUID attack,
        Announcement what,
        int rung,
        String policy,
        State state,
        Instant since,
        @Nullable Instant announced,
        @Nullable Instant expires,
        @Nullable Instant ended,
        double coverage,
        double collateral,
        String words,
        List<Step> steps) {
    /** Where in its life a mitigation is. */
    public enum State {
        /** Its policy observes: this is what would have been announced. */
        OBSERVED,
        /** Somebody has to approve it. */
        PENDING,
        /** Wanted of the speakers; none has confirmed it. */
        ANNOUNCED,
        /** A daemon has it. */
        CONFIRMED,
        /** No speaker takes it, or every one that does failed; it is tried on. */
        FAILED,
        /** The guard was against it. */
        REFUSED,
        REJECTED,
        WITHDRAWN,
        EXPIRED;

        /** Whether routers are to have it. */
        public boolean isWanted() {
            return this == ANNOUNCED || this == CONFIRMED || this == FAILED;
        }

        /** Whether nothing more becomes of it. */
        public boolean isOver() {
            return this == REFUSED || this == REJECTED || this == WITHDRAWN || this == EXPIRED;
        }
    }

    /**
     * Something that became of it.
     *
     * @param at when
     * @param state since then
     * @param who decided it: a user, a policy, the guard or a speaker
     * @param words why
     */
    public record Step(Instant at, State state, String who, String words) {}

    public Mitigation {
        steps = List.copyOf(steps);
    }
}
