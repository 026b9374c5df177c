// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The module {@code bit} as LuaJIT has it: operations on 32 bits, results signed. */
final class BitModule {
    private BitModule() {}

    static LuaTable table() {
        LuaTable bit = new LuaTable();
        one(bit, "tobit", a -> a);
        one(bit, "bnot", a -> ~a);
        one(bit, "bswap", Integer::reverseBytes);
        all(bit, "band", (a, b) -> a & b);
        all(bit, "bor", (a, b) -> a | b);
        all(bit, "bxor", (a, b) -> a ^ b);
        two(bit, "lshift", (a, n) -> a << n);
        two(bit, "rshift", (a, n) -> a >>> n);
        two(bit, "arshift", (a, n) -> a >> n);
        two(bit, "rol", Integer::rotateLeft);
        two(bit, "ror", Integer::rotateRight);
        bit.set("tohex", new Function(a -> LuaValue.valueOf(hex(bits(a, 1), a.optint(2, 8)))));
        return bit;
    }

    /** A number as 32 bits, whatever its size. */
    private static int bits(Varargs arguments, int index) {
        return (int) (long) arguments.checkdouble(index);
    }

    private static void one(LuaTable bit, String name, IntUnaryOperator operator) {
        bit.set(name, new Function(a -> LuaValue.valueOf(operator.applyAsInt(bits(a, 1)))));
    }

    private static void two(LuaTable bit, String name, IntBinaryOperator operator) {
        bit.set(name, new Function(a -> LuaValue.valueOf(operator.applyAsInt(bits(a, 1), bits(a, 2)))));
    }

    private static void all(LuaTable bit, String name, IntBinaryOperator operator) {
        bit.set(name, new Function(a -> {
            int value = bits(a, 1);
            for (int i = 2; i <= a.narg(); i++) {
                value = operator.applyAsInt(value, bits(a, i));
            }
            return LuaValue.valueOf(value);
        }));
    }

    private static String hex(int value, int digits) {
        int count = Math.max(1, Math.min(8, Math.abs(digits)));
        String all = String.format(digits < 0 ? "%08X" : "%08x", value);
        return all.substring(8 - count);
    }
}
