// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Since when each detector has judged the windows without a gap. An attack is over only when its detector has looked and found
 * nothing for the whole hold time: a detector or traffic being replaced, or a restart, proves nothing. Used by one thread.
 */
final class Evidence {
    /** Windows come about five times a second; what is further apart is a gap. */
    private static final Duration GAP = Duration.ofSeconds(2);

    private static final class Run {
        Instant from;
        Instant to;

        Run(Instant at) {
            from = at;
            to = at;
        }
    }

    private final Map<String, Run> runs = new HashMap<>();

    /** A detector has judged the window of this time. */
    void judged(String detector, Instant at) {
        Run run = runs.computeIfAbsent(detector, name -> new Run(at));
        if (Duration.between(run.to, at).compareTo(GAP) > 0 || at.isBefore(run.to)) {
            run.from = at;
        }
        run.to = at;
    }

    /** Since when it has judged every window up to this one; null when it has not judged this one. */
    @Nullable
    Instant since(String detector, Instant at) {
        Run run = runs.get(detector);
        return run != null && run.to.equals(at) ? run.from : null;
    }
}
