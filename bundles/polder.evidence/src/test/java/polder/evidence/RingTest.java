// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.evidence.Rows.START;
import static polder.evidence.Rows.VICTIM;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;
import polder.api.flow.FlowRow;
import polder.wire.Address;

public class RingTest {
    private final Ring ring = new Ring(100, 32);
    private final Rows rows = new Rows(batch -> ring.put(batch, 0, batch.size(), 2));
    private final FlowRow row = new FlowRow();

    private void put(int count) {
        long first = ring.written();
        for (int i = 0; i < count; i++) {
            rows.packet(START + first + i, (int) first + i, VICTIM, i);
        }
        rows.drain();
    }

    @Test
    public void itWrapsAndKeepsTheLast() {
        for (int i = 0; i < 7; i++) {
            put(37);
        }
        assertThat(ring.written()).isEqualTo(259);
        assertThat(ring.oldest()).isEqualTo(159);
        assertThat(ring.holds(158)).isFalse();
        Excerpt excerpt = new Excerpt(32);
        for (long i = ring.oldest(); i < ring.written(); i++) {
            excerpt.add(ring, i, 1);
        }
        assertThat(excerpt.size()).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(excerpt.row(i, row).sourceLow()).isEqualTo(Address.low4(159 + i));
            assertThat(excerpt.arrived(i)).isEqualTo(START + 159 + i);
            assertThat(excerpt.weight(i)).isEqualTo(2);
            assertThat(excerpt.ttl(i)).isEqualTo(64);
            assertThat(excerpt.frameLength(i)).isEqualTo(32);
            assertThat(excerpt.wireLength(i)).isEqualTo(60);
            assertThat(excerpt.linkType(i)).isEqualTo(1);
            assertThat(ByteBuffer.wrap(excerpt.frames()).getInt(excerpt.frameOffset(i) + 28))
                    .isEqualTo(159 + i);
        }
    }

    @Test
    public void aFrameThatLiesOutsideOfItsBufferIsLeftOut() {
        for (int[] frame :
                new int[][] {{-1, 10}, {Integer.MAX_VALUE, 10}, {256 * 60 - 5, 10}, {0, -3}, {0, Integer.MIN_VALUE}}) {
            rows.packet(START, 1, VICTIM, 1);
            rows.flows.details().frame(frame[0], frame[1], 60, 1);
        }
        rows.drain();
        Excerpt excerpt = new Excerpt(32);
        for (long i = 0; i < ring.written(); i++) {
            excerpt.add(ring, i, 1);
        }
        assertThat(excerpt.size()).isEqualTo(5);
        assertThat(excerpt.frameCount()).isZero();
    }

    @Test
    public void whatIsReadWhileItIsWrittenIsWhole() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!done.get()) {
                put(20);
            }
        });
        writer.start();
        int whole = 0;
        for (int round = 0; round < 20_000; round++) {
            Excerpt excerpt = new Excerpt(32);
            for (long i = ring.oldest(); i < ring.written(); i++) {
                excerpt.add(ring, i, 1);
            }
            for (int i = 0; i < excerpt.size(); i++) {
                int source = (int) excerpt.row(i, row).sourceLow();
                assertThat(excerpt.arrived(i) - START).isEqualTo(source);
                assertThat(ByteBuffer.wrap(excerpt.frames()).getInt(excerpt.frameOffset(i) + 28))
                        .isEqualTo(source);
                whole++;
            }
        }
        done.set(true);
        writer.join();
        assertThat(whole).isPositive();
    }
}
