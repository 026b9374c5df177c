// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Level;
import polder.api.traffic.Metric;

/**
 * What is remembered of rows over a limit: the levels they have reached, so that each is left later than it is reached, and since when
 * they have been over one. Used by the thread of the windows.
 */
final class Held {
    /** No level. */
    static final byte NONE = -1;

    /** Said of what is not over a limit. */
    static final long NEVER = Long.MIN_VALUE;

    /** A row not near any limit is not looked up, and one that is not busy is in a window once a second only. */
    private static final long FORGET_NANOS = 1_500_000_000;

    /** A row. */
    static final class Row {
        /** By the ordinals of metrics; the last one is that of sources. */
        final byte[] levels = new byte[Metric.COUNT + 1];
        /** By the number of the rule and the level. */
        long[] since = {};

        private Object rules;
        private long at;
        private int window;

        private Row(Rules rules, long now) {
            this.rules = rules;
            at = now;
            Arrays.fill(levels, NONE);
            begin(rules);
        }

        private void begin(Rules anew) {
            rules = anew;
            since = new long[anew.metrics.length * Level.values().length];
            Arrays.fill(since, NEVER);
        }

        /** Whether there is anything to remember. */
        boolean isHeld() {
            boolean held = false;
            for (byte level : levels) {
                held |= level != NONE;
            }
            for (long one : since) {
                held |= one != NEVER;
            }
            return held;
        }
    }

    private final Map<Object, Row> rows = new HashMap<>();
    private long sweptAt;
    private int windows;

    /**
     * What is remembered of a row; null when nothing is.
     *
     * @param key an address or a group
     * @param rules it is judged by; when they are others, or it was not near in the last window, the times begin anew
     * @param now nanoseconds since 1970
     */
    @Nullable
    @SuppressWarnings("ReferenceEquality")
    Row find(Object key, Rules rules, long now) {
        Row row = rows.get(key);
        if (row == null || Math.abs(now - row.at) > FORGET_NANOS) {
            return null;
        }
        if (row.rules != rules || windows - row.window > 1) {
            row.begin(rules);
        }
        row.window = windows;
        row.at = now;
        return row;
    }

    Row add(Object key, Rules rules, long now) {
        Row row = new Row(rules, now);
        row.window = windows;
        rows.put(key, row);
        return row;
    }

    void leave(Object key) {
        rows.remove(key);
    }

    /** Begins a window. Forgets rows not held for a while; that does nothing most of the time. */
    void begin(long now) {
        windows++;
        if (!rows.isEmpty() && Math.abs(now - sweptAt) > FORGET_NANOS) {
            sweptAt = now;
            rows.values().removeIf(row -> Math.abs(now - row.at) > FORGET_NANOS);
        }
    }

    int size() {
        return rows.size();
    }
}
