// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Arrays;
import java.util.List;
import polder.api.flow.FlowRow;

/**
 * Finds the rows of an attack in the rings of lanes, and takes as many as there is room for, evenly. The rings are large and lie in
 * no cache: they are gone through once. Used by one thread.
 */
final class Search {
    private static final int FIRST = 256;

    /** A stretch of a ring. */
    record Stretch(Ring ring, long from, long to) {}

    /** Rows of a ring that are of the attack. */
    private static final class Found {
        final Ring ring;
        final long[] rows;

        Found(Ring ring, long[] rows) {
            this.ring = ring;
            this.rows = rows;
        }

        long arrived(long index) {
            return ring.detail(index, Ring.ARRIVED);
        }
    }

    private final Selection selection;
    private final FlowRow row = new FlowRow();
    private final List<Found> found;
    private long since = Long.MIN_VALUE;

    Search(Selection selection, List<Stretch> stretches) {
        this.selection = selection;
        found = stretches.stream().map(this::rows).toList();
    }

    private Found rows(Stretch stretch) {
        Ring ring = stretch.ring();
        long[] rows = new long[FIRST];
        int count = 0;
        for (long index = Math.max(stretch.from(), ring.oldest()); index < stretch.to(); index++) {
            if (selection.holds(ring.row(index, row))) {
                if (count == rows.length) {
                    rows = Arrays.copyOf(rows, 2 * count);
                }
                rows[count++] = index;
            }
        }
        return new Found(ring, Arrays.copyOf(rows, count));
    }

    /** Leaves out rows that arrived before the attack began, as far as it can be seen within a time. */
    void fromOnset(long spanNanos, boolean usualTrafficToo) {
        long newest = Long.MIN_VALUE;
        for (Found one : found) {
            for (long index : one.rows) {
                newest = Math.max(newest, one.arrived(index));
            }
        }
        if (newest == Long.MIN_VALUE) {
            return;
        }
        since = usualTrafficToo ? newest - spanNanos : onset(newest, spanNanos);
    }

    private long onset(long newest, long spanNanos) {
        Onset onset = new Onset(newest, spanNanos);
        for (Found one : found) {
            for (long index : one.rows) {
                one.ring.row(index, row);
                float weight = Float.intBitsToFloat((int) (one.ring.detail(index, Ring.WEIGHT_AND_TTL) >>> 32));
                double packets = (double) Math.max(1, row.packets()) * row.samplingRate() * weight;
                onset.add(one.arrived(index), packets);
            }
        }
        return onset.nanos();
    }

    /** When the attack began, as far as it can be seen; rows before that are usual. */
    long since() {
        return since;
    }

    /** Takes the rows of the attack. */
    void take(int most, Excerpt into) {
        int all = 0;
        for (Found one : found) {
            for (long index : one.rows) {
                all += one.arrived(index) >= since ? 1 : 0;
            }
        }
        int step = Math.max(1, (all + most - 1) / Math.max(1, most));
        int nth = 0;
        for (Found one : found) {
            for (long index : one.rows) {
                if (one.arrived(index) >= since && nth++ % step == 0) {
                    into.add(one.ring, index, step);
                }
            }
        }
    }
}
