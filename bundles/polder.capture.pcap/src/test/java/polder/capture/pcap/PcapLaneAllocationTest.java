// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;

public final class PcapLaneAllocationTest {
    private static final int PACKETS = 20_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PacketBatch batch = new PacketBatch(256);
    private long polled;

    @Before
    public void needsLibpcap() {
        Libpcap.assumed();
    }

    @Test
    public void nothingIsAllocatedForAPacket() throws IOException {
        noneFor("packet");
    }

    @Test
    public void nothingIsAllocatedForADatagram() throws IOException {
        noneFor("netflow");
    }

    /** A quarter of the file at a time, so that there are runs in which it is not opened anew. */
    private void noneFor(String decoder) throws IOException {
        Recording recording = new Recording(1);
        byte[] frame = Recording.ethernet(Recording.udp(2055, new byte[400]));
        for (int i = 0; i < PACKETS; i++) {
            recording.frame(i, frame);
        }
        Path file = recording.save(folder.getRoot().toPath().resolve("many.pcap"));
        PcapSettings settings = PcapSettings.of(Map.of(
                "file",
                file.toString(),
                "speed",
                "max",
                "repeat",
                "forever",
                "decoder",
                decoder,
                "service.pid",
                "x~lab"));
        try (PcapLane lane = new PcapLane(settings, (Origin.Replay) settings.origin(), () -> false, new Silent())) {
            Allocation.none(() -> {
                for (int i = 0; i < PACKETS / 4 / batch.capacity(); i++) {
                    polled += lane.poll(batch);
                }
            });
        }
        assertThat(polled).isGreaterThan(PACKETS / 5);
    }

    private static final class Silent implements PcapLane.Notes {
        @Override
        public void lost(String what) {}

        @Override
        public void done(String what) {}
    }
}
