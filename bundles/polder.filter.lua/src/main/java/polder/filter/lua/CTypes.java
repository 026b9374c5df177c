// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/**
 * The types a script has declared with {@code ffi.cdef}, laid out as a C compiler for x86-64 Linux does. Reads structures, unions,
 * enumerations, arrays, pointers and typedefs; of functions the names only.
 */
final class CTypes {
    private static final int DEEPEST = 16;
    private static final int LARGEST = 1 << 16;
    private static final Set<String> QUALIFIERS =
            Set.of("const", "volatile", "extern", "static", "inline", "restrict", "register", "__extension__");
    private static final Set<String> PLAIN =
            Set.of("void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "bool", "_Bool");

    private final Map<String, CType> named = new HashMap<>();
    private final Map<String, CType> tags = new HashMap<>();
    private final Map<String, Integer> constants = new HashMap<>();
    private final Set<String> functions = new HashSet<>();
    private int depth;

    /** A name and its type, as a declarator says them. */
    private record Named(String name, CType type, boolean function) {}

    CTypes() {
        for (int bits = 8; bits <= 64; bits *= 2) {
            named.put("int" + bits + "_t", whole("int" + bits + "_t", bits / 8, true));
            named.put("uint" + bits + "_t", whole("uint" + bits + "_t", bits / 8, false));
            named.put("u_int" + bits + "_t", whole("u_int" + bits + "_t", bits / 8, false));
        }
        for (String name : List.of("size_t", "uintptr_t")) {
            named.put(name, whole(name, 8, false));
        }
        for (String name : List.of("ssize_t", "intptr_t", "ptrdiff_t", "time_t")) {
            named.put(name, whole(name, 8, true));
        }
    }

    private static CType whole(String name, int size, boolean signed) {
        return new CType.Scalar(name, size, signed, false);
    }

    /** Takes declarations over. */
    void declare(String text) {
        CTokens in = new CTokens(text);
        while (!in.atEnd()) {
            if (in.skip(";")) {
                continue;
            }
            boolean typedef = in.skip("typedef");
            CType base = base(in);
            if (in.skip(";")) {
                continue;
            }
            do {
                Named one = declarator(in, base);
                if (typedef) {
                    named.put(one.name(), one.type());
                } else if (one.function()) {
                    functions.add(one.name());
                }
            } while (in.skip(","));
            in.need(";");
        }
    }

    /** A type as {@code ffi.typeof} and {@code ffi.cast} take it. */
    CType parse(String text) {
        CTokens in = new CTokens(text);
        CType type = declarator(in, base(in)).type();
        if (!in.atEnd()) {
            throw new LuaError("'" + text + "' is no type");
        }
        return type;
    }

    /** The value of an enumeration's constant, or null. */
    @Nullable
    Integer constant(String name) {
        return constants.get(name);
    }

    boolean hasFunction(String name) {
        return functions.contains(name);
    }

    private CType base(CTokens in) {
        List<String> plain = new ArrayList<>();
        CType found = null;
        while (in.atWord()) {
            String word = in.peek();
            if (QUALIFIERS.contains(word)) {
                in.next();
            } else if (word.equals("__attribute__")) {
                attribute(in);
            } else if (PLAIN.contains(word)) {
                plain.add(in.next());
            } else if (found != null || !plain.isEmpty()) {
                break;
            } else {
                in.next();
                found = switch (word) {
                    case "struct", "union" -> struct(in, word.equals("union"));
                    case "enum" -> enumeration(in);
                    default -> typedef(word);
                };
            }
        }
        if (found == null && plain.isEmpty()) {
            throw new LuaError("a type is needed before '" + in.peek() + "' in a C declaration");
        }
        return found == null ? plain(plain) : found;
    }

    private CType typedef(String word) {
        CType type = named.get(word);
        if (type == null) {
            throw new LuaError("'" + word + "' is no type that was declared");
        }
        return type;
    }

    private static CType plain(List<String> words) {
        boolean signed = !words.contains("unsigned");
        String name = String.join(" ", words);
        if (words.contains("void")) {
            return new CType.Nothing();
        }
        if (words.contains("float") || words.contains("double")) {
            return new CType.Scalar(name, words.contains("float") ? 4 : 8, true, true);
        }
        if (words.contains("bool") || words.contains("_Bool")) {
            return whole(name, 1, false);
        }
        int size = words.contains("char") ? 1 : words.contains("short") ? 2 : words.contains("long") ? 8 : 4;
        return whole(name, size, signed);
    }

    /** Whether the attribute is the one that leaves no gaps. */
    private static boolean attribute(CTokens in) {
        in.need("__attribute__");
        in.need("(");
        in.need("(");
        boolean packed = in.peek().equals("packed") || in.peek().equals("__packed__");
        in.skipToClosing();
        in.need(")");
        return packed;
    }

    private CType enumeration(CTokens in) {
        if (in.atWord()) {
            in.next();
        }
        if (in.skip("{")) {
            int value = 0;
            while (!in.skip("}")) {
                String name = in.next();
                value = in.skip("=") ? in.constant() : value;
                constants.put(name, value++);
                in.skip(",");
            }
        }
        return whole("enum", 4, false);
    }

    private CType struct(CTokens in, boolean union) {
        boolean packed = false;
        while (in.peek().equals("__attribute__")) {
            packed |= attribute(in);
        }
        String tag = in.atWord() ? in.next() : "";
        if (!in.skip("{")) {
            CType known = tags.get(tag);
            return known == null ? new CType.Nothing() : known;
        }
        if (++depth > DEEPEST) {
            throw new LuaError("structures are nested more than " + DEEPEST + " deep");
        }
        List<Named> members = members(in);
        depth--;
        while (in.peek().equals("__attribute__")) {
            packed |= attribute(in);
        }
        CType.Struct struct = layOut(tag, members, union, packed);
        tags.put(tag, struct);
        return struct;
    }

    private List<Named> members(CTokens in) {
        List<Named> members = new ArrayList<>();
        while (!in.skip("}")) {
            CType base = base(in);
            if (in.skip(";")) {
                members.add(new Named("", base, false));
                continue;
            }
            do {
                members.add(declarator(in, base));
            } while (in.skip(","));
            if (in.peek().equals(":")) {
                throw new LuaError("bit fields are not understood");
            }
            in.need(";");
        }
        return members;
    }

    private static CType.Struct layOut(String tag, List<Named> members, boolean union, boolean packed) {
        Map<LuaValue, CType.Field> fields = new LinkedHashMap<>();
        int end = 0;
        int size = 0;
        int align = 1;
        for (Named member : members) {
            CType type = member.type();
            int step = packed ? 1 : type.align();
            int offset = union ? 0 : up(end, step);
            if (member.name().isEmpty() && type instanceof CType.Struct inner) {
                inner.fields()
                        .forEach((name, field) ->
                                fields.put(name, new CType.Field(field.type(), offset + field.offset())));
            } else {
                fields.put(LuaValue.valueOf(member.name()), new CType.Field(type, offset));
            }
            end = offset + type.size();
            size = Math.max(size, end);
            align = Math.max(align, step);
        }
        return new CType.Struct(tag, check(up(size, align)), align, fields);
    }

    private static int up(int value, int step) {
        return (value + step - 1) / step * step;
    }

    private static int check(int size) {
        if (size < 0 || size > LARGEST) {
            throw new LuaError("a type of more than " + LARGEST + " bytes");
        }
        return size;
    }

    private Named declarator(CTokens in, CType base) {
        CType type = base;
        while (in.skip("*") || QUALIFIERS.contains(in.peek())) {
            if (QUALIFIERS.contains(in.peek())) {
                in.next();
            } else {
                type = new CType.Pointer(type);
            }
        }
        if (in.skip("(")) {
            in.need("*");
            String name = in.atWord() ? in.next() : "";
            in.need(")");
            in.need("(");
            in.skipToClosing();
            return new Named(name, new CType.Pointer(new CType.Nothing()), false);
        }
        String name = in.atWord() && !in.peek().equals("__attribute__") ? in.next() : "";
        if (in.skip("(")) {
            in.skipToClosing();
            return new Named(name, type, true);
        }
        while (in.peek().equals("__attribute__")) {
            attribute(in);
        }
        List<Integer> lengths = new ArrayList<>();
        while (in.skip("[")) {
            lengths.add(0, in.constant());
            in.need("]");
        }
        for (int length : lengths) {
            if (length < 0 || (long) type.size() * length > LARGEST) {
                throw new LuaError("an array of more than " + LARGEST + " bytes");
            }
            type = new CType.Array(type, length);
        }
        return new Named(name, type, false);
    }
}
