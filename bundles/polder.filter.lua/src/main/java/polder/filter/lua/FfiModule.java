// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.HashMap;
import java.util.Map;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TwoArgFunction;

/**
 * The module {@code ffi} as far as hooks need it: {@code cdef}, {@code typeof}, {@code cast}, {@code string}, {@code sizeof},
 * {@code offsetof}, {@code abi}, and of {@code C} the constants of enumerations and the four functions that turn byte orders. Nothing
 * of the machine can be reached by it but the flow. One for each script and lane.
 */
final class FfiModule {
    /** A script that makes type names at every call would otherwise fill the memory. */
    private static final int MOST_TYPES = 1000;

    private final Memory memory;
    private final CTypes types = new CTypes();
    private final Map<LuaValue, LuaUserdata> parsed = new HashMap<>();

    FfiModule(Memory memory) {
        this.memory = memory;
    }

    LuaTable table() {
        LuaTable ffi = new LuaTable();
        ffi.set("cdef", new Function(a -> {
            types.declare(a.checkjstring(1));
            parsed.clear();
            return LuaValue.NONE;
        }));
        ffi.set("typeof", new Function(a -> type(a.arg(1))));
        ffi.set("cast", new Function(a -> cast(typeOf(a.arg(1)), a.arg(2))));
        ffi.set("string", new Function(a -> memory.text(pointer(a.arg(1)), a.optint(2, -1))));
        ffi.set("sizeof", new Function(a -> LuaValue.valueOf(typeOf(a.arg(1)).size())));
        ffi.set("offsetof", new Function(this::offsetOf));
        ffi.set("abi", new Function(a -> LuaValue.valueOf(a.checkjstring(1).matches("le|64bit"))));
        ffi.set("os", LuaValue.valueOf("Linux"));
        ffi.set("arch", LuaValue.valueOf("x64"));
        ffi.set("C", library());
        return ffi;
    }

    /** A type of a script as a value: a text is parsed once. */
    private LuaUserdata type(LuaValue given) {
        if (given instanceof LuaUserdata data && data.m_instance instanceof CType) {
            return data;
        }
        if (given instanceof CData data) {
            return new LuaUserdata(data.type);
        }
        LuaUserdata known = parsed.get(given);
        if (known == null) {
            if (parsed.size() >= MOST_TYPES) {
                parsed.clear();
            }
            known = new LuaUserdata(types.parse(given.checkjstring()));
            parsed.put(given, known);
        }
        return known;
    }

    private CType typeOf(LuaValue given) {
        return (CType) type(given).m_instance;
    }

    private LuaValue cast(CType type, LuaValue value) {
        if (type instanceof CType.Scalar number) {
            return cast(number, value);
        }
        if (type instanceof CType.Pointer) {
            return new CData(memory, type, pointer(value));
        }
        throw new LuaError("only numbers and pointers can be cast to");
    }

    private static LuaValue cast(CType.Scalar type, LuaValue value) {
        double given = value.checkdouble();
        if (type.floating()) {
            return LuaValue.valueOf(type.size() == 4 ? (float) given : given);
        }
        int cut = 64 - 8 * type.size();
        long bits = (long) given << cut;
        return LuaValue.valueOf((double) (type.signed() || cut == 0 ? bits >> cut : bits >>> cut));
    }

    private long pointer(LuaValue value) {
        if (value instanceof FlowView) {
            return Memory.FLOW;
        }
        if (value instanceof CData data) {
            return data.address;
        }
        return value.checklong();
    }

    private Varargs offsetOf(Varargs arguments) {
        CType type = typeOf(arguments.arg(1));
        CType.Field field =
                type instanceof CType.Struct struct ? struct.fields().get(arguments.arg(2)) : null;
        return field == null ? LuaValue.NIL : LuaValue.valueOf(field.offset());
    }

    private LuaValue library() {
        Map<String, LuaValue> functions = new HashMap<>();
        for (String name : new String[] {"ntohl", "htonl"}) {
            functions.put(
                    name,
                    new Function(a -> LuaValue.valueOf(
                            (double) Integer.toUnsignedLong(Integer.reverseBytes((int) (long) a.checkdouble(1))))));
        }
        for (String name : new String[] {"ntohs", "htons"}) {
            functions.put(
                    name,
                    new Function(a -> LuaValue.valueOf(
                            Short.toUnsignedInt(Short.reverseBytes((short) (long) a.checkdouble(1))))));
        }
        LuaTable names = new LuaTable();
        names.set(LuaValue.INDEX, new TwoArgFunction() {
            @Override
            public LuaValue call(LuaValue table, LuaValue key) {
                String name = key.checkjstring();
                Integer constant = types.constant(name);
                if (constant != null) {
                    return LuaValue.valueOf(constant);
                }
                LuaValue function = types.hasFunction(name) ? functions.get(name) : null;
                if (function == null) {
                    throw new LuaError("ffi.C." + name + " is not there; declared, ntohl, ntohs, htonl and htons are");
                }
                return function;
            }
        });
        return new LuaTable().setmetatable(names);
    }
}
