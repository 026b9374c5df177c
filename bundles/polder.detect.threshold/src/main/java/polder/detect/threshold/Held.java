// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.Metric;

/**
 * The levels that rows have reached, so that each is left later than it is reached. Holds only those that have reached one. Used by
 * the thread of the windows.
 */
final class Held {
    /** No level. */
    static final byte NONE = -1;

    /** A row not near any limit is not looked up, and one that is not busy is in a window once a second only. */
    private static final long FORGET_NANOS = 1_500_000_000;

    private static final class Row {
        final byte[] levels = new byte[Metric.COUNT];
        long at;
    }

    private final Map<Object, Row> rows = new HashMap<>();
    private long sweptAt;

    /**
     * The levels of a row by the ordinals of metrics; null when it has none.
     *
     * @param key an address or a group
     * @param now nanoseconds since 1970
     */
    byte @Nullable [] levels(Object key, long now) {
        Row row = rows.get(key);
        return row == null || Math.abs(now - row.at) > FORGET_NANOS ? null : row.levels;
    }

    void hold(Object key, byte[] levels, long now) {
        Row row = rows.computeIfAbsent(key, any -> new Row());
        System.arraycopy(levels, 0, row.levels, 0, levels.length);
        row.at = now;
    }

    void leave(Object key) {
        rows.remove(key);
    }

    /** Forgets rows not held for a while; does nothing most of the time. */
    void sweep(long now) {
        if (!rows.isEmpty() && Math.abs(now - sweptAt) > FORGET_NANOS) {
            sweptAt = now;
            rows.values().removeIf(row -> Math.abs(now - row.at) > FORGET_NANOS);
        }
    }

    int size() {
        return rows.size();
    }
}
