// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import polder.api.evidence.Usual;
import polder.api.flow.FlowRow;

/**
 * Finds the rows of an attack in the rings of lanes, and takes as many as there is room for, evenly. The rings are large and lie in
 * no cache: they are gone through once. Used by one thread.
 */
final class Search {
    private static final int FIRST = 256;
    /** Right before it begins to be seen an attack may be rising; and of less time than that nothing is told. */
    private static final long SECOND = 1_000_000_000L;

    private static final long LONGEST = 60 * SECOND;
    private static final long MILLI = 1_000_000;

    /**
     * A stretch of a ring.
     *
     * @param usualToo whether the ring holds what targets get when they are not under attack
     */
    record Stretch(Ring ring, long from, long to, boolean usualToo) {}

    /** Rows of a ring that are of the attack. */
    private static final class Found {
        final Ring ring;
        final boolean usualToo;
        final long[] rows;

        Found(Stretch stretch, long[] rows) {
            ring = stretch.ring();
            usualToo = stretch.usualToo();
            this.rows = rows;
        }

        long arrived(long index) {
            return ring.detail(index, Ring.ARRIVED);
        }

        double weight(long index) {
            return Float.intBitsToFloat((int) (ring.detail(index, Ring.WEIGHT_AND_TTL) >>> 32));
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
        return new Found(stretch, Arrays.copyOf(rows, count));
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
        forEach(onset::add);
        return onset.nanos();
    }

    @FunctionalInterface
    private interface Arrivals {
        void add(long arrived, double packets);
    }

    private void forEach(Arrivals into) {
        for (Found one : found) {
            for (long index : one.rows) {
                one.ring.row(index, row);
                double packets = (double) Math.max(1, row.packets()) * row.samplingRate() * one.weight(index);
                into.add(one.arrived(index), packets);
            }
        }
    }

    /** When the attack began, as far as it can be seen; rows before that are usual. */
    long since() {
        return since;
    }

    /** Adds what the target got before the attack to what is usual for it. */
    Usual withBefore(Usual usual) {
        long to = since - SECOND;
        long from = Math.max(complete(), to - LONGEST);
        if (since == Long.MIN_VALUE || to - from < SECOND) {
            return usual;
        }
        Kinds kinds = new Kinds();
        long[] copy = new long[FlowRow.WIDTH];
        row.at(copy, 0);
        for (Found one : found) {
            for (long index : one.rows) {
                one.ring.copy(index, copy);
                double flows = row.samplingRate() * one.weight(index);
                long arrived = one.arrived(index);
                if (one.ring.holds(index) && arrived >= from && arrived < to && selection.isTo(row)) {
                    kinds.add(row, flows);
                }
            }
        }
        Duration time = Duration.ofMillis((to - from) / MILLI);
        return new Usual(usual.of(), usual.kept(), usual.kinds(), kinds.told(), time);
    }

    /** Since when all that came to the target is there, usual traffic too. */
    private long complete() {
        return found.stream()
                .filter(one -> one.usualToo)
                .mapToLong(one -> one.arrived(one.ring.oldest()))
                .max()
                .orElse(Long.MAX_VALUE);
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
