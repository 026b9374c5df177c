// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.Map;
import org.luaj.vm2.LuaValue;

/** A type of C as a script has declared it. */
sealed interface CType {
    /** Bytes it takes. */
    int size();

    int align();

    /** A whole number, or a floating one; {@code char}, {@code bool} and {@code enum} are whole numbers. */
    record Scalar(String name, int size, boolean signed, boolean floating) implements CType {
        @Override
        public int align() {
            return size;
        }
    }

    /** Nothing: what an untyped pointer points to. */
    record Nothing() implements CType {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int align() {
            return 1;
        }
    }

    record Pointer(CType to) implements CType {
        @Override
        public int size() {
            return 8;
        }

        @Override
        public int align() {
            return 8;
        }
    }

    record Array(CType of, int length) implements CType {
        @Override
        public int size() {
            return of.size() * length;
        }

        @Override
        public int align() {
            return of.align();
        }
    }

    /** A field and where in its structure it begins. */
    record Field(CType type, int offset) {}

    /** A structure or union; fields of structures in it that have no name are its own. */
    record Struct(String name, int size, int align, Map<LuaValue, Field> fields) implements CType {}
}
