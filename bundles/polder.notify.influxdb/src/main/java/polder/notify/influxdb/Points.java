// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import polder.wire.Address;

/** Points of InfluxDB's line protocol: {@code measurement,tag=value field=1,other=2 nanoseconds}, one after the other. */
final class Points {
    private byte[] bytes = new byte[1 << 16];
    private int size;
    private int count;
    private byte[] time = new byte[0];
    private boolean hasField;
    /** Where the points begin of which each so many are sent together. */
    private int[] starts = new int[64];

    void begin(long epochNanos) {
        size = 0;
        count = 0;
        time = (" " + epochNanos + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Begins a point, with a measurement and the name of its first tag. */
    Points point(byte[] measurementAndTag) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = size;
        hasField = false;
        return text(measurementAndTag);
    }

    Points text(byte[] text) {
        ensure(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
        return this;
    }

    Points address(long high, long low) {
        if (!Address.isV4(high, low)) {
            return text(new Address(high, low).toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        ensure(16);
        for (int shift = 24; shift >= 0; shift -= 8) {
            digits((low >>> shift) & 255);
            if (shift > 0) {
                bytes[size++] = '.';
            }
        }
        return this;
    }

    /** @param name of a field and an equals sign */
    void field(byte[] name, long value, boolean integer) {
        ensure(name.length + 23);
        bytes[size++] = (byte) (hasField ? ',' : ' ');
        hasField = true;
        System.arraycopy(name, 0, bytes, size, name.length);
        size += name.length;
        digits(value);
        if (integer) {
            bytes[size++] = 'i';
        }
    }

    /** A field that is a text. */
    void field(byte[] name, String value) {
        text(new byte[] {(byte) (hasField ? ',' : ' ')}).text(name);
        hasField = true;
        text(("\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\s", " ") + "\"")
                .getBytes(StandardCharsets.UTF_8));
    }

    void end() {
        text(time);
    }

    private void digits(long value) {
        int from = size;
        long left = Math.max(0, value);
        do {
            bytes[size++] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        for (int i = from, j = size - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int count() {
        return count;
    }

    /** Where a point begins; of the number after the last one, where that ends. */
    int start(int point) {
        return point < count ? starts[point] : size;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A tag's value, escaped as the line protocol wants it. */
    static byte[] tag(String value) {
        return value.replaceAll("([,= \\\\])", "\\\\$1").getBytes(StandardCharsets.UTF_8);
    }
}
