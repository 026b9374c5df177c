// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says yes at most once a minute, so that what fails again and again is logged, but not each time. Any thread may call it. */
final class Seldom {
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private boolean ever;
    private long last;

    Seldom(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized boolean now() {
        long now = nanos.getAsLong();
        if (ever && now - last < PAUSE) {
            return false;
        }
        ever = true;
        last = now;
        return true;
    }
}
