// SPDX-License-Identifier: Apache-2.0
package polder.notify.graphite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import polder.wire.Address;

/**
 * Lines of carbon's plaintext protocol: {@code path value seconds}. A path is put together of pieces, so that many lines of one host
 * share what they begin with.
 */
final class Lines {
    private static final int PATH = 1024;

    private byte[] bytes = new byte[1 << 16];
    private int size;
    private int count;
    private byte[] time = new byte[0];
    private final byte[] path = new byte[PATH];
    private int length;

    void begin(long seconds) {
        size = 0;
        count = 0;
        time = (" " + seconds + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Begins a path. */
    Lines at(byte[] prefix) {
        length = 0;
        return and(prefix);
    }

    Lines and(byte[] piece) {
        System.arraycopy(piece, 0, path, length, Math.min(piece.length, PATH - length));
        length = Math.min(length + piece.length, PATH);
        return this;
    }

    /** An address with underlines for dots and colons. */
    Lines address(long high, long low) {
        if (!Address.isV4(high, low)) {
            return and(name(new Address(high, low).toString()));
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            int part = (int) (low >>> shift) & 255;
            if (part >= 100) {
                path[length++] = (byte) ('0' + part / 100);
            }
            if (part >= 10) {
                path[length++] = (byte) ('0' + part / 10 % 10);
            }
            path[length++] = (byte) ('0' + part % 10);
            if (shift > 0) {
                path[length++] = '_';
            }
        }
        return this;
    }

    /** A line of the path so far with something behind it, which the path does not keep. */
    void line(byte[] end, long value) {
        ensure(length + end.length + 21 + time.length);
        System.arraycopy(path, 0, bytes, size, length);
        System.arraycopy(end, 0, bytes, size + length, end.length);
        size += length + end.length;
        bytes[size++] = ' ';
        digits(value);
        System.arraycopy(time, 0, bytes, size, time.length);
        size += time.length;
        count++;
    }

    private void digits(long value) {
        int from = size;
        long left = value;
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

    int size() {
        return size;
    }

    int count() {
        return count;
    }

    /** A piece of a path as it stands. */
    static byte[] piece(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A piece of a path from a name: what would be no part of one becomes an underline. */
    static byte[] name(String text) {
        return piece(text.replaceAll("[^A-Za-z0-9-]", "_"));
    }
}
