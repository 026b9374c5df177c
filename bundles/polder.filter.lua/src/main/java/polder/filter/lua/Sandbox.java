// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.Bit32Lib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseMathLib;

/**
 * What a script finds around itself: Lua without {@code os}, {@code debug}, coroutines and Java, the modules {@code ffi}, {@code bit} and
 * {@code json}, {@code io.open} for the files its cfg names, and the names Lua 5.1 had for what 5.2 calls otherwise.
 */
final class Sandbox {
    private static final int LONGEST_FILE = 16 << 20;
    private static final int MOST_UNPACKED = 10_000;

    private final List<Path> readable;
    private final Prints prints;
    private final boolean first;

    static {
        // all scripts share what strings know; it is made before the first of them and they cannot reach it
        LuaTable string = (LuaTable) bare().get("string");
        Strings.guard(string);
        LuaTable strings = new LuaTable();
        strings.set(LuaValue.INDEX, string);
        strings.set(LuaValue.METATABLE, LuaValue.valueOf("string"));
        LuaString.s_metatable = strings;
    }

    /**
     * @param readable files a script may read while it is loaded
     * @param prints takes what a script prints
     * @param first whether it is loaded for the first time: then what it prints while it is loaded is taken too
     */
    Sandbox(List<Path> readable, Prints prints, boolean first) {
        this.readable = readable;
        this.prints = prints;
        this.first = first;
    }

    private static Globals bare() {
        Globals globals = new Globals();
        globals.load(new BaseLib());
        globals.load(new PackageLib());
        globals.load(new Bit32Lib());
        globals.load(new TableLib());
        globals.load(new StringLib());
        globals.load(new JseMathLib());
        LoadState.install(globals);
        LuaC.install(globals);
        globals.undumper = null;
        return globals;
    }

    Globals open(Budget budget, Memory memory) {
        Globals globals = bare();
        globals.debuglib = budget;
        for (String name : List.of("dofile", "loadfile", "module")) {
            globals.set(name, LuaValue.NIL);
        }
        globals.set("collectgarbage", new Function(a -> LuaValue.valueOf(0)));
        Strings.guard((LuaTable) globals.get("string"));
        LuaValue unpack = globals.get("table").get("unpack");
        Function bounded = new Function(a -> {
            if (a.optlong(3, a.checktable(1).length()) - a.optlong(2, 1) > MOST_UNPACKED) {
                throw new LuaError("unpack: more than " + MOST_UNPACKED + " values");
            }
            return unpack.invoke(a);
        });
        globals.get("table").set("unpack", bounded);
        globals.set("unpack", bounded);
        globals.set("loadstring", globals.get("load"));
        globals.set("print", new Function(this::print));
        LuaTable io = new LuaTable();
        io.set("open", new Function(this::read));
        globals.set("io", io);
        modules(globals, memory);
        return globals;
    }

    private static void modules(Globals globals, Memory memory) {
        LuaTable loaded = new LuaTable();
        for (String name : List.of("string", "table", "math", "bit32")) {
            loaded.set(name, globals.get(name));
        }
        loaded.set("ffi", new FfiModule(memory).table());
        loaded.set("bit", BitModule.table());
        loaded.set("json", JsonModule.table());
        LuaTable modules = new LuaTable();
        modules.set("path", "");
        modules.set("cpath", "");
        modules.set("loaded", loaded);
        globals.set("package", modules);
        globals.set("require", new Function(a -> {
            LuaValue module = loaded.get(a.checkstring(1));
            if (module.isnil()) {
                throw new LuaError("there is no module '" + a.checkjstring(1) + "'; ffi, bit and json are there");
            }
            return module;
        }));
        globals.set("bit", loaded.get("bit"));
    }

    private Varargs print(Varargs arguments) {
        if (prints.isFull() || (Loading.isNow() && !first)) {
            return LuaValue.NONE;
        }
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= arguments.narg(); i++) {
            line.append(i == 1 ? "" : "\t").append(arguments.arg(i).tojstring());
        }
        prints.add(line.toString());
        return LuaValue.NONE;
    }

    /** A file for reading, as a table with the methods {@code read}, {@code lines} and {@code close}. */
    private Varargs read(Varargs arguments) {
        Path path = Path.of(arguments.checkjstring(1)).normalize();
        if (!arguments.optjstring(2, "r").startsWith("r") || !readable.contains(path)) {
            throw new LuaError("io.open: " + path + " is not among the files that 'read' of the cfg names");
        }
        if (!Loading.isNow()) {
            throw new LuaError("io.open: files can be read while the script is loaded only");
        }
        try {
            if (Files.size(path) > LONGEST_FILE) {
                throw new LuaError("io.open: " + path + " is longer than " + (LONGEST_FILE >> 20) + " MiB");
            }
            return file(Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return LuaValue.varargsOf(LuaValue.NIL, LuaValue.valueOf("cannot read " + e.getMessage()));
        }
    }

    private static LuaTable file(String text) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        int[] at = new int[1];
        LuaTable file = new LuaTable();
        Function line = new Function(a -> at[0] < lines.size() ? latin(lines.get(at[0]++)) : LuaValue.NIL);
        file.set("read", new Function(a -> {
            if (!a.optjstring(2, "*l").replace("*", "").startsWith("a")) {
                return line.invoke(a);
            }
            boolean whole = at[0] == 0;
            String rest = whole ? text : String.join("\n", lines.subList(Math.min(at[0], lines.size()), lines.size()));
            at[0] = lines.size();
            return latin(rest);
        }));
        file.set("lines", new Function(a -> line));
        file.set("close", new Function(a -> LuaValue.TRUE));
        return file;
    }

    private static LuaValue latin(String text) {
        return LuaString.valueOf(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
