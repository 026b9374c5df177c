// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import polder.api.flow.Reject;

/** What a lane has counted, published by its thread once a poll and read by any other. */
final class LaneCounters {
    static final int PACKETS = 0;
    static final int BYTES = 1;
    static final int FLOWS = 2;
    static final int FILTERED = 3;
    static final int DROPPED = 4;
    static final int PACKETS_PER_SECOND = 5;
    static final int FLOWS_PER_SECOND = 6;
    /** Packets of senders that are not allowed. */
    static final int REFUSED = 7;

    private static final int REJECTS = 8;
    private static final Reject[] REASONS = Reject.values();
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] cells = new long[REJECTS + REASONS.length];

    void set(int counter, long value) {
        CELL.setOpaque(cells, counter, value);
    }

    void set(Reject reason, long value) {
        set(REJECTS + reason.ordinal(), value);
    }

    long get(int counter) {
        return (long) CELL.getOpaque(cells, counter);
    }

    /** The reasons that occurred, as the operator reads them: {@code missing_template}. */
    Map<String, Long> rejects() {
        Map<String, Long> occurred = new TreeMap<>();
        for (int i = 0; i < REASONS.length; i++) {
            long count = get(REJECTS + i);
            if (count > 0) {
                occurred.put(REASONS[i].name().toLowerCase(Locale.ROOT), count);
            }
        }
        return occurred;
    }
}
