// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import polder.mitigation.GuardSettings.Rate;

/** A token bucket: full at the start, and filled evenly. A clock that is set back fills nothing. */
final class Bucket {
    private Rate rate;
    private double tokens;
    private Instant last = Instant.MIN;

    Bucket(Rate rate) {
        this.rate = rate;
        tokens = rate.count();
    }

    void use(Rate changed) {
        rate = changed;
        tokens = Math.min(tokens, rate.count());
    }

    boolean isEmpty(Instant now) {
        if (last.isBefore(now) && !last.equals(Instant.MIN)) {
            double passed = (double) Duration.between(last, now).toMillis()
                    / rate.time().toMillis();
            tokens = Math.min(rate.count(), tokens + passed * rate.count());
        }
        last = now;
        return tokens < 1;
    }

    void take() {
        tokens--;
    }
}
