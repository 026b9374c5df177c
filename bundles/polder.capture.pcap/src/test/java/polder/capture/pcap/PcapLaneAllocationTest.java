// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;

public final class PcapLaneAllocationTest {
    private static final int PACKETS = 400_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void needsLibpcap() {
        Libpcap.assumed();
    }

    @Test
    public void nothingIsAllocatedForAPacket() throws IOException {
        assertThat(allocated("packet")).isLessThan(PACKETS / 10);
    }

    @Test
    public void nothingIsAllocatedForADatagram() throws IOException {
        assertThat(allocated("netflow")).isLessThan(PACKETS / 10);
    }

    /** Bytes allocated by the second half of a replay. */
    private long allocated(String decoder) throws IOException {
        Recording recording = new Recording(1);
        byte[] frame = Recording.ethernet(Recording.udp(2055, new byte[400]));
        for (int i = 0; i < PACKETS / 20; i++) {
            recording.frame(i, frame);
        }
        Path file = recording.save(folder.getRoot().toPath().resolve("many.pcap"));
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PacketBatch batch = new PacketBatch(256);
        Map<String, String> cfg =
                Map.of("file", file.toString(), "speed", "max", "decoder", decoder, "service.pid", "x~lab");
        long bytes = 0;
        long time = 0;
        for (int round = 0; round < 40; round++) {
            PcapLane lane = new PcapLane(PcapSettings.of(cfg), () -> false, new Silent());
            long open = thread.getCurrentThreadAllocatedBytes();
            long nanos = System.nanoTime();
            long packets = 0;
            while (lane.poll(batch) != CaptureLane.END) {
                packets += batch.size();
            }
            if (round >= 20) {
                bytes += thread.getCurrentThreadAllocatedBytes() - open;
                time += System.nanoTime() - nanos;
            }
            assertThat(packets).isEqualTo(PACKETS / 20);
            lane.close();
        }
        System.out.println(decoder + ": " + time / PACKETS + " ns and " + bytes + " bytes for " + PACKETS + " packets");
        return bytes;
    }

    private static final class Silent implements PcapLane.Notes {
        @Override
        public void lost(String what) {}

        @Override
        public void done(String what) {}
    }
}
