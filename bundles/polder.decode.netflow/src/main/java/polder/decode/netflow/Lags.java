// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import polder.api.flow.FlowBatch;

/**
 * How long after their end an exporter tells of short flows. Usually that is its inactive timeout. When a flood fills its cache, it
 * pushes flows out long before, those of many seconds in a few tenths of one. Used under the lock of the {@link Domain}.
 */
final class Lags {
    /** Longer than inactive timeouts are; what claims more teaches nothing. Milliseconds. */
    private static final int LONGEST = 60_000;

    /** Flows longer than this may have been told of as they were too long, and teach nothing. Milliseconds. */
    private static final int SHORT = 1000;

    /** A lag by which nothing is pushed together that would matter. Milliseconds. */
    private static final int LITTLE = 1000;

    private static final int FIN = 0x01;
    private static final int RST = 0x04;

    /** So much of the way to a longer lag is gone with each flow that has it, so that a single one does not count for much. */
    private static final int RISE = 64;

    /** So much is forgotten each second. */
    private static final int FADE = 256;

    /** The share of the flows that come early is that of about so many. */
    private static final int SEVERAL = 64;

    /** From that share on, of one, flows are pushed out. */
    private static final float PUSHED = 0.125f;

    private float usual;
    private float early;

    void clear() {
        usual = early = 0;
    }

    void fade() {
        usual -= usual / FADE;
    }

    /**
     * Says of the flow just started how much earlier than is usual it was told of, while flows are pushed out.
     *
     * @param age how long ago it ended, milliseconds
     * @param length how long it lasted, milliseconds
     */
    void tell(FlowBatch flows, long age, long length) {
        if (age > LONGEST || (length | age) < 0 || (age <= LITTLE && hasEnded(flows))) {
            return;
        }
        if (length <= SHORT) {
            learn(age);
        }
        if (early > PUSHED && age < usual) {
            flows.early((int) (usual - age));
        }
    }

    private void learn(long age) {
        if (age > usual) {
            usual += (age - usual) / RISE;
        }
        boolean isEarly = usual > LITTLE && age < usual * 3 / 4;
        early += ((isEarly ? 1 : 0) - early) / SEVERAL;
    }

    /** A connection that ended is told of at once, whatever is usual; an RST alone is none. */
    private static boolean hasEnded(FlowBatch flows) {
        int row = flows.size() - 1;
        int flags = flows.tcpFlags(row);
        return (flags & FIN) != 0 || ((flags & RST) != 0 && flows.packets(row) > 1);
    }
}
