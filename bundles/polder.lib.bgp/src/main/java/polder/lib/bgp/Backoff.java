// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.time.Duration;

/** How long to wait before a daemon that is away is tried again: 1, 2, 4 and then every 5 seconds. Used by one thread. */
public final class Backoff {
    private static final long MOST = 5;

    private long seconds;

    public Duration next() {
        seconds = Math.min(MOST, seconds == 0 ? 1 : seconds * 2);
        return Duration.ofSeconds(seconds);
    }

    /** It is there. */
    public void reset() {
        seconds = 0;
    }
}
