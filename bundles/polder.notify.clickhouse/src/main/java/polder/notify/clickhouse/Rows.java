// SPDX-License-Identifier: Apache-2.0
package polder.notify.clickhouse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows of ClickHouse's format TabSeparated. */
final class Rows {
    private byte[] bytes = new byte[1 << 16];
    private int[] starts = new int[64];
    private int size;
    private int count;
    private String seconds = "";

    void begin(long epochSeconds) {
        size = 0;
        count = 0;
        seconds = Long.toString(epochSeconds);
    }

    /** Begins a row with its time and a text. */
    void row(String key) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = size;
        text(seconds);
        value(key);
    }

    void value(String text) {
        text("\t");
        text(text);
    }

    void value(long number) {
        ensure(21);
        bytes[size++] = '\t';
        int from = size;
        long left = Math.max(0, number);
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

    void end() {
        text("\n");
    }

    private void text(String text) {
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where a row begins; of the number after the last one, where that ends. */
    int start(int row) {
        return row < count ? starts[row] : size;
    }
}
