// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import polder.api.flow.FlowBatch;
import polder.wire.PrefixTable;

/**
 * What our hosts usually get: a few rows of each, of the last minutes. A host always falls into the same one of some small rings, which takes
 * a row now and then whatever comes, so that an attack pushes nothing else out. Written by one lane; its rings are read by others.
 */
final class Habits {
    /** Rows of a small ring. */
    static final int ROWS = 32;

    /** A full ring takes a row every six seconds or so: it reaches back three minutes. */
    private static final long PAUSE = 6_000_000_000L;

    private static final long PAUSE_WHILE_FILLING = 200_000_000L;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final Ring[] rings;
    /** When each takes the next row. */
    private final long[] due;

    private int random = 0x2545f491;

    Habits(int count, long now) {
        rings = Stream.generate(() -> new Ring(ROWS, 0)).limit(count).toArray(Ring[]::new);
        due = new long[count];
        Arrays.fill(due, now);
    }

    /** How many rings so much memory is enough for. */
    static int count(long bytes) {
        return (int) (bytes / Ring.bytes(ROWS));
    }

    List<Ring> rings() {
        return List.of(rings);
    }

    /**
     * Keeps some rows of a batch. The lane's thread.
     *
     * @param own our networks, or null when they are not known
     * @param besides what is under attack, or null for nothing
     */
    void look(FlowBatch flows, int size, long now, @Nullable PrefixTable own, @Nullable PrefixTable besides) {
        for (int row = 0; row < size; row++) {
            long high = flows.targetHigh(row);
            long low = flows.targetLow(row);
            int which = (int) ((((high * 31 + low) * MIX) >>> 33) % due.length);
            if (now - due[which] >= 0
                    && (own == null || own.match(high, low) != PrefixTable.NONE)
                    && (besides == null || besides.match(high, low) == PrefixTable.NONE)) {
                Ring ring = rings[which];
                ring.put(flows, row, 1, 1);
                due[which] = now + pause(ring.written() < ROWS ? PAUSE_WHILE_FILLING : PAUSE);
            }
        }
    }

    /** From half to one and a half times as long, lest it always falls on the same minute's beginning. */
    private long pause(long mean) {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return mean / 2 + (((random >>> 8) * mean) >>> 24);
    }
}
