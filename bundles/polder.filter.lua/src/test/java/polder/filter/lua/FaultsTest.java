// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.filter.lua.Scripts.await;
import static polder.filter.lua.Scripts.cfg;
import static polder.filter.lua.Scripts.flows;
import static polder.filter.lua.Scripts.lane;
import static polder.filter.lua.Scripts.left;
import static polder.filter.lua.Scripts.problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.flow.FlowFilterLane;

/** A script that fails harms nobody but itself, and one that is changed is taken over. */
public class FaultsTest {
    private static final String[] TWO = {"198.51.100.1", "198.51.100.2"};

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Scripts scripts;

    @Before
    public void start() {
        scripts = new Scripts(folder.getRoot().toPath());
    }

    @After
    public void stop() {
        scripts.stop();
    }

    /** Asks until the script is off and gives how long the longest batch took, milliseconds. */
    private static double untilOff(LuaFilter filter) {
        FlowFilterLane lane = lane(filter);
        double longest = 0;
        for (int batch = 0; batch < 20; batch++) {
            long start = System.nanoTime();
            assertThat(left(lane, flows("netflow", "192.0.2.1", TWO))).containsExactly(TWO);
            longest = Math.max(longest, (System.nanoTime() - start) / 1e6);
        }
        assertThat(problem(filter)).startsWith("switched off: ");
        assertThat(filter.rules().get(0).faults()).isBetween(10L, 11L);
        assertThat(lane.wantsDetails()).isFalse();
        return longest;
    }

    @Test
    public void anEndlessLoopIsCutOffAndTheScriptSwitchedOff() throws IOException {
        LuaFilter filter = scripts.filter("function process_netflow() while true do end end");
        double longest = untilOff(filter);
        System.out.printf("an endless loop stalls a lane for %.1f ms%n", longest);
        assertThat(longest).isLessThan(1000);
        assertThat(problem(filter)).contains("more instructions than it may");
    }

    @Test
    public void anEndlessLoopCannotHideInACallThatCatchesErrors() throws IOException {
        LuaFilter filter = scripts.filter(
                "function process_netflow() while true do pcall(function() while true do end end) end end",
                "instructions",
                "10000000",
                "time",
                "20ms");
        untilOff(filter);
        assertThat(problem(filter)).contains("more time than it may");
    }

    @Test
    public void errorsAreCountedAndTheFlowIsKept() throws IOException {
        LuaFilter filter = scripts.filter("function process_netflow(agent, flow) return flow.nothing.more end");
        untilOff(filter);
        assertThat(problem(filter)).contains("hooks.lua:1").contains("a flow has no field 'nothing'");
    }

    @Test
    public void recursionWithoutEndIsCutOff() throws IOException {
        LuaFilter filter = scripts.filter(
                "function f(n) return 1 + f(n + 1) end function process_netflow() return f(1) end",
                "instructions",
                "10000000",
                "time",
                "1s");
        untilOff(filter);
    }

    @Test
    public void whatCannotBeStoppedInsideIsRefusedBefore() throws IOException {
        String[] long1 = {
            "('x'):rep(100000000)",
            "('x'):rep(1000):find('.-.-.-.-b')",
            "unpack({}, 1, 100000000)",
            "ffi.cast('uint8_t*', flow)[100000]",
            "ffi.string(ffi.cast('uint8_t*', 0), 4)",
            "io.open('/etc/passwd', 'r')",
            "require('os')",
            "os.exit(1)",
            "load('\\27Lua')()",
            "coroutine.create(print)"
        };
        for (String call : long1) {
            LuaFilter filter = scripts.filter(
                    "ffi = require('ffi') function process_netflow(agent, flow) return " + call + " end",
                    "faults",
                    "1");
            long start = System.nanoTime();
            assertThat(left(lane(filter), flows("netflow", "192.0.2.1", TWO)))
                    .as(call)
                    .containsExactly(TWO);
            assertThat(System.nanoTime() - start).as(call).isLessThan(1_000_000_000L);
            assertThat(problem(filter)).as(call).startsWith("switched off: ");
        }
    }

    @Test
    public void aScriptThatCannotBeLoadedSaysWhy() throws IOException {
        assertThat(problem(scripts.filter("function process_netflow(")))
                .startsWith("not loaded: ")
                .contains("hooks.lua:1");
        assertThat(problem(scripts.filter("x = 1")))
                .contains("it defines none of the functions process_netflow, process_sflow");
        assertThat(problem(scripts.filter("error('no list')"))).contains("no list");
        assertThat(problem(scripts.filter("local f = io.open('/etc/hostname')")))
                .contains("'read' of the cfg");
        assertThat(problem(scripts.filter("require('ffi').cdef('struct { int a:3; } x;')")))
                .contains("bit fields");
        Path missing = folder.getRoot().toPath().resolve("missing.lua");
        LuaFilter filter = new LuaFilter(cfg(missing));
        await("the script", () -> problem(filter).contains("NoSuchFile"));
        filter.stop();
        assertThatThrownBy(() -> new LuaFilter(cfg(missing, "time", "1h")))
                .hasMessageContaining("etc/polder.filter.lua-test.cfg: time = 1h is not accepted");
    }

    @Test
    public void aScriptThatNeverEndsLoadingIsGivenUp() throws IOException {
        long start = System.nanoTime();
        assertThat(problem(scripts.filter("while true do end"))).contains("than it may");
        assertThat(System.nanoTime() - start).isLessThan(9_000_000_000L);
    }

    @Test
    public void aChangedScriptIsTakenOverABrokenOneIsNotAndACuredOneIsSwitchedOn() throws IOException {
        LuaFilter filter = scripts.filter("function process_netflow() error('sick') end", "faults", "1");
        FlowFilterLane lane = lane(filter);
        assertThat(left(lane, flows("netflow", "192.0.2.1", TWO))).hasSize(2);
        assertThat(problem(filter)).startsWith("switched off: ");
        change("function process_netflow() return false end", 10);
        await("the cured script", () -> problem(filter).isEmpty() && lane.wantsDetails());
        assertThat(left(lane, flows("netflow", "192.0.2.1", TWO))).isEmpty();
        change("function process_netflow() return false", 20);
        await("the broken script", () -> problem(filter).startsWith("the last good script: "));
        assertThat(left(lane, flows("netflow", "192.0.2.1", TWO))).isEmpty();
        change("function process_netflow() return true end", 30);
        await(
                "the next script",
                () -> problem(filter).isEmpty()
                        && left(lane, flows("netflow", "192.0.2.1", TWO)).size() == 2);
    }

    private void change(String text, int second) throws IOException {
        Path script = scripts.file("hooks.lua", text);
        Files.setLastModifiedTime(script, FileTime.fromMillis(1000L * second));
    }
}
