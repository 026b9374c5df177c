// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.testing.Packet;

/** Measures decoding alone, nanoseconds of CPU for a record. Run by hand; not a test. */
final class DecodeSpeed {
    private static final int ROUNDS = 15;
    private static final int BATCHES = 20_000;

    /** CPU time, so that a busy machine does not matter. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private DecodeSpeed() {}

    public static void main(String[] arguments) {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            byte[] bytes = new Datagram(i * 30, 5000).records(30).bytes();
            packets.add(Packet.datagram("192.0.2." + (i % 8), 2055, bytes, 1_700_000_005_000_000_000L));
        }
        PacketBatch batch = Packet.batch(packets);
        DecoderLane lane = new NetflowDecoder().open(0);
        long[] sum = {0};
        FlowBatch flows = new FlowBatch(64, full -> sum[0] += full.size() + full.bytes(full.size() - 1));
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < BATCHES; i++) {
                flows.of(batch);
                lane.decode(batch, flows);
                flows.drain();
            }
            double records = (double) BATCHES * packets.size() * 30;
            System.out.printf("%.2f ns for a record%n", (THREADS.getCurrentThreadCpuTime() - before) / records);
        }
        System.out.println(sum[0]);
    }
}
