// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;

/** A script as it was read and compiled, the same for all lanes, and how it fares. */
final class Script {
    private static final long LONGEST = 1 << 20;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int LOADING_INSTRUCTIONS = 200_000_000;
    private static final long LOADING_NANOS = TimeUnit.SECONDS.toNanos(5);

    final LuaSettings settings;
    private final String stamp;
    private final Prototype compiled;
    private final Prints prints = new Prints();
    /** Guarded by this, as is the next. */
    private int faultsOfMinute;

    private long minute = System.nanoTime();
    private volatile boolean faulty;
    private volatile String problem = "";
    private volatile boolean off;

    private Script(LuaSettings settings, String stamp, Prototype compiled) {
        this.settings = settings;
        this.stamp = stamp;
        this.compiled = compiled;
    }

    /** @throws ScriptException says what is wrong with the script */
    static Script read(LuaSettings settings) throws ScriptException {
        Path path = settings.script();
        try {
            String stamp = stamp(settings);
            if (Files.size(path) > LONGEST) {
                throw new ScriptException("it is longer than " + (LONGEST >> 20) + " MiB");
            }
            ByteArrayInputStream text = new ByteArrayInputStream(Files.readAllBytes(path));
            return new Script(settings, stamp, LuaC.instance.compile(text, "@" + path.getFileName()));
        } catch (IOException e) {
            throw new ScriptException("it cannot be read: " + e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new ScriptException(words(e));
        }
    }

    /** When the script and the files it reads were last changed; a file that is not there has not. */
    static String stamp(LuaSettings settings) {
        StringBuilder all = new StringBuilder();
        append(all, settings.script());
        settings.readable().forEach(file -> append(all, file));
        return all.toString();
    }

    private static void append(StringBuilder all, Path file) {
        try {
            all.append(Files.getLastModifiedTime(file))
                    .append(' ')
                    .append(Files.size(file))
                    .append('\n');
        } catch (IOException e) {
            all.append("none\n");
        }
    }

    boolean isOf(LuaSettings wanted, String now) {
        return settings.equals(wanted) && stamp.equals(now);
    }

    /**
     * Runs the script for one lane, on the thread that calls.
     *
     * @param first whether it is the first time
     * @throws ScriptException when it fails or defines no hook
     */
    LaneScript open(List<Hook> hooks, boolean first) throws ScriptException {
        Budget budget = new Budget();
        Memory memory = new Memory();
        Globals globals = new Sandbox(settings.readable(), prints, first).open(budget, memory);
        budget.grantTime(LOADING_NANOS);
        budget.grant(LOADING_INSTRUCTIONS);
        try {
            new LuaClosure(compiled, globals).call();
        } catch (RuntimeException | CutOff | StackOverflowError | OutOfMemoryError e) {
            throw new ScriptException(words(e));
        }
        LaneScript lane = new LaneScript(this, globals, budget, memory, hooks);
        if (lane.isIdle()) {
            throw new ScriptException("it defines none of the functions "
                    + String.join(
                            ", ", hooks.stream().map(hook -> hook.function).toList()));
        }
        return lane;
    }

    /** What to tell of a fault of a hook. */
    static String words(Throwable fault) {
        if (fault instanceof LuaError error) {
            return message(error);
        }
        if (fault instanceof StackOverflowError) {
            return "it calls itself too deeply";
        }
        return fault instanceof OutOfMemoryError ? "it takes too much memory" : String.valueOf(fault.getMessage());
    }

    /** What it has printed. */
    Prints prints() {
        return prints;
    }

    private static String message(LuaError error) {
        String message = String.valueOf(error.getMessage());
        int line = message.indexOf('\n');
        return line < 0 ? message : message.substring(0, line);
    }

    /** Counts a fault; after too many in a minute the script is off until it is changed. Any lane. */
    synchronized void fault(Hook hook, String words) {
        hook.faults.increment();
        problem = words;
        faulty = true;
        long now = System.nanoTime();
        if (now - minute > MINUTE) {
            minute = now;
            faultsOfMinute = 0;
        }
        faultsOfMinute++;
        if (faultsOfMinute >= settings.faults()) {
            off = true;
        }
    }

    boolean isOff() {
        return off;
    }

    /** Whether it ever failed. */
    boolean isFaulty() {
        return faulty;
    }

    /** The last fault, or nothing. */
    String problem() {
        return problem;
    }
}
