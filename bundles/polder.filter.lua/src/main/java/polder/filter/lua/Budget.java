// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private int left;
    private int later;
    private long look;
    private long end;

    /**
     * Grants time to the calls that follow, on the thread that calls this: of the processor, so that a script is not blamed for what a
     * busy machine or the garbage collector takes.
     */
    void grantTime(long nanos) {
        look = System.nanoTime() + nanos;
        end = THREADS.getCurrentThreadCpuTime() + nanos;
    }

    /** Grants instructions to the next call. */
    void grant(int instructions) {
        left = Math.min(STEP, instructions);
        later = instructions - left;
    }

    /** Whether the time is over. The clock is looked at first, as it is much faster to read. */
    boolean isOver() {
        long now = System.nanoTime();
        if (now - look < 0) {
            return false;
        }
        long rest = end - THREADS.getCurrentThreadCpuTime();
        look = now + rest;
        return rest <= 0;
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
        if (isOver()) {
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
