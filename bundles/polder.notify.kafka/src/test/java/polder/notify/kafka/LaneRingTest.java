// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;
import polder.api.flow.FlowBatch;
import polder.api.testing.Allocation;
import polder.wire.Address;

public class LaneRingTest {
    private final LaneRing ring = new LaneRing(256, false);
    private final Flows flows = new Flows(this::keep, false);
    private final KeptFlow reader = new KeptFlow(false);

    private void keep(FlowBatch batch) {
        int room = ring.room(batch.size());
        ring.put(batch, 0, room, Source.NETFLOW);
    }

    private long source(int index) {
        return ring.read(index, reader).row().sourceLow() & 0xffff_ffffL;
    }

    @Test
    public void whatIsPutIsTakenInOrderRoundAndRound() {
        int next = 0;
        for (int put = 0; put < 5000; put += 200) {
            flows.many(put, 200);
            assertThat(ring.waiting()).isEqualTo(200);
            for (int i = 0; i < 200; i++) {
                assertThat(source(i)).isEqualTo(0xc6120000L + next++);
            }
            assertThat(reader.arrived()).isEqualTo(Flows.ARRIVED);
            assertThat(reader.type()).isEqualTo(KeptFlow.NETFLOW_V9);
            assertThat(new Address(reader.exporterHigh(), reader.exporterLow())).isEqualTo(Flows.EXPORTER);
            ring.release(200);
        }
        assertThat(ring.dropped()).isZero();
        assertThat(ring.taken()).isEqualTo(5000);
    }

    @Test
    public void whatDoesNotFitIsCountedAndTheOldestStay() {
        flows.many(0, 1000);
        assertThat(ring.waiting()).isEqualTo(256);
        assertThat(ring.dropped()).isEqualTo(744);
        assertThat(source(255)).isEqualTo(0xc61200ffL);
        ring.release(256);
        flows.many(5000, 1);
        assertThat(source(0)).isEqualTo(0xc6120000L + 5000);
    }

    @Test
    public void aTakerOnAnotherThreadSeesWholeRowsOnly() throws Exception {
        AtomicLong wrong = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        Thread taker = new Thread(() -> {
            long next = 0;
            while (!ring.isOver()) {
                int count = ring.waiting();
                for (int i = 0; i < count; i++) {
                    long source = source(i);
                    int port = reader.row().sourcePort();
                    wrong.addAndGet(source < 0xc6120000L + next || port != (source - 0xc6120000L & 0xffff) ? 1 : 0);
                    next = source - 0xc6120000L + 1;
                }
                ring.release(count);
                seen.addAndGet(count);
            }
        });
        taker.start();
        flows.many(0, 1_000_000);
        ring.close();
        taker.join(60_000);
        assertThat(wrong).hasValue(0);
        assertThat(seen.get() + ring.dropped()).isEqualTo(1_000_000);
        assertThat(seen.get()).isEqualTo(ring.taken()).isPositive();
    }

    @Test
    public void aRingIsAsLargeAsItsMemory() {
        assertThat(LaneRing.rows(8 << 20, false)).isEqualTo(65_536);
        assertThat(LaneRing.rows(8 << 20, true)).isEqualTo(32_768);
        assertThat(LaneRing.rows(1 << 20, true)).isEqualTo(4096);
    }

    @Test
    public void puttingAllocatesNothing() {
        LaneRing detailed = new LaneRing(256, true);
        Flows more = new Flows(batch -> detailed.put(batch, 0, detailed.room(batch.size()), Source.NETFLOW), true);
        Allocation.none(() -> {
            flows.many(0, 10_000);
            more.many(0, 10_000);
            ring.release(ring.waiting());
        });
    }
}
