// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import polder.api.flow.FlowBatch;
import polder.wire.PrefixTable;

/**
 * What a lane looks for while something is under attack, and what it finds: rows from or to one of the targets, up to a number that
 * fills the ring in the time they are collected. Made by the keeper; used by one lane, but for the ring.
 */
final class Watch {
    private static final int ROWS = 8192;
    /** So many rows a second are searched: what bounds the cost of their details to about a hundredth of a core. */
    private static final long SEARCHED = 200_000;

    private static final long SECOND = 1_000_000_000L;

    final Ring ring;
    private final PrefixTable targets;
    private final Pace searched;
    private final Pace found;

    private Watch(PrefixTable targets, Ring ring, Pace searched, Pace found) {
        this.targets = targets;
        this.ring = ring;
        this.searched = searched;
        this.found = found;
    }

    static Watch of(PrefixTable targets, Settings settings, long now) {
        return new Watch(
                targets,
                new Ring(ROWS, settings.frameBytes()),
                new Pace(SEARCHED, SECOND, now),
                new Pace(ROWS, settings.after().toNanos(), now));
    }

    /** The same for other targets, keeping what was found. */
    Watch with(PrefixTable others) {
        return new Watch(others, ring, searched, found);
    }

    /** Whether a batch of so many rows is to be searched. The lane's thread. */
    boolean wants(int rows, long now) {
        return searched.allows(rows, now) && found.allows(rows, now);
    }

    /** Whether a row is from or to one of the targets. The lane's thread. */
    boolean holds(FlowBatch flows, int row) {
        return targets.match(flows.targetHigh(row), flows.targetLow(row)) != PrefixTable.NONE
                || targets.match(flows.sourceHigh(row), flows.sourceLow(row)) != PrefixTable.NONE;
    }

    /** Keeps the rows from and to the targets. The lane's thread. */
    void search(FlowBatch flows, int size, float weight) {
        searched.took(size);
        int count = 0;
        for (int row = 0; row < size; row++) {
            if (holds(flows, row)) {
                ring.put(flows, row, 1, weight);
                count++;
            }
        }
        found.took(count);
    }
}
