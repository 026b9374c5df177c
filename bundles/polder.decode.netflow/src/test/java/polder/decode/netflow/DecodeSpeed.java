// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.ArrayList;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.testing.Packet;

/** Measures decoding alone, nanoseconds for a record. Run by hand; not a test. */
final class DecodeSpeed {
    private static final int ROUNDS = 15;
    private static final int BATCHES = 20_000;

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
        FlowBatch flows = new FlowBatch(256, full -> sum[0] += full.size() + full.bytes(full.size() - 1));
        for (int round = 0; round < ROUNDS; round++) {
            long before = System.nanoTime();
            for (int i = 0; i < BATCHES; i++) {
                flows.of(batch);
                lane.decode(batch, flows);
                flows.drain();
            }
            double records = (double) BATCHES * packets.size() * 30;
            System.out.printf("%.2f ns for a record%n", (System.nanoTime() - before) / records);
        }
        System.out.println(sum[0]);
    }
}
