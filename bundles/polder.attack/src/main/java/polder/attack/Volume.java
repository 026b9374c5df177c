// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;

/** What came of an attack in the windows in which it was over its limits. */
final class Volume {
    /** A window holds the traffic of this time. */
    private static final long WINDOW_MILLIS = 1000;

    private static final int BITS = 8;

    long packets;
    long bytes;
    private @Nullable Instant last;

    Volume(long packets, long bytes) {
        this.packets = packets;
        this.bytes = bytes;
    }

    /** Whether this window has been counted. */
    boolean has(Instant at) {
        return at.equals(last);
    }

    void add(Instant at, Rates rates, Direction direction) {
        Instant before = last;
        long millis =
                before == null ? WINDOW_MILLIS : Duration.between(before, at).toMillis();
        long part = Math.max(0, Math.min(WINDOW_MILLIS, millis)); // what is further apart was not over its limits
        last = at;
        packets += rate(rates, direction, Unit.PACKETS) * part / WINDOW_MILLIS;
        bytes += rate(rates, direction, Unit.BITS) / BITS * part / WINDOW_MILLIS;
    }

    /** Begins anew with what came in the last window. */
    void restart(Rates rates, Direction direction) {
        packets = rate(rates, direction, Unit.PACKETS);
        bytes = rate(rates, direction, Unit.BITS) / BITS;
    }

    private static long rate(Rates rates, Direction direction, Unit unit) {
        return rates.get(Metric.of(direction, TrafficClass.TOTAL, unit));
    }
}
