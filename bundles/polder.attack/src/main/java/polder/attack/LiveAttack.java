// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/** An attack that has not ended: how it started, and how it stands. Guarded by its {@link AttackBook}. */
final class LiveAttack {
    final Attack start;
    State state;
    Instant lastOver;
    long peak;
    /** When listeners last heard of it, null when they have not since this process started. */
    @Nullable
    Instant told;

    long toldPeak;
    /** Back over its limit after having been held, and not yet told. */
    boolean back;

    private Rates rates;

    /** @param start as it stood when it started, or when it was last written down */
    LiveAttack(Attack start) {
        this.start = start;
        state = start.state();
        lastOver = start.lastOver();
        peak = start.peak();
        toldPeak = peak;
        rates = start.rates();
    }

    /** Over its limit, or another one in the same direction. */
    void over(Instant at, Metric metric, long observed, Rates now) {
        lastOver = at;
        rates = now;
        if (metric == start.metric()) {
            peak = Math.max(peak, observed);
        }
        if (state == State.HELD) {
            state = State.ACTIVE;
            back = true;
        }
    }

    Attack now() {
        return as(state, start.reason(), null);
    }

    Attack ended(Instant at, String reason) {
        return as(State.ENDED, reason, at);
    }

    private Attack as(State asState, String reason, @Nullable Instant ended) {
        return new Attack(
                start.id(),
                start.target(),
                asState,
                start.group(),
                start.detector(),
                start.metric(),
                start.observed(),
                start.limit(),
                peak,
                reason,
                start.startRates(),
                rates,
                start.since(),
                lastOver,
                ended,
                start.hold(),
                start.banTime());
    }
}
