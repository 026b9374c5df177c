// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        /** By the number of the rule; the last one is that of sources. */
        final byte[] levels;
        /** By the number of the rule and the level. */
        final long[] since;

        private long at;

        private Row(int rules, int levelsOfOne) {
            levels = new byte[rules + 1];
            since = new long[rules * levelsOfOne];
            Arrays.fill(levels, NONE);
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

    /**
     * What is remembered of a row; null when nothing is.
     *
     * @param key an address or a group
     * @param rules how many there are; after a change of the cfg rows start anew
     * @param now nanoseconds since 1970
     */
    @Nullable
    Row find(Object key, int rules, long now) {
        Row row = rows.get(key);
        if (row == null || Math.abs(now - row.at) > FORGET_NANOS || row.levels.length != rules + 1) {
            return null;
        }
        row.at = now;
        return row;
    }

    Row add(Object key, int rules, int levelsOfOne, long now) {
        Row row = new Row(rules, levelsOfOne);
        row.at = now;
        rows.put(key, row);
        return row;
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
