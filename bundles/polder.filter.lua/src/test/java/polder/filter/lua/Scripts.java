// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilterLane;
import polder.api.testing.Packet;
import polder.wire.Address;

/** Scripts in files, filters that run them, and flows to ask about, for tests. */
final class Scripts {
    private final Path folder;
    private final List<LuaFilter> open = new ArrayList<>();

    Scripts(Path folder) {
        this.folder = folder;
    }

    Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** A filter that has loaded a script, or has found that it cannot. */
    LuaFilter filter(String text, String... keysAndValues) throws IOException {
        Map<String, Object> cfg = cfg(file("hooks.lua", text), keysAndValues);
        LuaFilter filter = new LuaFilter(cfg);
        open.add(filter);
        await("the script", () -> !problem(filter).equals("not loaded yet"));
        return filter;
    }

    static Map<String, Object> cfg(Path script, String... keysAndValues) {
        Map<String, Object> cfg = new HashMap<>();
        cfg.put("service.pid", "polder.filter.lua~test");
        cfg.put("script", script.toString());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            cfg.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return cfg;
    }

    static String problem(LuaFilter filter) {
        return filter.rules().get(0).problem();
    }

    /** A lane that has its script. */
    static FlowFilterLane lane(LuaFilter filter) {
        FlowFilterLane lane = filter.open(0);
        await("the lane's script", lane::wantsDetails);
        return lane;
    }

    void stop() {
        open.forEach(LuaFilter::stop);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited too long for " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** A batch of flows as a decoder gives it, each of three packets with 300 bytes, in by interface 3 and out by 4. */
    static FlowBatch flows(String decoder, String exporter, String... sources) {
        FlowBatch batch = new FlowBatch(128, drained -> {});
        batch.of(Packet.batch(List.of(Packet.datagram(exporter, 2055, new byte[64], 1_700_000_000_000_000_000L))));
        batch.decoder(decoder);
        batch.detailed(true);
        Address target = Address.parse("10.0.0.1");
        for (String source : sources) {
            Address from = Address.parse(source);
            batch.next(0)
                    .between(from.high(), from.low(), target.high(), target.low())
                    .ports(53, 40_000)
                    .kind(6, 18, false)
                    .volume(3, 300)
                    .sampled(100);
            batch.details()
                    .interfaces(3, 4)
                    .systems(64500, 4_200_000)
                    .header(0xb8, 64, 0)
                    .layer2(17, 0);
        }
        return batch;
    }

    /** The sources of what a filter leaves of a batch. */
    static List<String> left(FlowFilterLane lane, FlowBatch batch) {
        lane.filter(batch);
        batch.compact();
        List<String> left = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            left.add(new Address(batch.sourceHigh(row), batch.sourceLow(row)).toString());
        }
        return left;
    }
}
