// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import polder.api.flow.FlowBatch;

/** What a number of a flow has to be. */
final class Condition {
    private static final long ALL = -1;

    private final Field field;
    /** Another one that may have the value instead; the same where there is none. */
    private final Field or;
    /** The bits that count. */
    private final long mask;
    /** Pairs of least and most; one of them has to hold the value. */
    private final long[] ranges;

    private Condition(Field field, Field or, long mask, long[] ranges) {
        this.field = field;
        this.or = or;
        this.mask = mask;
        this.ranges = ranges;
    }

    static Condition in(Field field, Field or, long[] ranges) {
        return new Condition(field, or, ALL, ranges);
    }

    static Condition bits(Field field, long mask, long value) {
        return new Condition(field, field, mask, new long[] {value, value});
    }

    boolean needsDetails() {
        return field.detail;
    }

    /** Allocates nothing. */
    boolean holds(FlowBatch flows, int row) {
        if (field.detail && !flows.isDetailed()) {
            return false;
        }
        return has(field.of(flows, row)) || (or != field && has(or.of(flows, row)));
    }

    private boolean has(long value) {
        long bits = value & mask;
        for (int i = 0; i < ranges.length; i += 2) {
            if (bits >= ranges[i] && bits <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
