// SPDX-License-Identifier: Apache-2.0
package polder.decode.packet;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Random;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;

/**
 * Measures decoding frames, flow counting included, nanoseconds of CPU for a frame. Run by hand; not a test. First argument how many
 * different flows (0: every frame is a new one), second {@code vlan} for tagged frames.
 */
final class FrameSpeed {
    private static final int ROUNDS = 15;
    private static final int BATCHES = 20_000;
    private static final int PER_BATCH = 256;
    private static final int SLOT = 128;

    /** Batches lie one after another as in a ring, so that frames come from memory and not from the first level cache. */
    private static final int RING = 256;

    /** CPU time, so that a busy machine does not matter. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private FrameSpeed() {}

    public static void main(String[] arguments) {
        int flowCount = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 65_536;
        String tag = arguments.length > 1 && arguments[1].equals("vlan") ? "8100 0064" : "";
        ByteBuffer ring = ByteBuffer.allocateDirect(RING * PER_BATCH * SLOT);
        int address = fill(ring, tag, flowCount == 0 ? 1 << 30 : flowCount);
        long[] sum = {0};
        FlowBatch flows = new FlowBatch(128, full -> sum[0] += full.size() + full.flows(full.size() - 1));
        PacketLane lane = new PacketLane(() -> Frames.OURS);
        PacketBatch batch = new PacketBatch(PER_BATCH);
        int length = Frames.hex(Frames.MACS, tag, "0800").length + 46;
        long frames = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < BATCHES; i++) {
                batch.in(ring);
                int start = i % RING * PER_BATCH * SLOT;
                for (int j = 0; j < PER_BATCH; j++) {
                    // two million frames a second
                    batch.add(start + j * SLOT, length, length, Frames.AT + frames * 500);
                    if (flowCount == 0) {
                        ring.putInt(start + j * SLOT + address, (int) frames);
                    }
                    frames++;
                }
                flows.of(batch);
                lane.decode(batch, flows);
                flows.drain();
            }
            double took = THREADS.getCurrentThreadCpuTime() - before;
            System.out.printf("%.2f ns for a frame%n", took / BATCHES / PER_BATCH);
        }
        System.out.println(sum[0]);
    }

    /** Frames of any of so many flows to a /16 of hosts, TCP and UDP mixed; gives where the source address lies. */
    private static int fill(ByteBuffer ring, String tag, int flowCount) {
        Random random = new Random(1);
        int address = Frames.hex(Frames.MACS, tag, "0800").length + 12;
        for (int i = 0; i < RING * PER_BATCH; i++) {
            int flow = random.nextInt(flowCount);
            boolean tcp = (flow & 1) == 0;
            byte[] frame = Frames.hex(
                    Frames.MACS,
                    tag,
                    "0800",
                    Frames.ipv4(
                            tcp ? 6 : 17,
                            "00000000",
                            tcp ? Frames.tcp(flow & 0xffff, 80, 16) : Frames.udp(flow & 0xffff, 53)));
            ring.put(i * SLOT, frame);
            ring.putInt(i * SLOT + address, 0x0a000000 | flow);
            ring.putShort(i * SLOT + address + 6, (short) flow);
        }
        return address;
    }
}
