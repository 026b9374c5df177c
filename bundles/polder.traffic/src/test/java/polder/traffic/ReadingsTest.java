// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

public class ReadingsTest {
    private static final Scheme SCHEME = new Scheme(
            Map.of(Prefix.parse("10.0.0.0/8"), "cfg"), false, new GroupBook().groups(List.of(), Instant.EPOCH));
    private static final int HOSTS = 300;
    private static final long MILLI = 1_000_000;

    private final Random random = new Random(5);
    private final Pulse pulse = new Pulse();
    private final LaneMeter lane = new LaneMeter(() -> SCHEME, pulse, HOSTS);
    private final FlowBatch batch = new FlowBatch(64, lane::accept);
    private final HostTable table = new HostTable(HOSTS, SCHEME);
    private final Window window = new Window(table);
    private long now = 1_000_000;
    private int busy;
    private int quiet;

    /** Of any protocol and direction; some last, some are sampled. */
    private void flow() {
        long host = Address.low4(0x0a000000 + (int) Math.abs(random.nextGaussian() * HOSTS / 4) % HOSTS);
        long other = Address.low4(0xc0000000 + random.nextInt(1000));
        boolean incoming = random.nextBoolean();
        int packets = 1 + random.nextInt(random.nextInt(20) == 0 ? 4000 : 10);
        long lasted = random.nextInt(4) == 0 ? random.nextInt(9000) : 0;
        int[] protocols = {1, 6, 17, 47};
        batch.next(0)
                .between(0, incoming ? other : host, 0, incoming ? host : other)
                .kind(protocols[random.nextInt(4)], random.nextInt(4), random.nextInt(9) == 0)
                .volume(packets, packets * 100L)
                .sampled(random.nextInt(3) == 0 ? 16 : 1)
                .lasted((now - lasted) * MILLI, now * MILLI);
    }

    private void beat() {
        now += 100;
        batch.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, now * MILLI));
        for (int i = random.nextInt(100); i > 0; i--) {
            flow();
        }
        pulse.beat(1);
        batch.drain();
        table.begin(0.1, 5);
        Handed taken = lane.take();
        assertThat(taken).isNotNull();
        table.merge(taken);
        taken.clear();
        lane.giveBack(taken);
        table.end(60);
        window.at(now * MILLI);
    }

    @Test
    public void aRowOfTheWindowSaysWhatTheTableHolds() {
        for (int i = 0; i < 300; i++) {
            beat();
            for (int row = 0; row < window.hosts(); row++) {
                compare(row);
            }
            busy += window.busy();
            quiet += window.hosts() - window.busy();
        }
        assertThat(busy).isGreaterThan(100);
        assertThat(quiet).isGreaterThan(1000);
    }

    private void compare(int row) {
        int host = table.find(new Address(window.high(row), window.low(row)));
        assertThat(host).isNotNegative().isEqualTo(table.shown().get(row));
        assertThat(window.group(row)).isSameAs(SCHEME.groups().get(table.group(host)));
        double seconds = table.windowSeconds();
        for (Metric metric : Metric.all()) {
            assertThat(window.rate(row, metric)).isEqualTo(Math.round(table.sum(host, metric) / seconds));
        }
        assertThat(window.samples(row, Direction.INCOMING))
                .isEqualTo(
                        Window.samples((double) table.sum(host, Metric.IN_PACKETS), table.variance(host, Columns.IN)));
        assertThat(window.samples(row, Direction.OUTGOING))
                .isEqualTo(Window.samples(
                        (double) table.sum(host, Metric.OUT_PACKETS), table.variance(host, Columns.OUT)));
    }
}
