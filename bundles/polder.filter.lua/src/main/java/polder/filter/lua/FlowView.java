// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import polder.api.flow.FlowBatch;
import polder.wire.Address;

/**
 * The flow a hook is asked about: what {@code ffi.cast} makes a structure of, and fields of its own for scripts written for Polder,
 * which have room for IPv6. One for each lane, moved from flow to flow.
 */
final class FlowView extends LuaUserdata {
    private static final Map<LuaValue, BiFunction<FlowBatch, Integer, LuaValue>> FIELDS = fields();

    private FlowBatch flows = new FlowBatch(1, drained -> {});
    private int row;

    FlowView(Memory memory) {
        super(memory);
    }

    void at(FlowBatch batch, int flow) {
        flows = batch;
        row = flow;
    }

    @Override
    public LuaValue get(LuaValue key) {
        BiFunction<FlowBatch, Integer, LuaValue> field = FIELDS.get(key);
        if (field == null) {
            throw new LuaError("a flow has no field '" + key.tojstring() + "'");
        }
        return field.apply(flows, row);
    }

    @Override
    public void set(LuaValue key, LuaValue value) {
        throw new LuaError("flows cannot be changed");
    }

    private static Map<LuaValue, BiFunction<FlowBatch, Integer, LuaValue>> fields() {
        Map<LuaValue, BiFunction<FlowBatch, Integer, LuaValue>> all = new HashMap<>();
        all.put(valueOf("source"), (flows, row) -> address(flows.sourceHigh(row), flows.sourceLow(row)));
        all.put(valueOf("target"), (flows, row) -> address(flows.targetHigh(row), flows.targetLow(row)));
        number(all, "source_port", (flows, row) -> (long) flows.sourcePort(row));
        number(all, "target_port", (flows, row) -> (long) flows.targetPort(row));
        number(all, "protocol", (flows, row) -> (long) flows.protocol(row));
        number(all, "tcp_flags", (flows, row) -> (long) flows.tcpFlags(row));
        number(all, "packets", FlowBatch::packets);
        number(all, "bytes", FlowBatch::bytes);
        number(all, "sampling_rate", (flows, row) -> (long) flows.samplingRate(row));
        all.put(valueOf("fragment"), (flows, row) -> valueOf(flows.isFragment(row)));
        detail(
                all,
                "input",
                (flows, row) -> Integer.toUnsignedLong(flows.details().input(row)));
        detail(
                all,
                "output",
                (flows, row) -> Integer.toUnsignedLong(flows.details().output(row)));
        detail(
                all,
                "source_as",
                (flows, row) -> Integer.toUnsignedLong(flows.details().sourceAs(row)));
        detail(
                all,
                "target_as",
                (flows, row) -> Integer.toUnsignedLong(flows.details().targetAs(row)));
        detail(all, "tos", (flows, row) -> (long) flows.details().tos(row));
        detail(all, "ttl", (flows, row) -> (long) flows.details().ttl(row));
        detail(all, "vlan", (flows, row) -> (long) flows.details().vlan(row));
        return all;
    }

    private static void number(
            Map<LuaValue, BiFunction<FlowBatch, Integer, LuaValue>> all,
            String name,
            BiFunction<FlowBatch, Integer, Long> value) {
        all.put(valueOf(name), (flows, row) -> valueOf((double) value.apply(flows, row)));
    }

    private static void detail(
            Map<LuaValue, BiFunction<FlowBatch, Integer, LuaValue>> all,
            String name,
            BiFunction<FlowBatch, Integer, Long> value) {
        number(all, name, (flows, row) -> flows.isDetailed() ? value.apply(flows, row) : 0L);
    }

    private static LuaValue address(long high, long low) {
        return valueOf(new Address(high, low).toString());
    }
}
