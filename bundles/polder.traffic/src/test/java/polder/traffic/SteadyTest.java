// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

/** Routers that tell of steady traffic once in a while: what a host is shown to have, second by second. */
public class SteadyTest {
    private static final Scheme SCHEME = new Scheme(
            Map.of(Prefix.parse("10.0.0.0/8"), "cfg"), false, new GroupBook().groups(List.of(), Instant.EPOCH));
    private static final Address FROM = Address.parse("192.0.2.1");
    private static final Address HOST = Address.parse("10.0.0.1");
    private static final long MBPS = 1_000_000;

    /** A record that is told of at a time. */
    private record Record(long told, long start, long end, double bitsPerSecond) {}

    private final PriorityQueue<Record> exporter = new PriorityQueue<>((a, b) -> Long.compare(a.told, b.told));
    private final Pulse pulse = new Pulse();
    private final LaneMeter lane = new LaneMeter(() -> SCHEME, pulse, 10_000);
    private final FlowBatch batch = new FlowBatch(64, lane::accept);
    private final HostTable table = new HostTable(10_000, SCHEME);
    private final Random random = new Random(11);
    private long now;
    private long least;
    private long most;

    /**
     * A flow that goes on and on.
     *
     * @param first how long before the first record
     * @param timeout how long a record is; each is up to a thirtieth more or less
     * @param late how late it is told of at most
     */
    private void flow(double bitsPerSecond, int first, int timeout, int late) {
        long start = now + first - timeout;
        while (start < 600_000) {
            long end = start + timeout - timeout / 30 + random.nextInt(timeout / 15 + 1);
            if (end >= 0) {
                exporter.add(new Record(end + random.nextInt(late + 1), start, end, bitsPerSecond));
            }
            start = end;
        }
    }

    private void tell(Record one) {
        long bytes = Math.round((one.end - one.start) * one.bitsPerSecond / 8000);
        PacketBatch packets = new PacketBatch(1).in(ByteBuffer.allocateDirect(1));
        batch.of(packets.add(0, 1, 1, one.told * 1_000_000));
        batch.next(0)
                .between(FROM.high(), FROM.low(), HOST.high(), HOST.low())
                .kind(17, 0, false)
                .volume(bytes / 1000, bytes)
                .lasted(one.start * 1_000_000, one.end * 1_000_000);
        batch.drain();
    }

    /** Lets time pass, and notes the least and the most the host is shown to have. */
    private void until(long millis) {
        least = Long.MAX_VALUE;
        most = 0;
        while (now < millis) {
            long beat = 80 + random.nextInt(40);
            now += beat;
            while (!exporter.isEmpty() && exporter.element().told <= now) {
                tell(exporter.remove());
            }
            pulse.beat(1);
            batch.drain();
            table.begin(beat / 1e3, 5);
            Handed taken = lane.take();
            assertThat(taken).isNotNull();
            table.merge(taken);
            taken.clear();
            lane.giveBack(taken);
            table.end(60);
            int row = table.find(HOST);
            long rate = row < 0 ? 0 : Math.round(table.sum(row, Metric.IN_BITS) / table.windowSeconds());
            least = Math.min(least, rate);
            most = Math.max(most, rate);
        }
        System.out.printf("steady: until %d s: %.1f to %.1f Mbit/s%n", now / 1000, least / 1e6, most / 1e6);
    }

    private void expect(double from, double to) {
        assertThat(least).isGreaterThanOrEqualTo((long) (from * MBPS));
        assertThat(most).isLessThanOrEqualTo((long) (to * MBPS));
    }

    @Test
    public void oneBigFlowIsSteady() {
        flow(100 * MBPS, 60_000, 60_000, 1000);
        until(59_000);
        expect(0, 0);
        until(76_000);
        expect(0, 105);
        until(600_000);
        expect(95, 105);
    }

    @Test
    public void aFewFlowsOfOneHostAreSteady() {
        for (int i = 0; i < 7; i++) {
            flow(100 * MBPS / 7.0, 1000 + random.nextInt(60_000), 60_000, 1000);
        }
        until(76_000);
        expect(0, 105);
        until(600_000);
        expect(95, 105);
    }

    @Test
    public void dozensOfFlowsOfOneHostAreSteady() {
        for (int i = 0; i < 60; i++) {
            flow(100 * MBPS / 60.0, 1000 + random.nextInt(60_000), 60_000, 1000);
        }
        until(76_000);
        expect(0, 110);
        until(600_000);
        expect(95, 105);
    }

    @Test
    public void manyFlowsWithAnyPhaseAreSteady() {
        for (int i = 0; i < 500; i++) {
            flow(100 * MBPS / 500.0, 1000 + random.nextInt(60_000), 60_000, 1000);
        }
        until(76_000);
        expect(0, 110);
        until(600_000);
        expect(95, 105);
    }

    @Test
    public void anActiveTimeoutOfTwentySecondsIsAsSteady() {
        flow(100 * MBPS, 20_000, 20_000, 1000);
        until(25_000);
        expect(0, 105);
        until(300_000);
        expect(95, 105);
    }

    @Test
    public void anActiveTimeoutOfFiveMinutesIsAsSteady() {
        flow(100 * MBPS, 300_000, 300_000, 2000);
        until(350_000);
        expect(0, 105);
        until(600_000);
        expect(95, 105);
    }

    @Test
    public void flowsOfMixedLengthsAddUp() {
        // each flow is of its own length and rate, and others follow it
        for (int i = 0; i < 400; i++) {
            flow(100 * MBPS / 400.0, 1000 + random.nextInt(60_000), 2000 + random.nextInt(58_000), 1000);
        }
        until(76_000);
        expect(0, 115);
        until(500_000);
        expect(90, 110);
    }

    @Test
    public void aFloodOfShortFlowsIsSeenAtOnceAtItsFullRate() {
        flow(100 * MBPS, 60_000, 60_000, 1000);
        until(100_000);
        for (int i = 0; i < 10_000; i++) {
            long at = now + i;
            exporter.add(new Record(at + 10, at - 500, at, 2 * MBPS));
        }
        until(now + 300);
        assertThat(most).isGreaterThan(300 * MBPS);
        until(now + 1000);
        assertThat(most).isGreaterThan(1050 * MBPS);
        until(now + 2000);
        expect(1050, 1150);
    }
}
