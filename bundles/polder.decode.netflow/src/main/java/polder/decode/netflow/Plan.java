// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A template compiled: where in a record each {@link Slot} lies. A field nobody asks for costs nothing when records have a fixed
 * length. Immutable, and shared by all exporters that send the same template.
 */
final class Plan {
    /** The length of a field that says itself how long it is (RFC 7011, section 7). */
    static final int VARIABLE = 0xffff;

    private static final int NOWHERE = -1;

    /** Where a slot lies in a record, or negative. */
    final int[] offsets;

    /** How many bytes it has; of a field of variable length, whatever the record says. */
    final int[] widths;

    /** Bytes of a record; the least possible when it varies. */
    final int length;

    final boolean isVariable;

    /** How times are told, see {@link TimeFields}. */
    final int startKind;

    final int endKind;

    /** Whether records count anything at all: else they are events. */
    final boolean counts;

    /** Whether records are a piece of a packet. */
    final boolean isSample;

    /** Which field the piece is: what link header it starts with. */
    final int sectionField;

    /** Whether a record may tell a sampling rate of its own. */
    final boolean tellsRate;

    /** Which of 34 and 50 tells the interval. */
    final int intervalField;

    /** Whether what is rare has to be looked for: status, fragments, ports of one protocol, the reverse direction, events. */
    final boolean isSpecial;

    /** Whether records are read by the {@link PlainReader}. */
    final boolean isPlain;

    /** Fields with their widths, and the slot of each, to walk a record whose fields vary. */
    private final int[] walkWidths;

    private final int[] walkSlots;

    Plan(Fields fields) {
        offsets = filled(NOWHERE);
        widths = filled(0);
        int[] chosen = filled(NOWHERE);
        walkWidths = new int[fields.count()];
        walkSlots = filled(Slot.NONE, fields.count());
        int at = 0;
        boolean varies = false;
        for (int i = 0; i < fields.count(); i++) {
            int width = fields.width(i);
            walkWidths[i] = width;
            choose(fields, i, chosen);
            if (width == VARIABLE) {
                varies = true;
                at++;
            } else {
                at += width;
            }
        }
        length = at;
        isVariable = varies;
        place(fields, chosen);
        startKind = kind(fields, chosen[Slot.START]);
        endKind = kind(fields, chosen[Slot.END]);
        isSample = chosen[Slot.SECTION] >= 0;
        sectionField = isSample ? fields.id(chosen[Slot.SECTION]) : 0;
        intervalField = chosen[Slot.INTERVAL] < 0 ? 0 : fields.id(chosen[Slot.INTERVAL]);
        counts = has(chosen, Slot.PACKETS, Slot.BYTES, Slot.REVERSE_PACKETS, Slot.REVERSE_BYTES);
        tellsRate =
                has(chosen, Slot.INTERVAL, Slot.PSAMP_INTERVAL, Slot.PSAMP_POPULATION, Slot.PROBABILITY, Slot.OBSERVED);
        isSpecial = has(chosen, Slot.STATUS, Slot.FRAGMENT_OFFSET, Slot.FRAGMENT_FLAGS, Slot.EVENT)
                || has(chosen, Slot.UDP_SOURCE, Slot.UDP_TARGET, Slot.TCP_SOURCE, Slot.TCP_TARGET)
                || has(chosen, Slot.REVERSE_PACKETS, Slot.REVERSE_BYTES)
                || isBothFamilies(chosen);
        isPlain = PlainReader.suits(this);
    }

    private static int[] filled(int value) {
        return filled(value, Slot.COUNT);
    }

    private static int[] filled(int value, int size) {
        int[] array = new int[size];
        Arrays.fill(array, value);
        return array;
    }

    private static void choose(Fields fields, int i, int[] chosen) {
        int slot = fields.slot(i);
        int width = fields.width(i);
        if (slot == Slot.NONE || (width == VARIABLE ? slot != Slot.SECTION : !Slot.fits(slot, width))) {
            return;
        }
        int rival = chosen[slot];
        if (rival < 0 || Slot.preference(fields.id(i)) >= Slot.preference(fields.id(rival))) {
            chosen[slot] = i;
        }
    }

    private void place(Fields fields, int[] chosen) {
        int at = 0;
        for (int i = 0; i < fields.count(); i++) {
            int slot = fields.slot(i);
            if (slot != Slot.NONE && chosen[slot] == i) {
                offsets[slot] = at;
                widths[slot] = fields.width(i) == VARIABLE ? 0 : fields.width(i);
                walkSlots[i] = slot;
            }
            at += fields.width(i) == VARIABLE ? 1 : fields.width(i);
        }
    }

    private static int kind(Fields fields, int field) {
        return field < 0 ? TimeFields.NONE : TimeFields.kind(fields.id(field));
    }

    private static boolean has(int[] chosen, int... slots) {
        for (int slot : slots) {
            if (chosen[slot] >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBothFamilies(int[] chosen) {
        return has(chosen, Slot.SOURCE4, Slot.TARGET4) && has(chosen, Slot.SOURCE6, Slot.TARGET6);
    }

    boolean has(int slot) {
        return offsets[slot] >= 0;
    }

    /** Whether the IPv6 addresses come after the IPv4 ones: those of an inner header do. */
    boolean isSixLast() {
        return Math.max(offsets[Slot.SOURCE6], offsets[Slot.TARGET6])
                > Math.max(offsets[Slot.SOURCE4], offsets[Slot.TARGET4]);
    }

    /**
     * Finds the slots of a record with fields of variable length (RFC 7011, section 7): a length of one byte, or 255 and a length of
     * two.
     *
     * @param at where in the record each slot lies, to be filled
     * @param wide how many bytes it has, to be filled
     * @return bytes of the record, or -1 when it reaches beyond the end
     */
    int walk(ByteBuffer in, int start, int end, int[] at, int[] wide) {
        int next = start;
        for (int i = 0; i < walkWidths.length; i++) {
            int width = walkWidths[i];
            if (width == VARIABLE) {
                if (end - next < 1) {
                    return -1;
                }
                width = in.get(next++) & 0xff;
                if (width == 0xff) {
                    if (end - next < 2) {
                        return -1;
                    }
                    width = in.getShort(next) & 0xffff;
                    next += 2;
                }
            }
            if (end - next < width) {
                return -1;
            }
            int slot = walkSlots[i];
            if (slot >= 0) {
                at[slot] = next - start;
                wide[slot] = width;
            }
            next += width;
        }
        return next - start;
    }
}
