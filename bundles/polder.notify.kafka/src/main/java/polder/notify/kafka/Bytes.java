// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import polder.wire.Address;

/** A message being written. Grows; used by one thread. */
final class Bytes {
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    Bytes put(int one) {
        room(1);
        bytes[size++] = (byte) one;
        return this;
    }

    Bytes text(String ascii) {
        byte[] all = ascii.getBytes(StandardCharsets.US_ASCII);
        room(all.length);
        System.arraycopy(all, 0, bytes, size, all.length);
        size += all.length;
        return this;
    }

    /** What another holds. */
    Bytes put(Bytes other) {
        room(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
        return this;
    }

    /** In decimal digits, not negative. */
    Bytes number(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        room(digits);
        long rest = value;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    Bytes address(long high, long low) {
        if (!Address.isV4(high, low)) {
            return text(new Address(high, low).toString());
        }
        return number(low >>> 24 & 0xff)
                .put('.')
                .number(low >>> 16 & 0xff)
                .put('.')
                .number(low >>> 8 & 0xff)
                .put('.')
                .number(low & 0xff);
    }

    /** Big-endian, the lowest bytes of a value. */
    Bytes big(long value, int count) {
        room(count);
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** As protobuf writes a number: seven bits at a time, the lowest first. */
    Bytes varint(long value) {
        room(LONGEST_VARINT);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }
}
