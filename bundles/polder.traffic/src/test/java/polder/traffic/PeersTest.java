// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Unit;
import polder.wire.Address;
import polder.wire.Prefix;

/** From lanes to what a window says of the other ends of hosts. */
public class PeersTest {
    private static final long HOST = Address.parse("10.0.0.1").low();
    private static final Scheme SCHEME = new Scheme(
            Map.of(Prefix.parse("10.0.0.0/8"), "cfg"), false, new GroupBook().groups(List.of(), Instant.EPOCH));

    private final Pulse pulse = new Pulse();
    private final LaneMeter lane = new LaneMeter(() -> SCHEME, pulse, 100_000);
    private final LaneMeter other = new LaneMeter(() -> SCHEME, pulse, 100_000);
    private final FlowBatch batch = new FlowBatch(256, flows -> lane.accept(flows));
    private final FlowBatch otherBatch = new FlowBatch(256, flows -> other.accept(flows));
    private final HostTable table = new HostTable(100_000, SCHEME);
    private final Window window = new Window(table);
    private long millis;

    private void packet(FlowBatch to, long from, long target, long bytes) {
        packets(to, from, target, 1, bytes);
    }

    private void packets(FlowBatch to, long from, long target, long count, long bytes) {
        to.next(0).between(0, from, 0, target).kind(17, 0, false).volume(count, bytes);
    }

    private static long source(long number) {
        return Address.low4(0x0b00_0000 + (int) number);
    }

    private void begin() {
        PacketBatch packets = new PacketBatch(1).in(java.nio.ByteBuffer.allocateDirect(1));
        batch.of(packets.add(0, 1, 1, millis * 1_000_000));
        otherBatch.of(packets);
    }

    private void beat() {
        batch.drain();
        otherBatch.drain();
        pulse.beat(1);
        lane.accept(new FlowBatch(1, flows -> {}));
        other.accept(new FlowBatch(1, flows -> {}));
        table.begin(0.1, 5);
        for (LaneMeter one : List.of(lane, other)) {
            Handed taken = one.take();
            assertThat(taken).isNotNull();
            table.merge(taken);
            taken.clear();
            one.giveBack(taken);
        }
        table.end(60);
        millis += 100;
        window.at(millis * 1_000_000);
    }

    private int row() {
        for (int row = 0; row < window.hosts(); row++) {
            if (window.target(row).base().low() == HOST) {
                return row;
            }
        }
        throw new AssertionError("the host is not shown");
    }

    @Test
    public void theNumberOfSourcesOfTheLastSecondIsKnownToATenth() {
        for (int sources : new int[] {1, 3, 10, 100, 1000, 20_000}) {
            for (int beat = 0; beat < 14; beat++) {
                begin();
                for (int i = 0; i < 20_000; i++) {
                    packet(i % 2 == 0 ? batch : otherBatch, source(i % sources), HOST, 100);
                }
                beat();
            }
            System.out.printf("%d sources: %d%n", sources, window.sources(row()));
            assertThat((double) window.sources(row())).isCloseTo(sources, within(0.5 + sources * 0.25));
            for (int beat = 0; beat < 12; beat++) {
                begin();
                packets(batch, source(0), HOST, 2000, 100);
                beat();
            }
            assertThat(window.sources(row()))
                    .as("those of long ago are not counted")
                    .isEqualTo(1);
        }
    }

    @Test
    public void aQuietHostCostsNothing() {
        begin();
        for (int i = 0; i < 300; i++) {
            packets(batch, source(i), HOST, 3, 300);
        }
        beat();
        assertThat(window.sources(row())).isEqualTo(-1);
        assertThat(window.share(row(), Direction.INCOMING, Unit.PACKETS, 4)).isNaN();
        assertThat(table.peers().size()).isZero();
    }

    @Test
    public void whatFewOfManySourcesSendIsTheirShare() {
        for (int beat = 0; beat < 10; beat++) {
            begin();
            for (int i = 0; i < 1000; i++) {
                packets(batch, source(7), HOST, 9, 9 * 1400);
                packet(otherBatch, source(i + 100), HOST, 60);
                packet(otherBatch, HOST, source(i + 100), 60);
            }
            beat();
        }
        assertThat(window.share(row(), Direction.INCOMING, Unit.PACKETS, 1)).isCloseTo(0.9, within(0.02));
        assertThat(window.share(row(), Direction.INCOMING, Unit.BITS, 1)).isGreaterThan(0.99);
        assertThat(window.share(row(), Direction.OUTGOING, Unit.PACKETS, 4)).isLessThan(0.4);
        assertThat(window.sources(row())).isBetween(750L, 1250L);
        assertThat(window.sources(window.size() - 1)).isEqualTo(-1);
        assertThat(window.share(window.size() - 1, Direction.INCOMING, Unit.BITS, 1))
                .isNaN();
    }

    @Test
    public void flowsThatLastCountForTheirSourcesAsLongAsTheyAreGivenOut() {
        begin();
        for (int i = 0; i < 8; i++) {
            packets(batch, source(1), HOST, 50_000, 70_000_000);
            batch.lasted((millis - 10_000) * 1_000_000, millis * 1_000_000);
        }
        for (int i = 0; i < 1000; i++) {
            packets(batch, source(100 + i), HOST, 50, 5000);
            batch.lasted((millis - 10_000) * 1_000_000, millis * 1_000_000);
        }
        beat();
        for (int i = 0; i < 40; i++) {
            begin();
            beat();
        }
        assertThat(window.rate(row(), Metric.IN_PACKETS)).isBetween(40_000L, 50_000L);
        assertThat(window.share(row(), Direction.INCOMING, Unit.PACKETS, 4)).isBetween(0.85, 0.95);
        assertThat(window.sources(row()))
                .as("of what lasts they are not counted")
                .isEqualTo(-1);
        for (int i = 0; i < 150; i++) {
            begin();
            beat();
        }
        assertThat(table.peers().size()).isZero();
    }

    @Test
    public void thereIsABoundOnHowManyHostsHaveThem() {
        begin();
        for (int host = 0; host < 3000; host++) {
            packets(host % 2 == 0 ? batch : otherBatch, source(1), HOST + 1 + host, 2000, 2000);
        }
        beat();
        assertThat(table.peers().size()).isEqualTo(2 * Sketches.MOST);
        assertThat(table.peers().refused()).isEqualTo(3000 - 2 * Sketches.MOST);
        for (int i = 0; i < 20; i++) {
            begin();
            packets(batch, source(1), HOST, 2000, 2000);
            beat();
        }
        assertThat(table.peers().size()).isEqualTo(1);
        assertThat(window.sources(row())).isEqualTo(1);
    }

    @Test
    public void sketchingAllocatesNothingOnALane() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            begin();
            long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < 20_000; i++) {
                packet(batch, source(i), HOST + i % 300, 1400);
            }
            allocated = Math.min(allocated, threads.getThreadAllocatedBytes(self) - before);
            beat();
        }
        assertThat(allocated).as("bytes for 20,000 packets").isLessThan(2000);
    }

    @Test
    public void registersAreMergedByTheHigherOfEach() {
        long[] mine = new long[Sketch.WORDS];
        long[] its = new long[Sketch.WORDS];
        long[] both = new long[Sketch.WORDS];
        for (int i = 0; i < 5000; i++) {
            Sketch.rank(i % 3 == 0 ? mine : its, 0, Sketch.hash(i, i * 31L));
            Sketch.rank(both, 0, Sketch.hash(i, i * 31L));
        }
        Sketch.merge(mine, 0, its);
        assertThat(its).isEqualTo(both);
        assertThat(Sketch.count(its)).isBetween(4000L, 6000L);
    }

    @Test
    public void whatIsSaidOfSourcesIsInheritedAsTheRestIs() {
        Map<String, GroupSettings> files = new HashMap<>();
        files.put("default", settings("default", "limit.in.sources", "20k", "limit.in.sources.warn", "10000"));
        files.put("web", settings("web", "networks", "10.0.0.0/24", "sources.min", "2"));
        HostGroup web = group(files, "web");
        assertThat(web.sources().min()).isEqualTo(2);
        assertThat(web.heritage().origins()).containsEntry("sources.min", "web");
        assertThat(web.sources().limit())
                .isEqualTo(new polder.api.traffic.Limit(
                        new polder.api.traffic.Limit.Bound(10_000, "default"),
                        new polder.api.traffic.Limit.Bound(20_000, "default"),
                        null));
        assertThat(group(files, "default").sources().min()).isEqualTo(5);
        files.put("web", settings("web", "networks", "10.0.0.0/24", "limit.in.sources", "none"));
        assertThat(group(files, "web").sources().limit()).isNull();
        assertThatIsRefused(
                "limit.in.sources = many is not accepted; give a number such as", "limit.in.sources", "many");
        assertThatIsRefused("sources.min = 0 is not accepted", "sources.min", "0");
        assertThatIsRefused("limit.out.sources = 5 is no limit there is", "limit.out.sources", "5");
        assertThat(Notable.of(List.of(
                                group(Map.of("default", settings("default", "limit.in.sources", "800")), "default")))
                        .packets())
                .isEqualTo(50);
    }

    private static void assertThatIsRefused(String message, String key, String value) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> settings("default", key, value))
                .hasMessageContaining(message);
    }

    private static GroupSettings settings(String name, String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", "polder.traffic.group~" + name);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return GroupSettings.of(properties);
    }

    private static HostGroup group(Map<String, GroupSettings> files, String name) {
        GroupBook book = new GroupBook();
        return book.groups(List.copyOf(files.values()), java.time.Instant.EPOCH).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
