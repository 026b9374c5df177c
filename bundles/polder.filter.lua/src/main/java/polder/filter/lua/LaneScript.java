// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.List;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.wire.Address;

/** A script as it runs on one lane, with variables of its own. After it was handed over it is used by that lane's thread alone. */
final class LaneScript {
    private final Script script;
    private final Budget budget;
    private final Memory memory;
    private final FlowView view;
    private final List<Hook> hooks;
    private final LuaValue[] functions;
    private long senderHigh;
    private long senderLow;
    private LuaString sender = LuaValue.EMPTYSTRING;

    LaneScript(Script script, Globals globals, Budget budget, Memory memory, List<Hook> hooks) {
        this.script = script;
        this.budget = budget;
        this.memory = memory;
        this.hooks = hooks;
        view = new FlowView(memory);
        functions = new LuaValue[hooks.size()];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = globals.get(hooks.get(i).function);
        }
    }

    boolean isIdle() {
        for (LuaValue function : functions) {
            if (function.isfunction()) {
                return false;
            }
        }
        return true;
    }

    boolean isOff() {
        return script.isOff();
    }

    boolean isOf(Script other) {
        return script == other;
    }

    /** Asks the hook of the decoder about each flow. What it fails on stays, and so does all the rest of a batch that takes long. */
    void filter(FlowBatch flows) {
        int index = find(flows.decoder());
        if (index < 0 || script.isOff() || flows.size() == 0) {
            return;
        }
        Hook hook = hooks.get(index);
        long start = System.nanoTime();
        budget.grantTime(script.settings.time().toNanos());
        int row = 0;
        int size = flows.size();
        while (row < size && ask(hook, functions[index], flows, row)) {
            row++;
        }
        hook.asked.add(row);
        hook.nanos.add(System.nanoTime() - start);
        if (row == size && budget.isOver()) {
            script.fault(hook, "it takes more time than it may");
        }
    }

    private int find(String decoder) {
        for (int i = 0; i < functions.length; i++) {
            if (functions[i].isfunction() && hooks.get(i).decoder.equals(decoder)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the next flow is to be asked about. */
    private boolean ask(Hook hook, LuaValue function, FlowBatch flows, int row) {
        view.at(flows, row);
        hook.writer.write(flows, row, memory);
        budget.grant(script.settings.instructions());
        try {
            if (!function.call(sender(flows, row), view).toboolean()) {
                hook.leftOut(flows, row);
                flows.leaveOut(row);
            }
            return true;
        } catch (RuntimeException | CutOff | StackOverflowError | OutOfMemoryError e) {
            script.fault(hook, Script.words(e));
        }
        return !script.isOff() && !budget.isOver();
    }

    private LuaString sender(FlowBatch flows, int row) {
        PacketBatch packets = flows.source();
        int packet = flows.packet(row);
        long high = packets.senderHigh(packet);
        long low = packets.senderLow(packet);
        if (high != senderHigh || low != senderLow) {
            senderHigh = high;
            senderLow = low;
            sender = LuaString.valueOf(new Address(high, low).toString());
        }
        return sender;
    }
}
