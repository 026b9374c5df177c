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
        String version = arguments.length == 0 ? "5" : arguments[0];
        for (int i = 0; i < 64; i++) {
            byte[] bytes = bytes(version, i);
            packets.add(Packet.datagram("192.0.2." + (i % 8), 2055, bytes, 1_700_000_005_000_000_000L));
        }
        PacketBatch batch = Packet.batch(packets);
        DecoderLane lane = Decoders.fresh().open(0);
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

    private static byte[] bytes(String version, int sequence) {
        if (version.equals("5")) {
            return new Datagram(sequence * 30, 5000).records(30).bytes();
        }
        boolean nine = version.equals("9");
        String times = nine ? "22/4 21/4 16/4 17/4" : "152/8 153/8";
        int counter = nine ? 4 : 8;
        Export export = nine ? Export.nine() : Export.ipfix();
        export.sequence(nine ? sequence : sequence * 30);
        if (sequence < 8) {
            export.template(
                    256, "1/" + counter + " 2/" + counter + " 8/4 12/4 7/2 11/2 4/1 5/1 6/1 61/1 10/4 14/4 " + times);
        }
        export.set(256);
        for (int i = 0; i < 30; i++) {
            record(export, i, nine);
        }
        return export.message();
    }

    private static void record(Export export, int i, boolean nine) {
        if (nine) {
            export.u32(4680).u32(10);
        } else {
            export.u64(4680).u64(10);
        }
        export.ip("198.51.100." + i)
                .ip("203.0.113.20")
                .u16(123)
                .u16(4000 + i)
                .bytes(17, 0, 0, 0)
                .u32(7)
                .u32(8);
        if (nine) {
            export.u32(599_000).u32(599_500).u32(64500).u32(64501);
        } else {
            export.u64(Export.EXPORT_MILLIS - 1000).u64(Export.EXPORT_MILLIS - 500);
        }
    }
}
