// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.Arrays;
import polder.api.flow.FlowBatch;

/**
 * Finds out whether an exporter tells of each flow twice: where it comes in and where it goes out (field 61). It remembers a sample
 * of the flows seen coming in, and looks for them among those going out. Used under the lock of the {@link Domain}.
 */
final class Twice {
    /** One flow of so many is looked at: always the same ones, in both directions. */
    private static final int EVERY = 16;

    private static final int ROOM = 64;

    /** So many looked for, and this share found, is no accident. */
    private static final int ENOUGH = 32;

    private final int[] ingress = new int[ROOM];
    private int looked;
    private int found;
    private boolean egress;

    void clear() {
        Arrays.fill(ingress, 0);
        looked = 0;
        found = 0;
        egress = false;
    }

    /** The flow just started is of a direction: 0 where it came in, 1 where it went out. */
    void seen(int direction, FlowBatch flows) {
        egress |= direction == 1;
        if (egress && (direction & -2) == 0) {
            compare(direction, flows, flows.size() - 1);
        }
    }

    private void compare(int direction, FlowBatch flows, int row) {
        long from = flows.sourceLow(row);
        long to = flows.targetLow(row);
        int ports = (flows.sourcePort(row) << 16) | flows.targetPort(row);
        long mixed = (from * 0x9e3779b97f4a7c15L ^ to) * 0xc2b2ae3d27d4eb4fL + ports * 0x9e3779b97f4a7c15L;
        int hash = (int) (mixed >>> 32) | 1;
        if ((hash >>> 1) % EVERY != 0) {
            return;
        }
        int at = (hash >>> 8) % ROOM;
        if (direction == 0) {
            ingress[at] = hash;
        } else {
            looked++;
            if (ingress[at] == hash) {
                found++;
                ingress[at] = 0;
            }
            if (looked == 4 * ENOUGH) {
                // what was true yesterday
                looked /= 2;
                found /= 2;
            }
        }
    }

    /** Whether most of what goes out was told of before, when it came in. */
    boolean isCertain() {
        return looked >= ENOUGH && found * 2 >= looked;
    }
}
