// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The interfaces of a section of a pcapng stream, and how each counts time. */
final class Section {
    /** More than any probe has; a stream that names more is refused. */
    static final int MOST = 256;

    private static final long SECOND = 1_000_000_000;
    private static final int MICROSECONDS = 6;
    private static final int RESOLUTION = 9;
    private static final int OFFSET = 14;
    private static final int BINARY = 0x80;
    /** Beyond this a fraction of a second times 10^9 does not fit into a long. */
    private static final int MOST_BITS = 33;

    private final int[] linkTypes = new int[MOST];
    private final int[] snapLengths = new int[MOST];
    private final int[] resolutions = new int[MOST];
    private final long[] offsets = new long[MOST];
    private final long[] powers = new long[19];
    private int size;

    Section() {
        Arrays.setAll(powers, i -> i == 0 ? 1 : 10 * powers[i - 1]);
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /**
     * Adds an interface: link type 2, reserved 2, snapshot length 4, options. Each option: code 2, length 2, value padded to 4 bytes.
     * if_tsresol is a negative power of 10 or, with the highest bit set, of 2; if_tsoffset are seconds.
     */
    void add(ByteBuffer in, boolean little, int first, int last) {
        linkTypes[size] = u16(in, little, first);
        snapLengths[size] = u32(in, little, first + 4);
        resolutions[size] = MICROSECONDS;
        offsets[size] = 0;
        int at = first + 8;
        while (last - at >= 8) {
            int code = u16(in, little, at);
            int length = u16(in, little, at + 2);
            if (code == RESOLUTION && length == 1) {
                resolutions[size] = in.get(at + 4) & 0xff;
            } else if (code == OFFSET && length == 8 && last - at >= 12) {
                long value = in.getLong(at + 4);
                offsets[size] = (little ? Long.reverseBytes(value) : value) * SECOND;
            }
            at += 4 + ((length + 3) & ~3);
        }
        size++;
    }

    static int u32(ByteBuffer in, boolean little, int at) {
        int value = in.getInt(at);
        return little ? Integer.reverseBytes(value) : value;
    }

    static int u16(ByteBuffer in, boolean little, int at) {
        short value = in.getShort(at);
        return (little ? Short.reverseBytes(value) : value) & 0xffff;
    }

    int linkType(int number) {
        return linkTypes[number];
    }

    /** Most bytes captured of a frame; zero when there is no such bound. */
    int snapLength(int number) {
        return snapLengths[number];
    }

    /** Nanoseconds since 1970 of a time as an interface counts it. */
    long epochNanos(int number, long units) {
        int resolution = resolutions[number];
        return offsets[number] + ((resolution & BINARY) == 0 ? decimal(resolution, units) : binary(resolution, units));
    }

    private long decimal(int digits, long units) {
        if (digits <= 9) {
            return units * powers[9 - digits];
        }
        return digits - 9 < powers.length ? units / powers[digits - 9] : 0;
    }

    private static long binary(int resolution, long units) {
        int bits = resolution & ~BINARY;
        if (bits > 63) {
            return 0;
        }
        long fraction = units & ((1L << bits) - 1);
        int excess = Math.max(0, bits - MOST_BITS);
        return (units >>> bits) * SECOND + (((fraction >>> excess) * SECOND) >>> (bits - excess));
    }
}
