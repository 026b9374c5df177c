// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A protobuf message being read: {@link #next} for each field, then {@link #field} and the value of its kind. */
final class Fields {
    private static final byte[] NONE = {};

    private final ByteBuffer in;
    private int field;
    private long number;
    private byte[] bytes = NONE;

    Fields(byte[] message) {
        in = ByteBuffer.wrap(message);
    }

    /**
     * Goes to the next field.
     *
     * @throws IllegalStateException when the bytes are no protobuf message
     */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        try {
            long tag = varint();
            field = (int) (tag >>> 3);
            number = 0;
            bytes = NONE;
            switch ((int) (tag & 7)) {
                case 0 -> number = varint();
                case 1 -> number = in.getLong();
                case 2 -> bytes = take(varint());
                case 5 -> number = in.getInt();
                default -> throw new IllegalStateException("no protobuf message");
            }
            return true;
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("a protobuf message ends too early", e);
        }
    }

    private byte[] take(long length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] value = new byte[(int) length];
        in.get(value);
        return value;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte one = in.get();
            value |= (long) (one & 0x7f) << shift;
            if (one >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("no protobuf message");
    }

    int field() {
        return field;
    }

    long number() {
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The message this field is. */
    Fields message() {
        return new Fields(bytes);
    }
}
