// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.attack.Rule;

/** A rule that has fired in an attack that has not ended. */
final class LiveRule {
    private final Rule first;
    private long peak;
    private Instant last;

    /** @param first as it first fired, or as it was written down */
    LiveRule(Rule first) {
        this.first = first;
        peak = first.peak();
        last = first.last();
    }

    boolean is(String detector, Fired fired) {
        return first.level() == fired.level()
                && first.metric() == fired.metric()
                && first.detector().equals(detector);
    }

    void again(Instant at, long observed) {
        last = at;
        peak = Math.max(peak, observed);
    }

    void notAfter(Instant at) {
        if (last.isAfter(at)) {
            last = at;
        }
    }

    Instant last() {
        return last;
    }

    Level level() {
        return first.level();
    }

    Rule now() {
        return new Rule(
                first.detector(),
                first.level(),
                first.metric(),
                first.group(),
                first.observed(),
                first.limit(),
                peak,
                first.samples(),
                first.reason(),
                first.first(),
                last);
    }
}
