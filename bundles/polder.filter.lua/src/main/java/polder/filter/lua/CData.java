// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** A pointer, or a structure or array in memory, as a script holds it. It can be read, not written. */
final class CData extends LuaUserdata {
    final CType type;
    /** Where a pointer points to, and where anything else lies. */
    final long address;

    private final Memory memory;

    CData(Memory memory, CType type, long address) {
        super(memory);
        this.memory = memory;
        this.type = type;
        this.address = address;
    }

    /** A field of a structure or of what a pointer points to, or an element. */
    @Override
    public LuaValue get(LuaValue key) {
        CType target = type instanceof CType.Pointer pointer ? pointer.to() : type;
        if (target instanceof CType.Struct struct) {
            CType.Field field = struct.fields().get(key);
            if (field != null) {
                return load(field.type(), address + field.offset());
            }
            if (!key.isnumber() || target == type) {
                throw new LuaError("'" + this + "' has no member named '" + key.tojstring() + "'");
            }
        }
        CType element = type instanceof CType.Array array ? array.of() : target;
        return load(element, address + key.checkint() * (long) element.size());
    }

    private LuaValue load(CType wanted, long at) {
        if (wanted instanceof CType.Scalar number) {
            return load(number, at);
        }
        if (wanted instanceof CType.Pointer) {
            long to = memory.get(at, wanted.size(), false);
            return to == 0 ? NIL : new CData(memory, wanted, to);
        }
        return new CData(memory, wanted, at);
    }

    private LuaValue load(CType.Scalar number, long at) {
        long bits = memory.get(at, number.size(), number.signed());
        if (number.floating()) {
            return valueOf(number.size() == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits));
        }
        boolean huge = bits < 0 && !number.signed();
        return huge ? valueOf((bits >>> 1) * 2.0) : valueOf((double) bits);
    }

    @Override
    public void set(LuaValue key, LuaValue value) {
        throw new LuaError("flows cannot be changed");
    }

    @Override
    public LuaValue add(LuaValue elements) {
        if (type instanceof CType.Pointer pointer) {
            return new CData(
                    memory,
                    type,
                    address + elements.checkint() * (long) pointer.to().size());
        }
        return super.add(elements);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CData data && data.address == address;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address);
    }

    @Override
    public String tojstring() {
        return "cdata<" + (type instanceof CType.Pointer ? "pointer" : "value") + ">: 0x" + Long.toHexString(address);
    }

    @Override
    public LuaValue tostring() {
        return valueOf(tojstring());
    }
}
