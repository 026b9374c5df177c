// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigation.Step;

/** A mitigation, and what is known of it besides. Guarded by the {@link Desk}. */
final class Entry {
    /** Steps that are kept; of more the first go on and those in the middle go. */
    private static final int STEPS = 40;

    private static final int FIRST_STEPS = 5;

    /** From its announcement to its end at the latest; zero for when its attack ends. */
    final Duration ttl;

    private Mitigation now;
    /** A person has decided for it. */
    boolean approved;
    /** A person has decided against it: its step is not taken again for its attack. */
    boolean barred;
    /** A route, or whoever else is no speaker, has said what became of it. */
    boolean byRoute;
    /** Since when its policy would not have it as it is. */
    @Nullable
    Instant misfit;

    Verdict verdict = Verdict.NONE;

    Entry(Mitigation now, Duration ttl) {
        this.now = now;
        this.ttl = ttl;
    }

    Mitigation now() {
        return now;
    }

    UUID id() {
        return now.id();
    }

    State state() {
        return now.state();
    }

    boolean isOf(@Nullable UUID attack) {
        return attack != null && attack.equals(now.attack());
    }

    boolean isExpired(Instant at) {
        Instant end = now.expires();
        return end != null && !at.isBefore(end);
    }

    /** Whether the routers have it, as far as anybody can tell; what is only observed counts as had. */
    boolean isInPlace() {
        return switch (state()) {
            case OBSERVED -> true;
            case CONFIRMED -> byRoute || verdict.settled();
            case ANNOUNCED -> verdict.settled();
            default -> false;
        };
    }

    void become(State state, Instant at, String who, String words) {
        List<Step> steps = new ArrayList<>(now.steps());
        if (steps.size() >= STEPS) {
            steps.remove(FIRST_STEPS);
        }
        steps.add(new Step(at, state, who, words));
        boolean starts = state == State.ANNOUNCED && now.announced() == null;
        Instant expires = starts && !ttl.isZero() ? at.plus(ttl) : now.expires();
        now = new Mitigation(
                now.id(),
                now.attack(),
                now.what(),
                now.rung(),
                now.policy(),
                state,
                now.since(),
                starts ? at : now.announced(),
                expires,
                state.isOver() ? at : null,
                now.coverage(),
                now.collateral(),
                words,
                steps);
    }
}
