// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;

public class SpreadTest {
    private static final int MINUTE = 60_000;
    /** Of amounts, not of rates. */
    private static final int FLOWS = 0x100;

    /** A thousandth of a packet or byte for each flow. */
    private static final Offset<Double> EXACT = within(0.001);

    private final HostRows rows = rows();
    private final Given given = new Given();
    private final Spread spread = new Spread(rows, given, 30 * MINUTE, 100_000);
    private final FlowBatch batch = new FlowBatch(4, drained -> {});
    private final int[] rowOf = {0};
    private long now;

    private static HostRows rows() {
        HostRows rows = new HostRows();
        for (int i = 0; i < 10; i++) {
            rows.add(0, i);
        }
        return rows;
    }

    /** Adds up what is given out. */
    private final class Given implements Spread.Sink {
        final Map<Long, Double> sums = new HashMap<>();
        final Map<Long, Long> rates = new HashMap<>();
        final List<Double> lasting = new ArrayList<>();
        boolean silent;

        @Override
        public void change(int row, int column, long packets, long bytes) {
            if (row >= 0 && !silent) {
                rates.merge(key(row, column, 0), packets, Long::sum);
                rates.merge(key(row, column, 1), bytes, Long::sum);
            }
            if (row >= 0) {
                int cell = rows.cell(row, column);
                rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.PACKET_RATE] += packets;
                rows.cells.chunk(cell)[HostCells.at(cell) + HostCells.BYTE_RATE] += bytes;
            }
        }

        @Override
        public void lasts(int row, int side, long peer, double packets, double bytes, Placement when) {
            if (!silent) {
                lasting.add(packets * (when.end - when.begin) / 1000);
            }
        }

        @Override
        public void atOnce(int row, int column, long packets, long bytes, long flows) {
            if (row >= 0 && !silent) {
                sums.merge(key(row, column, 0), (double) packets, Double::sum);
                sums.merge(key(row, column, 1), (double) bytes, Double::sum);
                sums.merge(key(row, column, 2), (double) flows, Double::sum);
            }
        }

        void pass(int millis) {
            rates.forEach((key, rate) -> sums.merge(key, rate / Spread.UNIT * millis / 1000, Double::sum));
        }

        double packets(int row, int column) {
            return sum(row, column, 0);
        }

        double bytes(int row, int column) {
            return sum(row, column, 1);
        }

        double flows(int row, int column) {
            return sum(row, column, 2);
        }

        private double sum(int row, int column, int unit) {
            return sums.getOrDefault(key(row, column, unit), 0.0);
        }

        double rate(int row, int column) {
            return rates.getOrDefault(key(row, column, 0), 0L) / Spread.UNIT;
        }
    }

    private static long key(int row, int column, int unit) {
        return row * 1000L + column * 3 + unit;
    }

    /** A flow that has just arrived. */
    private Deferred flow(int row, long packets, long lengthMillis, int aheadMillis) {
        return deferred(row, at(lengthMillis).volume(packets, packets * 100).ahead(aheadMillis));
    }

    private FlowBatch at(long lengthMillis) {
        batch.clear();
        batch.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, now * 1_000_000));
        return batch.next(0).kind(17, 0, false).lasted((now - lengthMillis) * 1_000_000, now * 1_000_000);
    }

    private Deferred deferred(int row, FlowBatch flows) {
        Deferred deferred = new Deferred();
        deferred.incoming(flows.between(0, 0, 0, row), 0, 0);
        return deferred;
    }

    private void add(Spread to, Deferred deferred) {
        rowOf[0] = (int) deferred.low(0);
        to.add(deferred, rowOf);
    }

    private void pass(long millis) {
        for (long step = 0; step < millis; step += 64) {
            now += 64;
            given.pass(64);
            spread.pass(now);
        }
    }

    @Test
    public void aLongFlowIsNoSpikeButARate() {
        add(spread, flow(7, 60_000, MINUTE, 0));
        double most = 0;
        for (int i = 0; i < 1200; i++) {
            pass(64);
            most = Math.max(most, given.rate(7, Columns.UDP));
        }
        assertThat(most).isCloseTo(1000, EXACT);
        assertThat(given.packets(7, Columns.UDP)).isCloseTo(60_000, EXACT);
        assertThat(given.bytes(7, Columns.UDP)).isCloseTo(6_000_000, EXACT);
        assertThat(spread.size()).isZero();
    }

    @Test
    public void aFlowThatIsASmallPartBeginsAtOnce() {
        add(spread, flow(7, 60_000, MINUTE, 0));
        pass(20_000);
        add(spread, flow(7, 300, 20_000, 0));
        assertThat(given.rate(7, Columns.UDP)).isCloseTo(1015, within(1.0));
        pass(60_000);
        assertThat(given.packets(7, Columns.UDP)).isCloseTo(60_300, EXACT);
    }

    @Test
    public void aShortFlowThatLiesAheadIsCountedWhenItsTimeComes() {
        add(spread, flow(7, 500, 300, 10_000));
        pass(9_900);
        assertThat(given.sums).isEmpty();
        pass(200);
        assertThat(given.packets(7, Columns.UDP)).isEqualTo(500);
        assertThat(given.bytes(7, Columns.UDP)).isEqualTo(50_000);
        assertThat(given.flows(7, Columns.UDP)).isEqualTo(1);
        assertThat(rows.get(7, HostRows.PENDING)).isZero();
    }

    @Test
    public void aLongFlowThatLiesAheadEndsWhenItsTimeComes() {
        add(spread, flow(7, 5000, 5_000, 20_000));
        pass(14_000);
        assertThat(given.packets(7, Columns.UDP)).isLessThan(100);
        pass(7_000);
        assertThat(given.packets(7, Columns.UDP)).isCloseTo(5000, EXACT);
        assertThat(given.flows(7, Columns.UDP)).isEqualTo(1);
        assertThat(given.rate(7, Columns.UDP)).isZero();
    }

    @Test
    public void exactlyWhatWasCountedIsGivenOutHoweverFlowsOverlapAndBeatsVary() {
        Random random = new Random(3);
        Map<Integer, Long> expected = new HashMap<>();
        for (int beat = 0; beat < 3000; beat++) {
            for (int i = 0; beat < 1500 && i < 5; i++) {
                int row = random.nextInt(10);
                long count = random.nextInt(4) == 0 ? 0 : random.nextInt(100_000);
                int ahead = random.nextInt(3) == 0 ? random.nextInt(20_000) : 0;
                add(spread, flow(row, count, random.nextInt(2 * MINUTE), ahead));
                expected.merge(row, count, Long::sum);
            }
            pass(random.nextInt(10) == 0 ? 1700 : 100 * (1 + random.nextInt(3)));
        }
        assertThat(spread.size()).isZero();
        assertThat(rows.get(0, HostRows.PENDING)).isZero();
        expected.forEach((row, count) -> {
            assertThat(given.packets(row, Columns.UDP)).isCloseTo(count, within(0.05));
            assertThat(given.rate(row, Columns.UDP)).isZero();
        });
    }

    @Test
    public void everyClassOfAFlowLastsAsLong() {
        FlowBatch flows =
                at(10_000).kind(6, 0x02, true).dropped().volume(100, 5000).sampled(10);
        add(spread, deferred(3, flows));
        pass(20_000);
        for (int column : new int[] {Columns.TCP, Columns.SYN, Columns.FRAGMENT, Columns.DROPPED}) {
            assertThat(given.packets(3, column)).isCloseTo(1000, EXACT);
            assertThat(given.bytes(3, column)).isCloseTo(50_000, EXACT);
        }
        // of a rate of 100 a second the variance is that of 1000 packets, over the square of ten seconds; for ten
        // seconds
        assertThat(given.packets(3, Columns.VARIANCE)).isCloseTo(10 * 1000 * 9 / 100.0, EXACT);
        assertThat(spread.size()).isZero();
    }

    @Test
    public void halfAnHourIsSpreadAndWhatIsLongerIsTakenAsThatLong() {
        add(spread, flow(1, 1_800_000, 30 * MINUTE, 0));
        add(spread, flow(2, 1_800_000, 50 * MINUTE, 0));
        pass(15 * MINUTE);
        assertThat(given.rate(1, Columns.UDP)).isCloseTo(1000, EXACT);
        assertThat(given.rate(2, Columns.UDP)).isCloseTo(1000, EXACT);
        pass(19 * MINUTE);
        assertThat(given.packets(1, Columns.UDP)).isCloseTo(1_800_000, EXACT);
        assertThat(given.packets(2, Columns.UDP)).isCloseTo(1_800_000, EXACT);
        assertThat(spread.size()).isZero();
    }

    @Test
    public void whatFindsNoRoomIsGivenOutAtOnceAndCounted() {
        Random random = new Random(1);
        Spread small = new Spread(rows, given, 30 * MINUTE, 100);
        long packets = 0;
        for (int i = 0; i < 1000; i++) {
            add(small, flow(i % 10, 100, 2000 + random.nextInt(30 * MINUTE), 0));
            packets += 100;
        }
        assertThat(small.size()).isLessThanOrEqualTo(100);
        assertThat(small.refused()).isGreaterThan(900);
        for (int i = 0; i < 40_000; i++) {
            now += 64;
            given.pass(64);
            small.pass(now);
        }
        double sum = 0;
        for (int row = 0; row < 10; row++) {
            sum += given.packets(row, Columns.UDP);
        }
        assertThat(sum).isCloseTo(packets, within(0.02));
    }

    @Test
    public void whatIsLeftGoesOnInASuccessor() {
        add(spread, flow(7, 60_000, MINUTE, 0));
        add(spread, flow(6, 100, 100, MINUTE));
        pass(26_000);
        Spread successor = new Spread(rows, given, 30 * MINUTE, 100_000);
        given.rates.clear();
        successor.resume(7, Columns.UDP, spread.span(7, Columns.UDP));
        spread.each((row, column, in, first, second) ->
                assertThat(successor.restore(row, column, in, first, second)).isTrue());
        assertThat(successor.size()).isEqualTo(spread.size());
        assertThat(given.rate(7, Columns.UDP)).isCloseTo(1000, EXACT);
        for (int i = 0; i < 1000; i++) {
            given.pass(64);
            successor.pass((i + 1) * 64);
        }
        assertThat(given.packets(7, Columns.UDP)).isCloseTo(60_000, within(200.0));
        assertThat(given.packets(6, Columns.UDP)).isEqualTo(100);
        assertThat(given.rate(7, Columns.UDP)).isZero();
    }

    @Test
    public void aChangeThereCannotBeIsNotRestored() {
        assertThat(spread.restore(1, Columns.WIDTH, 1000, 1, 1)).isFalse();
        assertThat(spread.restore(Spread.TOTAL, 4 * Columns.OUT, 1000, 1, 1)).isFalse();
        assertThat(spread.restore(1, FLOWS | Columns.UDP, 1000, 1, 1)).isFalse();
        assertThat(spread.restore(1, Columns.UDP, -1, 1, 1)).isFalse();
        assertThat(spread.restore(1, Columns.UDP, Integer.MAX_VALUE, 1, 1)).isFalse();
        assertThat(spread.size()).isZero();
    }

    @Test
    public void spreadingAllocatesNothing() {
        given.silent = true;
        Deferred[] flows = new Deferred[100];
        for (int i = 0; i < flows.length; i++) {
            flows[i] = flow(i % 10, 1000 + i, 1000 + i * 600L, i % 7 == 0 ? i * 100 : 0);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        steps(flows, 5000);
        long before = threads.getThreadAllocatedBytes(self);
        steps(flows, 2000);
        long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertThat(allocated).as("bytes for 200,000 flows").isLessThan(100_000);
    }

    private void steps(Deferred[] flows, int steps) {
        for (int i = 0; i < steps; i++) {
            now += 64;
            spread.pass(now);
            for (Deferred one : flows) {
                add(spread, one);
            }
        }
    }
}
