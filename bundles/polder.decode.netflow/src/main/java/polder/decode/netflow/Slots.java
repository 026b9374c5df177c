// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the slots of the record at hand lie: those of its plan, or of this one record when its fields vary in length. Made once for
 * each lane and used by its thread alone.
 */
final class Slots {
    private final int[] walkedAt = new int[Slot.COUNT];
    private final int[] walkedWide = new int[Slot.COUNT];

    /** Of the record at hand; for the innermost loop. */
    int[] offsets = walkedAt;

    int[] widths = walkedWide;
    private Plan plan = new Plan(new Fields(true, 0, -1, new byte[0]));

    void use(Plan next) {
        plan = next;
        if (next.isVariable) {
            Arrays.fill(walkedAt, -1);
            offsets = walkedAt;
            widths = walkedWide;
        } else {
            offsets = next.offsets;
            widths = next.widths;
        }
    }

    /** Bytes of the record that starts here, or -1 when it does not fit. */
    int walk(ByteBuffer in, int start, int end) {
        return plan.walk(in, start, end, walkedAt, walkedWide);
    }

    boolean has(int slot) {
        return offsets[slot] >= 0;
    }

    int at(int slot) {
        return offsets[slot];
    }

    int width(int slot) {
        return widths[slot];
    }

    /** The value of a slot that is there. */
    long value(ByteBuffer in, int record, int slot) {
        return Rates.unsigned(in, record + offsets[slot], widths[slot]);
    }

    /** The value of a slot, or zero when it is not there. */
    long valueOr0(ByteBuffer in, int record, int slot) {
        return offsets[slot] < 0 ? 0 : value(in, record, slot);
    }

    /** Which of 34 and 50 tells the interval. */
    int intervalField() {
        return plan.intervalField;
    }
}
