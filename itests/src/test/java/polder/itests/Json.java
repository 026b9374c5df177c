// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON: objects as maps, arrays as lists, numbers as Long or Double. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json json = new Json(text);
        try {
            Object value = json.value();
            json.blanks();
            if (json.at != text.length()) {
                throw new IllegalArgumentException("more than one value");
            }
            return value;
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new AssertionError("no JSON at " + json.at + ": " + text, e);
        }
    }

    private Object value() {
        blanks();
        switch (text.charAt(at)) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            default:
                return plain();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        while (!ends('}')) {
            String key = string();
            expect(':');
            object.put(key, value());
        }
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        while (!ends(']')) {
            array.add(value());
        }
        return array;
    }

    private boolean ends(char close) {
        blanks();
        if (text.charAt(at) == ',') {
            at++;
            blanks();
        }
        boolean ends = text.charAt(at) == close;
        at += ends ? 1 : 0;
        return ends;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int known = "nrtbf".indexOf(c);
        return known < 0 ? c : "\n\r\t\b\f".charAt(known);
    }

    private Object plain() {
        int from = at;
        while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> word.matches("-?\\d+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
        };
    }

    private void expect(char wanted) {
        blanks();
        if (text.charAt(at++) != wanted) {
            throw new IllegalArgumentException("no " + wanted);
        }
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
