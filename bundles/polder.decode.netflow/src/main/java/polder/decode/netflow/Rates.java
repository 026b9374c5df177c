// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.nio.ByteBuffer;

/** Reads a sampling rate out of a record, in whichever way it is told. */
final class Rates {
    /** Rates beyond this are none: some exporters send the bytes of a small one the other way round. */
    private static final long MOST = 16_000_000;

    static final int NONE = -1;

    private Rates() {}

    /** An unsigned number of 1 to 8 bytes, most significant first. */
    static long unsigned(ByteBuffer in, int at, int width) {
        return switch (width) {
            case 1 -> in.get(at) & 0xff;
            case 2 -> in.getShort(at) & 0xffff;
            case 4 -> in.getInt(at) & 0xffff_ffffL;
            case 8 -> in.getLong(at);
            default -> odd(in, at, width);
        };
    }

    private static long odd(ByteBuffer in, int at, int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = (value << 8) | (in.get(at + i) & 0xff);
        }
        return value;
    }

    /**
     * The rate in a record: zero for no sampling, {@link #NONE} when it tells nothing that could be a rate. Selectors of RFC 5477, section 8.2: one of 305 and 306 together, or 309 and
     * 310 together, or 311; interval alone where the space is missing. 34 and 50 are NetFlow 9's.
     */
    static int in(ByteBuffer in, int record, Slots slots) {
        if (slots.has(Slot.PSAMP_INTERVAL)) {
            long interval = slots.value(in, record, Slot.PSAMP_INTERVAL);
            if (!slots.has(Slot.PSAMP_SPACE)) {
                return sensible(interval, 4);
            }
            long space = slots.value(in, record, Slot.PSAMP_SPACE);
            return interval <= 0 ? NONE : sensible((interval + space + interval / 2) / interval, 4);
        }
        if (slots.has(Slot.PSAMP_POPULATION)) {
            return ratio(in, record, slots, Slot.PSAMP_POPULATION, Slot.PSAMP_SIZE);
        }
        if (slots.has(Slot.OBSERVED)) {
            return ratio(in, record, slots, Slot.OBSERVED, Slot.SELECTED);
        }
        if (slots.has(Slot.PROBABILITY)) {
            return probability(in, record, slots);
        }
        return slots.has(Slot.INTERVAL)
                ? sensible(slots.value(in, record, Slot.INTERVAL), slots.width(Slot.INTERVAL))
                : NONE;
    }

    private static int ratio(ByteBuffer in, int record, Slots slots, int whole, int part) {
        long selected = slots.has(part) ? slots.value(in, record, part) : 1;
        long observed = slots.value(in, record, whole);
        return selected <= 0 ? NONE : sensible((observed + selected / 2) / selected, 4);
    }

    private static int probability(ByteBuffer in, int record, Slots slots) {
        int at = record + slots.at(Slot.PROBABILITY);
        double probability = slots.width(Slot.PROBABILITY) == 8 ? in.getDouble(at) : in.getFloat(at);
        return probability > 0 && probability <= 1 ? sensible(Math.round(1 / probability), 4) : NONE;
    }

    private static int sensible(long rate, int width) {
        if (rate > MOST && width == 4) {
            long turned = Integer.reverseBytes((int) rate) & 0xffff_ffffL;
            return turned <= 0xffff ? (int) turned : NONE;
        }
        return rate < 0 || rate > MOST ? NONE : (int) rate;
    }

    /** The number of the field that {@link #in} reads. */
    static int field(Slots slots) {
        return slots.has(Slot.PSAMP_INTERVAL)
                ? 305
                : slots.has(Slot.PSAMP_POPULATION)
                        ? 310
                        : slots.has(Slot.OBSERVED) ? 318 : slots.has(Slot.PROBABILITY) ? 311 : slots.intervalField();
    }
}
