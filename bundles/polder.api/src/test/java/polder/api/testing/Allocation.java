// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;

/** Asserts that a piece of the hot path allocates nothing once it is warm. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ATTEMPTS = 20;

    private Allocation() {}

    /**
     * Runs a loop on this thread until a run allocates nothing; compiling the loop may take a few runs.
     *
     * @param run some thousand packets, so that a single allocation for each is seen
     */
    public static void none(Runnable run) {
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && allocated != 0; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated)
                .as("bytes allocated in the best of %s runs", ATTEMPTS)
                .isZero();
    }

    /** The same for a decoder with these packets as one batch, a thousand times over. */
    public static void none(Decoder decoder, List<Packet> packets) {
        PacketBatch batch = Packet.batch(packets);
        DecoderLane lane = decoder.open(0);
        FlowBatch flows = new FlowBatch(64, drained -> {});
        none(() -> {
            for (int i = 0; i < 1000; i++) {
                flows.of(batch);
                lane.decode(batch, flows);
                flows.drain();
            }
        });
    }
}
