// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.wire.Address;

public class SpreadTest {
    private static final Address FROM = Address.parse("192.0.2.1");

    private final Spread spread = new Spread();
    private final Map<Long, Long> packets = new HashMap<>();
    private final Map<Long, Long> bytes = new HashMap<>();
    private long flows;

    private void take(long high, long low, int column, long packetCount, long byteCount, long flowCount) {
        packets.merge(low, packetCount, Long::sum);
        bytes.merge(low, byteCount, Long::sum);
        flows += flowCount;
    }

    private static Deferred deferred(long host, long packetCount, int delayMillis, int lengthMillis) {
        FlowBatch batch = new FlowBatch(4, drained -> {});
        batch.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, 0));
        batch.next(0)
                .between(FROM.high(), FROM.low(), 0, host)
                .kind(17, 0, false)
                .volume(packetCount, packetCount * 100);
        Deferred deferred = new Deferred();
        deferred.when(delayMillis, lengthMillis);
        deferred.add(batch, 0, 0, host, Columns.IN);
        return deferred;
    }

    @Test
    public void aLongFlowIsNoSpikeButARate() {
        spread.add(deferred(7, 60_000, 0, 60_000), this::take);
        List<Long> beats = new ArrayList<>();
        for (int i = 0; i < 310; i++) {
            spread.beat(0.2, this::take);
            beats.add(packets.getOrDefault(7L, 0L));
            packets.clear();
        }
        assertThat(beats.subList(0, 298)).allSatisfy(beat -> assertThat(beat).isBetween(199L, 201L));
        assertThat(beats.stream().mapToLong(Long::longValue).sum()).isEqualTo(60_000);
        assertThat(flows).isEqualTo(1);
        assertThat(spread.size()).isZero();
    }

    @Test
    public void aFlowThatLiesAheadCountsWhenItsTimeComes() {
        spread.add(deferred(7, 500, 10_000, 0), this::take);
        spread.beat(9.7, this::take);
        assertThat(packets).isEmpty();
        spread.beat(0.6, this::take);
        assertThat(packets).containsEntry(7L, 500L);
        assertThat(bytes).containsEntry(7L, 50_000L);
    }

    @Test
    public void exactlyWhatWasCountedIsGivenOutHoweverFlowsOverlapAndBeatsVary() {
        Random random = new Random(3);
        Map<Long, Long> expected = new HashMap<>();
        int added = 0;
        for (int beat = 0; beat < 3000; beat++) {
            for (int i = 0; beat < 1500 && i < 5; i++) {
                long host = random.nextInt(20);
                long count = random.nextInt(4) == 0 ? 0 : random.nextInt(100_000);
                spread.add(deferred(host, count, random.nextInt(20_000), random.nextInt(120_000)), this::take);
                expected.merge(host, count, Long::sum);
                added++;
            }
            spread.beat(random.nextInt(10) == 0 ? 1.7 : 0.1 + random.nextDouble() / 5, this::take);
        }
        assertThat(spread.size()).isZero();
        assertThat(packets).isEqualTo(expected);
        assertThat(flows).isEqualTo(added);
    }

    @Test
    public void whatIsLeftGoesOnInASuccessor() {
        spread.add(deferred(7, 60_000, 0, 60_000), this::take);
        spread.beat(20, this::take);
        Spread successor = new Spread();
        spread.rest().forEach(successor::restore);
        successor.beat(20, this::take);
        assertThat((double) packets.get(7L)).isCloseTo(40_000, within(400.0));
        successor.beat(30, this::take);
        assertThat(packets).containsEntry(7L, 60_000L);
    }
}
