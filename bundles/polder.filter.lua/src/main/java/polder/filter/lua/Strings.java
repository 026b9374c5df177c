// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Keeps the functions of {@code string} from taking long in a single call, within which a script cannot be stopped: no texts without
 * end, and in a hook no pattern that may go over a text too many times.
 */
final class Strings {
    static final int LONGEST = 1 << 20;
    /** Steps that matching a pattern may take at worst. */
    private static final double MOST_STEPS = 1e7;

    private static final String[] MATCHING = {"find", "match", "gmatch", "gsub"};

    private Strings() {}

    /** Replaces functions of a table by such that check first. */
    static void guard(LuaTable string) {
        string.set("dump", LuaValue.NIL);
        LuaValue rep = string.get("rep");
        string.set("rep", new Function(a -> {
            long length = a.checkstring(1).length()
                    + (long) a.optstring(3, LuaValue.EMPTYSTRING).length();
            if (length * Math.max(0, a.checkint(2)) > LONGEST) {
                throw new LuaError("string.rep: more than " + LONGEST + " bytes");
            }
            return rep.invoke(a);
        }));
        for (String name : MATCHING) {
            LuaValue matching = string.get(name);
            string.set(name, new Function(a -> {
                check(a);
                return matching.invoke(a);
            }));
        }
    }

    private static void check(Varargs arguments) {
        if (Loading.isNow()) {
            return;
        }
        LuaString subject = arguments.checkstring(1);
        LuaString pattern = arguments.checkstring(2);
        int open = pattern.length() > 0 && pattern.luaByte(0) == '^' ? 0 : 1;
        for (int i = 1; i < pattern.length(); i++) {
            int c = pattern.luaByte(i);
            boolean repeats = c == '*' || c == '+' || c == '-';
            open += repeats && pattern.luaByte(i - 1) != '%' ? 1 : 0;
        }
        if (Math.pow(subject.length() + 1.0, open) > MOST_STEPS) {
            throw new LuaError("the pattern '" + pattern.tojstring() + "' may take too long with a text of "
                    + subject.length() + " bytes");
        }
    }
}
