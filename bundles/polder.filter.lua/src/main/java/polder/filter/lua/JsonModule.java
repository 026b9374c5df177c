// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code json}: {@code decode}, {@code encode} and {@code null}. As the module FastNetMon's scripts were written with, it
 * takes keys that are numbers, which then are numbers in the table too.
 */
final class JsonModule {
    static final LuaUserdata NULL = new LuaUserdata("null");
    private static final int DEEPEST = 64;

    private final String text;
    private int at;
    private int depth;

    private JsonModule(String text) {
        this.text = text;
    }

    static LuaTable table() {
        LuaTable json = new LuaTable();
        json.set("decode", new Function(a -> decode(a.checkjstring(1))));
        json.set(
                "encode",
                new Function(a -> LuaValue.valueOf(
                        encode(a.arg(1), new StringBuilder(), 0).toString())));
        json.set("null", NULL);
        return json;
    }

    private static LuaValue decode(String text) {
        JsonModule reader = new JsonModule(text);
        LuaValue value = reader.value();
        reader.blanks();
        if (reader.at < text.length()) {
            throw reader.wrong("the end");
        }
        return value;
    }

    private LuaError wrong(String needed) {
        return new LuaError("json: " + needed + " is needed at character " + (at + 1));
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private char peek() {
        blanks();
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean skip(char sign) {
        if (peek() == sign) {
            at++;
            return true;
        }
        return false;
    }

    private void need(char sign) {
        if (!skip(sign)) {
            throw wrong("'" + sign + "'");
        }
    }

    private LuaValue value() {
        if (++depth > DEEPEST) {
            throw wrong("less depth");
        }
        LuaValue value =
                switch (peek()) {
                    case '{' -> object();
                    case '[' -> array();
                    case '"' -> LuaValue.valueOf(string());
                    case 't' -> word("true", LuaValue.TRUE);
                    case 'f' -> word("false", LuaValue.FALSE);
                    case 'n' -> word("null", NULL);
                    default -> number();
                };
        depth--;
        return value;
    }

    private LuaValue word(String word, LuaValue value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private LuaTable object() {
        LuaTable table = new LuaTable();
        need('{');
        while (!skip('}')) {
            LuaValue key = peek() == '"' ? LuaValue.valueOf(string()) : number();
            need(':');
            table.set(key, value());
            if (peek() != '}') {
                need(',');
            }
        }
        return table;
    }

    private LuaTable array() {
        LuaTable table = new LuaTable();
        need('[');
        for (int index = 1; !skip(']'); index++) {
            table.set(index, value());
            if (peek() != ']') {
                need(',');
            }
        }
        return table;
    }

    private LuaValue number() {
        int from = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return LuaValue.valueOf(Double.parseDouble(text.substring(from, at)));
        } catch (NumberFormatException e) {
            at = from;
            throw wrong("a value");
        }
    }

    private String string() {
        need('"');
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escaped() : c);
        }
        if (at++ >= text.length()) {
            throw wrong("'\"'");
        }
        return out.toString();
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> c;
            case 'u' -> unicode();
            default -> throw wrong("an escape");
        };
    }

    private char unicode() {
        try {
            char c = (char) Integer.parseInt(text.substring(at, Math.min(text.length(), at + 4)), 16);
            at += 4;
            return c;
        } catch (NumberFormatException e) {
            throw wrong("four hexadecimal digits");
        }
    }

    private static StringBuilder encode(LuaValue value, StringBuilder out, int depth) {
        if (depth > DEEPEST) {
            throw new LuaError("json: a table within itself, or too deep");
        }
        if (value instanceof LuaTable table) {
            return table.length() > 0 ? array(table, out, depth) : object(table, out, depth);
        }
        if (value.type() == LuaValue.TSTRING) {
            return quote(value.tojstring(), out);
        }
        return out.append(value.isnil() || value.equals(NULL) ? "null" : value.tojstring());
    }

    private static StringBuilder array(LuaTable table, StringBuilder out, int depth) {
        for (int i = 1; i <= table.length(); i++) {
            encode(table.get(i), out.append(i == 1 ? '[' : ','), depth + 1);
        }
        return out.append(']');
    }

    private static StringBuilder object(LuaTable table, StringBuilder out, int depth) {
        out.append('{');
        String separator = "";
        Varargs next = table.next(LuaValue.NIL);
        while (!next.arg1().isnil()) {
            quote(next.arg1().tojstring(), out.append(separator)).append(':');
            encode(next.arg(2), out, depth + 1);
            separator = ",";
            next = table.next(next.arg1());
        }
        return out.append('}');
    }

    private static StringBuilder quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"');
    }
}
