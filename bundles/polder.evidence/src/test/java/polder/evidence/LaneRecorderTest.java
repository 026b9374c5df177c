// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.evidence.Rows.START;
import static polder.evidence.Rows.VICTIM;

import java.util.List;
import org.junit.Test;
import polder.api.flow.FlowRow;
import polder.api.testing.Allocation;
import polder.wire.Address;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

public class LaneRecorderTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Address OTHER = Address.parse("10.9.9.9");

    private final Settings settings = Rows.settings("memory", "1mb", "before", "10s");
    private final LaneRecorder lane = new LaneRecorder(() -> settings, closed -> {});
    private final Rows rows = Rows.of(lane);
    private long now = System.nanoTime();
    private long offered;

    /** Gives the lane so many packets a second, in whole batches, one in a hundred to the victim. */
    private void run(int packetsPerSecond, int seconds) {
        long gap = SECOND * 100 / packetsPerSecond;
        for (long t = 0; t < seconds * SECOND; t += gap) {
            lane.wantsDetails(now);
            for (int i = 0; i < 100; i++) {
                rows.packet(START + now, (int) offered, i == 0 ? VICTIM : OTHER, 53);
                offered++;
            }
            rows.drain();
            now += gap;
        }
    }

    /** Gives a lane batches of records for a time, all to one target. */
    private void records(LaneRecorder to, Rows of, Address target, int batch, long nanos, int count) {
        for (int i = 0; i < count; i += batch) {
            to.wantsDetails(now);
            for (int j = 0; j < batch; j++) {
                of.packet(START + now, i + j, target, 53);
            }
            of.drain();
            now += nanos * batch / count;
        }
    }

    private static int kept(LaneRecorder of, Address target) {
        FlowRow row = new FlowRow();
        int kept = 0;
        for (long i = of.ring().oldest(); i < of.ring().written(); i++) {
            kept += of.ring().row(i, row).targetLow() == target.low() ? 1 : 0;
        }
        return kept;
    }

    /** 1,500 records that come within two milliseconds, while an exporter sends 60,000 a second, thirty a datagram. */
    @Test
    public void ofABurstAmongManyOthersSomeIsAlwaysKept() {
        Settings usual = Rows.settings();
        for (int batch : List.of(30, 120)) {
            LaneRecorder recorder = new LaneRecorder(() -> usual, closed -> {});
            Rows of = Rows.of(recorder);
            records(recorder, of, OTHER, batch, 15 * SECOND, 900_000);
            for (int trial = 0; trial < 100; trial++) {
                Address target = Address.parse("10.0.1." + trial);
                records(recorder, of, target, batch, SECOND / 500, 1500);
                assertThat(kept(recorder, target))
                        .as("%s of batches of %s", trial, batch)
                        .isBetween(20, 400);
                records(recorder, of, OTHER, batch, SECOND / 10, 6000 + 30 * trial);
            }
        }
    }

    private long span() {
        Ring ring = lane.ring();
        return ring.detail(ring.written() - 1, Ring.ARRIVED) - ring.detail(ring.oldest(), Ring.ARRIVED);
    }

    @Test
    public void everythingIsKeptWhileThereIsLittle() {
        run(100, 10);
        assertThat(lane.ring().written()).isEqualTo(offered);
        assertThat(lane.ring().oldest()).isZero();
    }

    @Test
    public void howeverMuchComesTheRingReachesBackFarEnough() {
        for (int rate : List.of(1000, 10_000, 200_000)) {
            run(rate, 20);
            assertThat(span()).as("nanoseconds at %s a second", rate).isGreaterThanOrEqualTo(10 * SECOND - SECOND / 10);
            assertThat(lane.ring().written() - lane.ring().oldest())
                    .as("rows at %s a second", rate)
                    .isLessThanOrEqualTo(lane.ring().capacity);
        }
    }

    @Test
    public void whatIsKeptStandsForWhatCame() {
        run(200_000, 20);
        long first = lane.ring().oldest();
        double weight = 0;
        for (long i = first; i < lane.ring().written(); i++) {
            weight += Float.intBitsToFloat((int) (lane.ring().detail(i, Ring.WEIGHT_AND_TTL) >>> 32));
        }
        double expected = span() / 1e9 * 200_000;
        // three standard deviations of rows that are drawn at random and stand for a few hundred each
        assertThat(weight).isBetween(0.86 * expected, 1.14 * expected);
    }

    @Test
    public void aRingTakesNoMoreMemoryThanItIsGiven() {
        assertThat(settings.rows() * (8L * 19 + 128)).isLessThanOrEqualTo(1 << 20);
        assertThat(settings.rows()).isGreaterThan(3000);
    }

    @Test
    public void whatIsUnderAttackIsKeptFirst() {
        run(100_000, 15);
        Search.Stretch before = new Search.Stretch(lane.ring(), lane.ring().written(), Long.MAX_VALUE, true);
        lane.watch(Watch.of(new PrefixTable(List.of(Prefix.host(VICTIM))), settings, now));
        run(100_000, 10);
        Ring found = lane.watch().ring;
        assertThat(found.written()).isGreaterThan(1000).isLessThanOrEqualTo(found.capacity);
        for (long i = 0; i < found.written(); i++) {
            assertThat(found.row(i, new FlowRow()).targetLow()).isEqualTo(VICTIM.low());
        }
        double weight = 0;
        for (Ring ring : List.of(found, lane.ring())) {
            for (long i = ring == found ? 0 : before.from(); i < ring.written(); i++) {
                boolean victim = ring.row(i, new FlowRow()).targetLow() == VICTIM.low();
                weight += victim ? Float.intBitsToFloat((int) (ring.detail(i, Ring.WEIGHT_AND_TTL) >>> 32)) : 0;
            }
        }
        // those of the ring are drawn at random, and few
        assertThat(weight).isBetween(7_000.0, 13_000.0);
    }

    @Test
    public void otherSettingsGiveAnotherRing() {
        run(1000, 1);
        Settings[] changing = {settings};
        LaneRecorder changed = new LaneRecorder(() -> changing[0], closed -> {});
        Rows.of(changed).packet(START, 1, VICTIM, 1).drain();
        assertThat(changed.ring()).as("what nobody was asked for is not kept").isNull();
        changed.wantsDetails(now);
        Rows.of(changed).packet(START, 1, VICTIM, 1).drain();
        assertThat(changed.ring().frameBytes).isEqualTo(128);
        changing[0] = Rows.settings("frame.bytes", "64");
        changed.wantsDetails(now);
        Rows.of(changed).packet(START, 1, VICTIM, 1).drain();
        assertThat(changed.ring().frameBytes).isEqualTo(64);
    }

    @Test
    public void nothingIsAllocatedForAFlow() {
        lane.watch(Watch.of(new PrefixTable(List.of(Prefix.host(VICTIM))), settings, now));
        Allocation.none(() -> run(100_000, 1));
        assertThat(lane.ring().written()).isPositive();
        assertThat(lane.watch().ring.written()).isPositive();
    }
}
