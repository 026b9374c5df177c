// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaError;

/** The words and signs of a C declaration, read one by one. */
final class CTokens {
    private static final int LONGEST = 65536;
    private static final Pattern TOKEN = Pattern.compile(
            "\\s+|//[^\\n]*|/\\*.*?\\*/|([A-Za-z_$][A-Za-z0-9_$]*|[0-9][0-9A-Fa-fxX]*[uUlL]*|[{}()\\[\\];,*=+:<>.\\-?|&~/%!])",
            Pattern.DOTALL);
    private static final String END = "";

    private final List<String> tokens = new ArrayList<>();
    private int at;

    CTokens(String text) {
        if (text.length() > LONGEST) {
            throw new LuaError("a declaration of more than " + LONGEST + " characters");
        }
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new LuaError("'" + text.charAt(end) + "' is not understood in a C declaration");
            }
            if (matcher.group(1) != null) {
                tokens.add(matcher.group(1));
            }
            end = matcher.end();
        }
    }

    boolean atEnd() {
        return at == tokens.size();
    }

    String peek() {
        return atEnd() ? END : tokens.get(at);
    }

    String next() {
        if (atEnd()) {
            throw new LuaError("a C declaration ends early");
        }
        return tokens.get(at++);
    }

    boolean skip(String token) {
        if (peek().equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    void need(String token) {
        if (!skip(token)) {
            throw new LuaError("'" + token + "' is needed before '" + peek() + "' in a C declaration");
        }
    }

    boolean atWord() {
        return !atEnd() && (Character.isLetter(peek().charAt(0)) || peek().charAt(0) == '_');
    }

    /** Skips to the bracket that closes the one just read. */
    void skipToClosing() {
        for (int depth = 1; depth > 0; ) {
            String token = next();
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
        }
    }

    /** A constant: whole numbers that are added, subtracted or multiplied from left to right. */
    int constant() {
        int value = number();
        while (true) {
            if (skip("+")) {
                value += number();
            } else if (skip("-")) {
                value -= number();
            } else if (skip("*")) {
                value *= number();
            } else {
                return value;
            }
        }
    }

    private int number() {
        String digits = next().replaceAll("[uUlL]+$", "");
        try {
            return Integer.decode(digits);
        } catch (NumberFormatException e) {
            throw new LuaError("'" + digits + "' is no number");
        }
    }
}
