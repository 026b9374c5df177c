// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.filter.lua.Scripts.flows;
import static polder.filter.lua.Scripts.lane;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowFilterLane;

/** What asking a script costs: prints figures, and fails only when something is very wrong. */
public class HookSpeedTest {
    private static final int BATCHES = 4000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int MICRO = 1000;

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

    private void measure(String what, String script) throws IOException {
        FlowFilterLane lane = lane(scripts.filter(script));
        String[] sources = new String[128];
        Arrays.setAll(sources, i -> "198.51.100." + i);
        FlowBatch batch = flows("netflow", "192.0.2.1", sources);
        double nanos = Double.MAX_VALUE;
        for (int run = 0; run < 3; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < BATCHES; i++) {
                lane.filter(batch);
            }
            nanos = Math.min(nanos, (THREADS.getCurrentThreadCpuTime() - start) / (double) (BATCHES * batch.size()));
        }
        System.out.printf("%s: %.0f ns a flow%n", what, nanos);
        assertThat(nanos).isLessThan(100.0 * MICRO);
    }

    @Test
    public void askingAScript() throws IOException {
        measure("returning true", "function process_netflow(agent, flow) return true end");
        measure("one own field", "function process_netflow(agent, flow) return flow.input ~= 7 end");
        measure(
                "FastNetMon's way, a list of 3 exporters with 17 interfaces",
                """
                local ffi = require("ffi")
                ffi.cdef([[typedef struct __attribute__((packed)) record { uint32_t a[3]; uint16_t input, output; } record_t;]])
                local excluded = { ["192.0.2.2"] = { [1] = 1, [2] = 1, [5] = 1 }, ["192.0.2.1"] = {}, ["192.0.2.3"] = { [9] = 1 } }
                for i = 100, 112 do excluded["192.0.2.1"][i] = "x" end
                function process_netflow(agent, flow)
                    local record_t = ffi.typeof('record_t*')
                    local record = ffi.cast(record_t, flow)
                    for ip, ports in pairs(excluded) do
                        if ip == agent then
                            for port, description in pairs(ports) do
                                if record.input == port then
                                    return false
                                end
                            end
                        end
                    end
                    return true
                end
                """);
    }
}
