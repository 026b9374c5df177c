// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;
import polder.capture.afxdp.AfXdpSettings.Mode;
import polder.wire.Layer;

/** A real AF_XDP socket on one end of a cable, in a namespace of its own. */
public class VethTest {
    private final PacketBatch batch = new PacketBatch(256);
    private final BitSet seen = new BitSet();

    private static AfXdpCapture capture(String... more) {
        String[] all = Arrays.copyOf(more, more.length + 2);
        all[more.length] = "interface";
        all[more.length + 1] = "rx";
        return new AfXdpCapture(AfXdpSettingsTest.settings(all));
    }

    /** Takes frames until none comes for one wait; each must be one that was not seen before. */
    private int take(CaptureLane lane) throws IOException {
        int all = 0;
        for (int got = lane.poll(batch); got > 0; got = lane.poll(batch)) {
            all += got;
            for (int i = 0; i < got; i++) {
                int number = FrameSender.number(batch.bytes(), batch.offset(i));
                assertThat(seen.get(number)).as("frame %s came before", number).isFalse();
                seen.set(number);
            }
        }
        return all;
    }

    private void countsWhatIsSent(String mode) throws Exception {
        XdpCable.with("", () -> {
            try (CaptureLane lane = capture("mode", mode).open(0);
                    FrameSender sender = new FrameSender("tx")) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 200; i++) {
                        sender.send(100, 60 + i);
                    }
                });
                thread.start();
                int got = 0;
                while (thread.isAlive() || got < sender.sent()) {
                    int now = take(lane);
                    got += now;
                    if (now == 0 && !thread.isAlive()) {
                        break;
                    }
                }
                assertThat(got).isEqualTo(20_000);
                assertThat(seen.cardinality()).isEqualTo(20_000);
                assertThat(lane.dropped()).isZero();
            }
        });
    }

    @Test
    public void genericModeCountsWhatIsSent() throws Exception {
        countsWhatIsSent("generic");
    }

    @Test
    public void nativeModeCountsWhatIsSent() throws Exception {
        countsWhatIsSent("native");
    }

    private void reportsWhatIsLost(String mode) throws Exception {
        XdpCable.with("", () -> {
            try (CaptureLane lane = capture("mode", mode, "memory", "1mb").open(0);
                    FrameSender sender = new FrameSender("tx")) {
                sender.send(5000, 60);
                int got = take(lane);
                assertThat(got).isBetween(1, 512);
                assertThat(lane.dropped()).isEqualTo(5000 - got);
                sender.send(300, 60);
                assertThat(take(lane)).isEqualTo(300);
                assertThat(lane.dropped()).isEqualTo(5000 - got);
            }
        });
    }

    @Test
    public void genericModeReportsWhatIsLostToThePacket() throws Exception {
        reportsWhatIsLost("generic");
    }

    @Test
    public void nativeModeReportsWhatIsLostToThePacket() throws Exception {
        reportsWhatIsLost("native");
    }

    @Test
    public void autoIsNativeWhereTheDriverCan() throws Exception {
        XdpCable.with("", () -> {
            try (Nic nic = new Nic("rx");
                    Redirect redirect = Redirect.attach(nic, 1, Mode.AUTO)) {
                assertThat(redirect.mode()).isEqualTo(Mode.NATIVE);
            }
            try (Nic nic = new Nic("lo");
                    Redirect redirect = Redirect.attach(nic, 1, Mode.AUTO)) {
                assertThat(redirect.mode()).isEqualTo(Mode.GENERIC);
                assertThat(redirect.whyGeneric()).contains("the driver has no native mode");
            }
        });
    }

    @Test
    public void everyQueueIsReadByALane() throws Exception {
        XdpCable.with("numrxqueues 2 numtxqueues 2", () -> {
            AfXdpCapture capture = capture("lanes", "2");
            AfXdpCapture one = capture("mode", "generic");
            try (CaptureLane first = capture.open(0);
                    CaptureLane second = capture.open(1);
                    FrameSender sender = new FrameSender("tx")) {
                sender.send(1000, 60);
                int ofFirst = take(first);
                int ofSecond = take(second);
                assertThat(ofFirst + ofSecond).isEqualTo(1000);
                assertThat(ofFirst).isBetween(100, 900);
            }
            try (CaptureLane lane = one.open(0);
                    FrameSender sender = new FrameSender("tx")) {
                seen.clear();
                sender.send(1000, 60);
                assertThat(take(lane)).isEqualTo(1000);
            }
            assertThatThrownBy(() -> capture("lanes", "3").open(0))
                    .hasMessageContaining("rx has 2 receive queues, fewer than lanes = 3");
            assertThatThrownBy(() -> capture("queues", "0,2").open(0))
                    .hasMessageContaining("rx has no receive queue 2, it has 2");
        });
    }

    @Test
    public void aLongFrameIsOnePacketOfItsWholeLength() throws Exception {
        XdpCable.with("mtu 9000", () -> {
            for (String mode : new String[] {"generic", "native"}) {
                try (CaptureLane lane = capture("mode", mode).open(0);
                        FrameSender sender = new FrameSender("tx")) {
                    sender.send(3, 8000).send(1, 60);
                    assertThat(lane.poll(batch)).as(mode).isEqualTo(4);
                    assertThat(batch.wireLength(2)).isEqualTo(8000);
                    assertThat(batch.length(2)).isBetween(1500, 4096);
                    assertThat(FrameSender.number(batch.bytes(), batch.offset(3)))
                            .isEqualTo(3);
                    assertThat(lane.dropped()).isZero();
                }
            }
        });
    }

    @Test
    public void samplingAndLengthAreAsConfigured() throws Exception {
        XdpCable.with("", () -> {
            try (CaptureLane lane = capture("sampling", "64", "length", "ip", "count", "inner")
                            .open(0);
                    FrameSender sender = new FrameSender("tx")) {
                sender.send(1, 200);
                assertThat(lane.poll(batch)).isEqualTo(1);
                assertThat(batch.samplingRate()).isEqualTo(64);
                assertThat(batch.counting()).isEqualTo(Layer.INNER);
                assertThat(batch.wireLength(0)).isEqualTo(200);
                assertThat(batch.isBounded()).isFalse();
            }
            try (CaptureLane lane = capture().open(0);
                    FrameSender sender = new FrameSender("tx")) {
                sender.send(1, 200);
                assertThat(lane.poll(batch)).isEqualTo(1);
                assertThat(batch.isBounded()).isTrue();
            }
        });
    }

    @Test
    public void aLaneThatPollsAllocatesNothing() throws Exception {
        XdpCable.with("", () -> {
            try (CaptureLane lane = capture().open(0);
                    FrameSender sender = new FrameSender("tx")) {
                Allocation.none(() -> {
                    try {
                        for (int i = 0; i < 20; i++) {
                            sender.send(200, 60);
                            while (lane.poll(batch) < 1) {
                                lane.dropped();
                            }
                        }
                        lane.dropped();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        });
    }
}
