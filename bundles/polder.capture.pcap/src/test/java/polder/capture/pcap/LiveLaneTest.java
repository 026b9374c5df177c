// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;
import polder.api.testing.Cable;
import polder.wire.Frame;

public final class LiveLaneTest {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);
    private static final int SENT = 20_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final PacketBatch batch = new PacketBatch(256);
    private final Frame frame = new Frame();
    private Cable cable;
    private Path recording;
    private LiveLane lane;
    private long received;
    private long readable;
    private long slowest;

    @Before
    public void prepare() throws Exception {
        Libpcap.assumed();
        cable = Cable.assumed("", "tcpreplay", "nft");
        Recording frames = new Recording(1);
        for (int i = 0; i < SENT; i++) {
            byte[] packet = Recording.udp(i % 2 == 0 ? 2055 : 53, new byte[18 + i % 1000]);
            frames.frame(i * 1000L, Recording.ethernet(checksummed(packet)));
        }
        recording = frames.save(folder.getRoot().toPath().resolve("sent.pcap"));
    }

    /** The kernel takes no packet without it. */
    private static byte[] checksummed(byte[] packet) {
        ByteBuffer header = ByteBuffer.wrap(packet);
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += header.getShort(at) & 0xffff;
        }
        header.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return packet;
    }

    @After
    public void clean() throws Exception {
        if (lane != null) {
            lane.close();
        }
        if (cable != null) {
            cable.close();
        }
    }

    private LiveLane open(String device, String... keysAndValues) throws IOException {
        Map<String, String> properties = new TreeMap<>(Map.of("service.pid", "x~lab", "interface", device));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        PcapSettings settings = PcapSettings.of(properties);
        lane = new LiveLane(settings, (Origin.Live) settings.origin(), () -> false);
        return lane;
    }

    private void replay(String options) throws Exception {
        Cable.run("tcpreplay -q " + options + " -i tx " + recording);
    }

    private void until(BooleanSupplier isSo) throws IOException {
        long begun = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime() - begun)
                    .as("received %d, dropped %d", received, lane.dropped())
                    .isLessThan(LIMIT);
            poll();
        }
    }

    private void poll() throws IOException {
        received += lane.poll(batch);
        for (int i = 0; i < batch.size(); i++) {
            Frame.Result result =
                    frame.read(batch.bytes(), batch.linkType(), batch.offset(i), batch.length(i), batch.wireLength(i));
            readable += result == Frame.Result.OK && frame.targetPort() != 0 ? 1 : 0;
        }
    }

    /** Everything on its way has arrived when nothing comes for a while. */
    private void rest() throws IOException {
        for (int idle = 0; idle < 3; ) {
            poll();
            idle = batch.size() == 0 ? idle + 1 : 0;
        }
    }

    @Test
    public void everyFrameSentIsCountedOrItsLossIs() throws Exception {
        open("rx", "buffer", "64mb");
        replay("--topspeed");
        until(() -> received + lane.dropped() == SENT);
        rest();

        assertThat(received + lane.dropped()).isEqualTo(SENT);
        assertThat(readable).isEqualTo(received);
        long now = System.currentTimeMillis();
        assertThat(lane.dropped()).isZero();
        assertThat(lane.poll(batch)).isZero();
        replay("--limit=1");
        until(() -> batch.size() == 1);
        assertThat(batch.epochNanos(0) / 1_000_000).isBetween(now - 1, System.currentTimeMillis() + 1);
        assertThat(batch.length(0)).isEqualTo(60);
    }

    @Test
    public void theKernelsDropsAreToldToTheFrame() throws Exception {
        open("rx", "buffer", "64kb");
        replay("--topspeed");
        until(() -> received + lane.dropped() == SENT);
        rest();

        assertThat(received + lane.dropped()).isEqualTo(SENT);
        assertThat(lane.dropped()).isBetween(SENT / 10L, (long) SENT - 1);
    }

    @Test
    public void anyDeviceSeesBothEndsOfTheCable() throws Exception {
        open("any", "snaplen", "128");
        replay("--topspeed");
        until(() -> received + lane.dropped() == 2 * SENT);

        assertThat(batch.linkType()).isEqualTo(113);
        assertThat(readable).isEqualTo(received);
    }

    @Test
    public void nftablesLogsAreCountedToThePacket() throws Exception {
        Cable.run("nft add table inet t");
        Cable.run("nft add chain inet t c \"{ type filter hook prerouting priority -300; }\"");
        Cable.run("nft add rule inet t c log group 5 queue-threshold 20");
        open("nflog:5", "buffer", "64mb");
        assertThat(lane.poll(batch)).isZero();
        replay("--topspeed");
        until(() -> received == SENT);
        rest();
        assertThat(lane.dropped()).isZero();
        assertThat(batch.linkType()).isEqualTo(239);
        assertThat(received).isEqualTo(SENT);
        assertThat(readable).isEqualTo(SENT);

        lane.close();
        received = 0;
        open("nflog:5", "buffer", "256kb");
        replay("--topspeed");
        rest();
        // the next packet tells how many are missing
        replay("--limit=1");
        until(() -> received + lane.dropped() == SENT + 1);
        assertThat(lane.dropped()).isBetween(SENT / 10L, (long) SENT);
    }

    @Test
    public void nftablesLogsOfADeviceAreReadToo() throws Exception {
        Cable.run("nft add table netdev t");
        Cable.run("nft add chain netdev t c \"{ type filter hook ingress device rx priority 0; }\"");
        Cable.run("nft add rule netdev t c log group 6 snaplen 96 queue-threshold 20");
        open("nflog:6");
        replay("--topspeed --limit=1000");
        until(() -> received == 1000);

        assertThat(readable).isEqualTo(1000);
    }

    @Test
    public void aFilterAndPortsLeaveOutTheRest() throws Exception {
        open("rx", "filter", "udp dst port 53");
        replay("--topspeed");
        until(() -> received + lane.dropped() == SENT / 2);
        lane.close();
        received = 0;
        open("rx", "decoder", "netflow", "port", "2055");
        replay("--topspeed");
        until(() -> received > 0);
        assertThat(batch.senderPort(0)).isEqualTo(5000);
        // what the kernel drops on a busy machine may be of either kind
        until(() -> received + lane.dropped() >= SENT / 2);
        rest();
        assertThat(received).isLessThanOrEqualTo(SENT / 2);
    }

    @Test
    public void whatCannotBeOpenedIsSaidPlainly() throws Exception {
        assertThatThrownBy(() -> open("eth7"))
                .hasMessageStartingWith("interface eth7: there is none; there are ")
                .hasMessageContaining("rx")
                .hasMessageContaining("tx");
        assertThatThrownBy(() -> open("zc:eth7")).hasMessageContaining("library = /opt/pfring/lib/libpcap.so");
        assertThatThrownBy(() -> open("netmap:eth7")).hasMessageContaining("built with netmap");
        assertThatThrownBy(() -> open("rx", "filter", "udp porr 5")).hasMessageContaining("is not accepted");
    }

    @Test
    public void aDeviceThatGoesDownAndUpGoesOn() throws Exception {
        open("rx");
        replay("--topspeed --limit=10");
        until(() -> received == 10);
        Cable.ip("link set rx down");
        for (int i = 0; i < 5; i++) {
            long before = System.nanoTime();
            poll();
            slowest = Math.max(slowest, System.nanoTime() - before);
        }
        assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(1));
        Cable.ip("link set rx up");
        long sent = 0;
        while (received == 10 && sent++ < 100) {
            replay("--topspeed --limit=10");
            rest();
        }
        assertThat(received).isGreaterThan(10);
        Cable.ip("link del rx");
        assertThatThrownBy(() -> until(() -> false))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("interface rx: ");
    }

    @Test
    public void nothingIsAllocatedForAFrame() throws Exception {
        open("rx");
        Process sender = Cable.start("exec tcpreplay -q --loop=0 --mbps=200 -i tx " + recording);
        try {
            until(() -> received > 1000);
            Allocation.none(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        received += lane.poll(batch);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } finally {
            sender.destroy();
        }
        assertThat(received).isGreaterThan(5000);
    }
}
