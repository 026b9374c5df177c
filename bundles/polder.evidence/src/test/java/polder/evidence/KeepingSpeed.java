// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** Measures what keeping costs a lane, nanoseconds of CPU for a flow. Run by hand; not a test. */
final class KeepingSpeed {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCHES = 200_000;
    private static final int ROWS = 128;

    private KeepingSpeed() {}

    public static void main(String[] arguments) {
        boolean attack = List.of(arguments).contains("attack");
        Settings settings = Rows.settings();
        LaneRecorder lane = new LaneRecorder(() -> settings, closed -> {});
        PrefixTable victim = new PrefixTable(List.of(Prefix.parse("10.0.0.1")));
        PacketBatch packets = new PacketBatch(ROWS);
        packets.in(java.nio.ByteBuffer.allocateDirect(ROWS * 64));
        for (int i = 0; i < ROWS; i++) {
            packets.add(i * 64, 60, 60, Rows.START);
        }
        for (int round = 0; round < 12; round++) {
            boolean on = round % 2 == 1;
            FlowBatch flows = new FlowBatch(ROWS, batch -> {
                if (on) {
                    lane.accept(batch);
                    batch.detailed(lane.wantsDetails());
                }
            });
            flows.of(packets);
            if (attack) {
                lane.watch(Watch.of(victim, settings, System.nanoTime()));
            }
            long wall = System.nanoTime();
            long before = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < BATCHES; i++) {
                batch(flows);
            }
            double rows = (double) BATCHES * ROWS;
            System.out.printf(
                    "%s: %.2f ns for a flow, %.1f million a second%n",
                    on ? "on " : "off",
                    (THREADS.getCurrentThreadCpuTime() - before) / rows,
                    rows * 1000 / (System.nanoTime() - wall));
        }
        System.out.println(lane.ring().written());
    }

    private static void batch(FlowBatch flows) {
        for (int row = 0; row < ROWS; row++) {
            flows.next(row)
                    .between(0, Address.low4(row), 0, Address.low4(0x0a000000 | (row & 15)))
                    .ports(53, row)
                    .kind(17, 0, false)
                    .volume(1, 46);
            if (flows.isDetailed()) {
                flows.details().header(0, 64, 0).frame(row * 64, 60, 60, 1);
            }
        }
        flows.drain();
    }
}
