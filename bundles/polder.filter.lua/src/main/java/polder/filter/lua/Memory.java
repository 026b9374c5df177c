// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;

/**
 * What a script takes for the memory of the machine: a few kilobytes that hold one flow, little-endian as the machines FastNetMon runs
 * on. Addresses are offsets in it, so a wrong pointer is an error of the script and nothing else. Used by one thread.
 */
final class Memory {
    /** Where the flow lies; below is what a null pointer points to. */
    static final int FLOW = 64;

    /** Where the header of its packet lies, if there is one. */
    static final int HEADER = 4096;

    static final int LONGEST_HEADER = 512;

    private static final VarHandle SHORTS = view(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = view(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = view(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WIRE_SHORTS = view(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle WIRE_INTS = view(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle WIRE_LONGS = view(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[HEADER + LONGEST_HEADER];

    private static VarHandle view(Class<?> type, ByteOrder order) {
        return MethodHandles.byteArrayViewVarHandle(type, order);
    }

    void putByte(int at, int value) {
        bytes[at] = (byte) value;
    }

    void putShort(int at, int value) {
        SHORTS.set(bytes, at, (short) value);
    }

    void putInt(int at, int value) {
        INTS.set(bytes, at, value);
    }

    void putLong(int at, long value) {
        LONGS.set(bytes, at, value);
    }

    /** In the order of the network. */
    void putWireShort(int at, int value) {
        WIRE_SHORTS.set(bytes, at, (short) value);
    }

    /** In the order of the network. */
    void putWireInt(int at, int value) {
        WIRE_INTS.set(bytes, at, value);
    }

    /** In the order of the network. */
    void putWireLong(int at, long value) {
        WIRE_LONGS.set(bytes, at, value);
    }

    void put(int at, ByteBuffer from, int offset, int length) {
        from.get(offset, bytes, at, length);
    }

    /** Reads a whole number for a script; eight bytes are read as they are, signed or not. */
    long get(long at, int size, boolean signed) {
        int from = check(at, size);
        return switch (size) {
            case 1 -> signed ? bytes[from] : bytes[from] & 0xff;
            case 2 -> signed ? (short) SHORTS.get(bytes, from) : (short) SHORTS.get(bytes, from) & 0xffff;
            case 4 -> signed ? (int) INTS.get(bytes, from) : Integer.toUnsignedLong((int) INTS.get(bytes, from));
            default -> (long) LONGS.get(bytes, from);
        };
    }

    /** The text at an address, up to a length or, when that is negative, to the first zero byte. */
    LuaString text(long at, int length) {
        int from = check(at, Math.max(0, length));
        int to = from + Math.max(0, length);
        while (length < 0 && to < bytes.length && bytes[to] != 0) {
            to++;
        }
        byte[] copy = new byte[to - from];
        System.arraycopy(bytes, from, copy, 0, copy.length);
        return LuaString.valueOf(copy);
    }

    private int check(long at, int size) {
        if (at < FLOW || at + size > bytes.length) {
            throw new LuaError("address " + at + " is outside of the flow");
        }
        return (int) at;
    }
}
