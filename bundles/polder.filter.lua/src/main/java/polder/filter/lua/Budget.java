// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.DebugLib;

/**
 * Counts the instructions of one script on one lane, and ends it when it has had enough. The interpreter calls it before each
 * instruction, as if it were its debug library. Used by one thread.
 */
final class Budget extends DebugLib {
    /** How many instructions pass between two looks at the clock. */
    private static final int STEP = 256;

    private int left;
    private int later;
    private long deadline;

    /**
     * Begins anew.
     *
     * @param instructions the script may execute
     * @param until {@link System#nanoTime} at which it has to be done
     */
    void grant(int instructions, long until) {
        left = Math.min(STEP, instructions);
        later = instructions - left;
        deadline = until;
    }

    @Override
    public void onInstruction(int pc, Varargs varargs, int top) {
        if (--left < 0) {
            refill();
        }
    }

    private void refill() {
        if (later <= 0) {
            throw new CutOff("it takes more instructions than it may");
        }
        if (System.nanoTime() - deadline > 0) {
            throw new CutOff("it takes more time than it may");
        }
        left = Math.min(STEP, later);
        later -= left;
    }

    /** Nothing is made of it: the library is not given to scripts. */
    @Override
    public LuaValue call(LuaValue name, LuaValue environment) {
        return NIL;
    }

    @Override
    public void onCall(LuaFunction function) {}

    @Override
    public void onCall(LuaClosure closure, Varargs arguments, LuaValue[] stack) {}

    @Override
    public void onReturn() {}

    @Override
    public String traceback(int level) {
        return "";
    }
}
