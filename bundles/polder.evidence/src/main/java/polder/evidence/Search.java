// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.List;
import polder.api.flow.FlowRow;

/** Finds the rows of an attack in the rings of lanes, and takes as many as there is room for, evenly. Used by one thread. */
final class Search {
    /** A stretch of a ring. */
    record Stretch(Ring ring, long from, long to) {}

    @FunctionalInterface
    private interface Found {
        void row(Ring ring, long index);
    }

    private final Selection selection;
    private final FlowRow row = new FlowRow();
    private long since = Long.MIN_VALUE;

    Search(Selection selection) {
        this.selection = selection;
    }

    /** Leaves out rows that arrived before the attack began, as far as it can be seen within a time. */
    void fromOnset(List<Stretch> stretches, long spanNanos, boolean usualTrafficToo) {
        long[] newest = {Long.MIN_VALUE};
        each(stretches, (ring, index) -> newest[0] = Math.max(newest[0], ring.detail(index, Ring.ARRIVED)));
        if (newest[0] == Long.MIN_VALUE) {
            return;
        }
        Onset onset = new Onset(newest[0], spanNanos);
        each(stretches, (ring, index) -> {
            float weight = Float.intBitsToFloat((int) (ring.detail(index, Ring.WEIGHT_AND_TTL) >>> 32));
            double packets = (double) Math.max(1, row.packets()) * row.samplingRate() * weight;
            onset.add(ring.detail(index, Ring.ARRIVED), packets);
        });
        since = usualTrafficToo ? newest[0] - spanNanos : onset.nanos();
    }

    /** Takes the rows of the attack. */
    void take(List<Stretch> stretches, int most, Excerpt into) {
        int[] found = {0};
        each(stretches, (ring, index) -> found[0]++);
        int step = Math.max(1, (found[0] + most - 1) / Math.max(1, most));
        int[] nth = {0};
        each(stretches, (ring, index) -> {
            if (nth[0]++ % step == 0) {
                into.add(ring, index, step);
            }
        });
    }

    private void each(List<Stretch> stretches, Found found) {
        for (Stretch stretch : stretches) {
            Ring ring = stretch.ring();
            for (long index = Math.max(stretch.from(), ring.oldest()); index < stretch.to(); index++) {
                if (ring.detail(index, Ring.ARRIVED) >= since && selection.holds(ring.row(index, row))) {
                    found.row(ring, index);
                }
            }
        }
    }
}
