// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import polder.api.flow.FlowRow;
import polder.wire.Address;

/** Rows taken from rings: those of one attack. Used by one thread at a time. */
final class Excerpt {
    private static final int FIRST = 256;

    final int frameBytes;
    private long[] rows = new long[FIRST * FlowRow.WIDTH];
    private long[] details = new long[FIRST * Ring.DETAILS];
    private byte[] frames;
    private int size;

    Excerpt(int frameBytes) {
        this.frameBytes = frameBytes;
        frames = new byte[FIRST * frameBytes];
    }

    int size() {
        return size;
    }

    /**
     * Takes a row, unless the lane has written over it meanwhile.
     *
     * @param times by how much more it counts, as others were left out for it
     */
    void add(Ring ring, long index, int times) {
        if (size * FlowRow.WIDTH == rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
            details = Arrays.copyOf(details, 2 * details.length);
            frames = Arrays.copyOf(frames, 2 * frames.length);
        }
        ring.copy(index, rows, details, frames, size);
        if (ring.holds(index)) {
            int at = size * Ring.DETAILS + Ring.WEIGHT_AND_TTL;
            float weight = Float.intBitsToFloat((int) (details[at] >>> 32)) * times;
            details[at] = ((long) Float.floatToRawIntBits(weight) << 32) | (details[at] & 0xffff_ffffL);
            size++;
        }
    }

    /** Rows in the order of their arrival. */
    int[] order() {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(this::arrived))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    FlowRow row(int row, FlowRow reader) {
        return reader.at(rows, row * FlowRow.WIDTH);
    }

    private long detail(int row, int which) {
        return details[row * Ring.DETAILS + which];
    }

    long arrived(int row) {
        return detail(row, Ring.ARRIVED);
    }

    /** How many flows the row stands for. */
    double weight(int row) {
        return Float.intBitsToFloat((int) (detail(row, Ring.WEIGHT_AND_TTL) >>> 32));
    }

    int ttl(int row) {
        return (int) detail(row, Ring.WEIGHT_AND_TTL);
    }

    /** Who exported it; both halves are zero for frames of a mirror. */
    Address exporter(int row) {
        return new Address(detail(row, Ring.EXPORTER_HIGH), detail(row, Ring.EXPORTER_LOW));
    }

    long input(int row) {
        return detail(row, Ring.INPUT);
    }

    /** The autonomous systems its exporter tells, or 0. */
    long sourceAs(int row) {
        return detail(row, Ring.SYSTEMS) >>> 32;
    }

    long targetAs(int row) {
        return detail(row, Ring.SYSTEMS) & 0xffff_ffffL;
    }

    /** Bytes kept of its frame; zero when there is none. */
    int frameLength(int row) {
        return (int) detail(row, Ring.FRAME) & 0xffff;
    }

    int linkType(int row) {
        return (int) (detail(row, Ring.FRAME) >>> 16) & 0xffff;
    }

    int wireLength(int row) {
        return (int) (detail(row, Ring.FRAME) >>> 32);
    }

    byte[] frames() {
        return frames;
    }

    /** Where in {@link #frames} its frame starts. */
    int frameOffset(int row) {
        return row * frameBytes;
    }

    /** How many rows have a frame. */
    int frameCount() {
        int count = 0;
        for (int row = 0; row < size; row++) {
            count += frameLength(row) > 0 ? 1 : 0;
        }
        return count;
    }
}
