// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.testing.Packet;

/** Measures decoding alone, nanoseconds of CPU for a sample. Run by hand; not a test. */
final class DecodeSpeed {
    private static final int ROUNDS = 15;
    private static final int BATCHES = 2_000;
    private static final int DATAGRAMS = 1024;
    private static final int SAMPLES = 7;

    /** CPU time, so that a busy machine does not matter. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private DecodeSpeed() {}

    public static void main(String[] arguments) throws IOException {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < DATAGRAMS; i++) {
            Sflow datagram = new Sflow(i);
            for (int sample = 0; sample < SAMPLES; sample++) {
                String ports = String.format("%04x0fa0 00000000", 1024 + i * SAMPLES + sample);
                String packet = Sflow.ipv4(17, 1000, ports + "00".repeat(86));
                datagram.flow(1000).header(1, 1018, 4, Sflow.MACS, "0800", packet);
            }
            packets.add(datagram.from("192.0.2." + (i % 8), Sflow.AT + i * 1_000_000L));
        }
        PacketBatch batch = Packet.batch(packets);
        DecoderLane lane = new SflowDecoder(Files.createTempDirectory("speed")).open(0);
        long[] sum = {0};
        FlowBatch flows = new FlowBatch(128, full -> sum[0] += full.size() + full.bytes(full.size() - 1));
        for (int round = 0; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < BATCHES; i++) {
                flows.of(batch);
                lane.decode(batch, flows);
                flows.drain();
            }
            double samples = (double) BATCHES * DATAGRAMS * SAMPLES;
            System.out.printf("%.1f ns for a sample%n", (THREADS.getCurrentThreadCpuTime() - before) / samples);
        }
        System.out.println(sum[0]);
    }
}
