// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.testing.Cable;
import polder.wire.Layer;

/** What a lane reads of a real interface. */
public class VethTest {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

    private final PacketBatch batch = new PacketBatch(256);
    private Cable cable;
    private FrameSender sender;

    @Before
    public void plugIn() throws Exception {
        cable = Cable.assumed("");
        sender = new FrameSender();
    }

    @After
    public void unplug() throws Exception {
        if (sender != null) {
            sender.close();
        }
        if (cable != null) {
            cable.close();
        }
    }

    private static AfPacketCapture capture(Object... keysAndValues) {
        Object[] all = new Object[keysAndValues.length + 2];
        all[0] = "interface";
        all[1] = "rx";
        System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
        return new AfPacketCapture(Properties.settings(all));
    }

    private void send(int frames) throws IOException {
        for (int i = 0; i < frames; i++) {
            sender.send(FrameSender.udp(i, 53, 60));
        }
    }

    /** Reads until nothing comes any more. */
    private int all(CaptureLane lane) throws IOException {
        int read = 0;
        for (int got = lane.poll(batch); got > 0; got = lane.poll(batch)) {
            read += got;
        }
        return read;
    }

    /** Reads until there are so many: a sender that is held up leaves a block half empty, so they may come in several batches. */
    private int read(CaptureLane lane, int frames) throws IOException {
        long end = System.nanoTime() + LIMIT;
        int read = 0;
        while (read < frames) {
            assertThat(System.nanoTime())
                    .as("waiting for %s frames, had %s", frames, read)
                    .isLessThan(end);
            read += lane.poll(batch);
        }
        return read;
    }

    @Test
    public void whatIsSentIsCounted() throws Exception {
        try (CaptureLane lane = capture().open(0)) {
            send(1000);
            long now = System.currentTimeMillis();
            int first = read(lane, 1);
            assertThat(batch.length(0)).isEqualTo(60);
            assertThat(batch.wireLength(0)).isEqualTo(60);
            assertThat(batch.bytes().getShort(batch.offset(first - 1) + 34)).isEqualTo((short) (first - 1));
            assertThat(batch.epochNanos(0) / 1_000_000).isBetween(now - 10_000, now + 1000);
            assertThat(batch.linkType()).isEqualTo(PacketBatch.ETHERNET);
            assertThat(batch.counting()).isEqualTo(Layer.OWN);
            assertThat(batch.isBounded()).isTrue();
            assertThat(first + read(lane, 1000 - first)).isEqualTo(1000);
            assertThat(all(lane)).isZero();
            assertThat(lane.dropped()).isZero();
        }
    }

    @Test
    public void whatTheRingCannotHoldIsCountedToThePacket() throws Exception {
        try (CaptureLane lane =
                // a sender that is held up for longer than that leaves a block half empty
                capture("block.size", "64kb", "block.count", "2", "block.timeout", "200ms")
                        .open(0)) {
            send(5000);
            int read = all(lane);
            assertThat(read).isBetween(450, 1000);
            assertThat(lane.dropped()).isEqualTo(5000 - read);
            assertThat(lane.dropped()).as("looking changes nothing").isEqualTo(5000 - read);
            send(100);
            assertThat(all(lane)).isEqualTo(100);
            assertThat(lane.dropped()).isEqualTo(5000 - read);
        }
    }

    @Test
    public void onlyTheFirstBytesAreKept() throws Exception {
        try (CaptureLane lane = capture("snaplen", "96", "length", "ip", "sampling", "512", "count", "inner")
                .open(0)) {
            sender.send(FrameSender.udp(1, 53, 1514));
            assertThat(read(lane, 1)).isEqualTo(1);
            assertThat(batch.length(0)).isEqualTo(96);
            assertThat(batch.wireLength(0)).isEqualTo(1514);
            assertThat(batch.isBounded()).isFalse();
            assertThat(batch.samplingRate()).isEqualTo(512);
            assertThat(batch.counting()).isEqualTo(Layer.INNER);
        }
    }

    @Test
    public void theTagTheKernelTookOutIsInTheFrame() throws Exception {
        byte[][] sent = {
            FrameSender.udp(1, 53, 60, 0x8100_0123),
            FrameSender.udp(1, 53, 60, 0x88a8_0007, 0x8100_2005),
            FrameSender.udp(1, 53, 60)
        };
        try (CaptureLane lane = capture().open(0)) {
            for (byte[] frame : sent) {
                sender.send(frame);
            }
            for (int done = 0; done < sent.length; ) {
                int rows = read(lane, 1);
                for (int i = 0; i < rows; i++, done++) {
                    byte[] read = new byte[batch.length(i)];
                    batch.bytes().get(batch.offset(i), read);
                    assertThat(read).isEqualTo(sent[done]);
                    assertThat(batch.wireLength(i)).isEqualTo(sent[done].length);
                }
            }
        }
    }

    @Test
    public void whatThisMachineSendsCountsOnlyWhenAskedFor() throws Exception {
        try (CaptureLane in = capture("interface", "tx").open(0);
                CaptureLane both =
                        capture("interface", "tx", "direction", "both").open(0)) {
            send(50);
            assertThat(all(in)).isZero();
            assertThat(all(both)).isEqualTo(50);
        }
    }

    @Test
    public void whatThisMachineSendsDoesNotCountOnSeveralLanesEither() throws Exception {
        AfPacketCapture capture = capture("interface", "tx", "lanes", "2");
        try (CaptureLane first = capture.open(0);
                CaptureLane second = capture.open(1)) {
            send(50);
            assertThat(all(first) + all(second)).isZero();
        }
    }

    @Test
    public void lanesShareTheFrames() throws Exception {
        for (Fanout fanout : Fanout.values()) {
            AfPacketCapture capture = capture("lanes", "2", "fanout", fanout.name(), "interface", "rx");
            try (CaptureLane first = capture.open(0);
                    CaptureLane second = capture.open(1)) {
                send(1000);
                int ofFirst = all(first);
                int ofSecond = all(second);
                assertThat(ofFirst + ofSecond).as(fanout.name()).isEqualTo(1000);
                assertThat(first.dropped() + second.dropped()).isZero();
                if (fanout == Fanout.HASH || fanout == Fanout.LB) {
                    assertThat(ofFirst).as(fanout.name()).isBetween(300, 700);
                }
            }
        }
    }

    @Test
    public void aFilterDecidesInTheKernel() throws Exception {
        Libpcap.assumed();
        try (CaptureLane dns =
                        capture("filter", "udp dst port 53", "snaplen", "80").open(0);
                CaptureLane tagged = capture("filter", "vlan 291 and udp").open(0)) {
            for (int i = 0; i < 100; i++) {
                sender.send(FrameSender.udp(i, i % 4 == 0 ? 53 : 123, 100));
            }
            sender.send(FrameSender.udp(1, 123, 100, 0x8100_0123));
            sender.send(FrameSender.udp(1, 123, 100, 0x8100_0124));
            assertThat(read(dns, 25)).isEqualTo(25);
            assertThat(batch.length(0)).isEqualTo(80);
            assertThat(read(tagged, 1)).isEqualTo(1);
            assertThat(batch.bytes().getInt(batch.offset(0) + 12)).isEqualTo(0x8100_0123);
            assertThat(dns.dropped() + tagged.dropped()).isZero();
        }
    }

    @Test
    public void anInterfaceThatGoesDownAndUpGoesOn() throws Exception {
        try (CaptureLane lane = capture().open(0)) {
            send(10);
            Cable.ip("link set rx down");
            assertThat(read(lane, 10)).as("what came before").isEqualTo(10);
            awaitProblem(lane, "interface rx is down; bring it up: ip link set rx up");
            Cable.ip("link set rx up");
            awaitProblem(lane, "");
            send(20);
            assertThat(read(lane, 20)).isEqualTo(20);
        }
    }

    @Test
    public void anInterfaceThatIsMadeAnewGoesOn() throws Exception {
        AfPacketCapture capture = capture("lanes", "2");
        try (CaptureLane first = capture.open(0);
                CaptureLane second = capture.open(1)) {
            Cable.ip("link del rx");
            awaitProblem(first, "there is no interface rx; this machine has lo");
            awaitProblem(second, "there is no interface rx; this machine has lo");
            sender.close();
            Cable.plug("");
            sender = new FrameSender();
            awaitProblem(first, "");
            awaitProblem(second, "");
            send(100);
            assertThat(all(first) + all(second)).isEqualTo(100);
        }
    }

    private void awaitProblem(CaptureLane lane, String expected) throws IOException {
        long end = System.nanoTime() + LIMIT;
        while (!lane.problem().equals(expected)) {
            assertThat(System.nanoTime())
                    .as("'%s' instead of '%s'", lane.problem(), expected)
                    .isLessThan(end);
            lane.poll(batch);
        }
    }

    @Test
    public void aLaneWaitsForAnInterfaceThatIsDown() throws Exception {
        Cable.ip("link set rx down");
        try (CaptureLane lane = capture().open(0)) {
            assertThat(lane.problem()).startsWith("interface rx is down");
            Cable.ip("link set rx up");
            awaitProblem(lane, "");
            send(3);
            assertThat(read(lane, 3)).isEqualTo(3);
        }
    }

    @Test
    public void anInterfaceThatIsNotThereIsSaidWithThoseThatAre() {
        assertThatThrownBy(() -> capture("interface", "eth7").open(0))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("there is no interface eth7; this machine has (lo|rx|tx)(, (lo|rx|tx)){2}");
    }

    @Test
    public void aRetiredLaneKeepsWhatItHasAndTakesNothingNew() throws Exception {
        AfPacketCapture capture = capture();
        try (CaptureLane old = capture.open(0)) {
            send(300);
            capture.modified(Properties.of("interface", "rx", "sampling", "2"));
            assertThat(old.poll(batch)).isEqualTo(CaptureLane.REOPEN);
            assertThat(old.overlaps()).isTrue();
            try (CaptureLane successor = capture.open(0)) {
                old.retire();
                send(40);
                assertThat(all(old)).isEqualTo(300);
                assertThat(read(successor, 40)).isEqualTo(40);
                assertThat(batch.samplingRate()).isEqualTo(2);
            }
        }
    }

    @Test
    public void nothingIsAllocated() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CaptureLane lane = capture().open(0)) {
            long read = 0;
            long allocated = 0;
            for (int round = 0; round < 40; round++) {
                send(2000);
                long before = threads.getCurrentThreadAllocatedBytes();
                int got = all(lane);
                lane.dropped();
                if (round >= 20) {
                    allocated += threads.getCurrentThreadAllocatedBytes() - before;
                    read += got;
                }
            }
            assertThat(read).isEqualTo(40_000);
            assertThat(allocated).isZero();
        }
    }
}
