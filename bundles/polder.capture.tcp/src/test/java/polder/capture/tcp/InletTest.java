// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;

public class InletTest {
    private static final int MESSAGES = 200_000;

    private final Inlet inlet = new Inlet(256 << 10);
    private final PacketBatch batch = new PacketBatch(64);

    private boolean offer(int length, int sequence) {
        return offer(Unpooled.wrappedBuffer(Exporters.message(length, sequence, 0)), length);
    }

    private boolean offer(ByteBuf bytes, int length) {
        return inlet.offer(bytes, length, 5, 6, 7, 8);
    }

    @Test
    public void whatIsNotPublishedIsNotSeen() {
        assertThat(offer(20, 1)).isTrue();
        assertThat(inlet.poll(batch)).isZero();
        inlet.publish();
        assertThat(inlet.poll(batch)).isEqualTo(1);
        assertThat(inlet.poll(batch)).isZero();
    }

    @Test
    public void aFullInletTakesNoMoreUntilTheNextPollButOne() {
        int offered = 0;
        while (offer(1000, offered)) {
            offered++;
        }
        assertThat(offered).isEqualTo((256 << 10) / 1032);
        inlet.publish();
        assertThat(inlet.poll(batch)).isEqualTo(64);
        assertThat(offer(1000, offered)).as("the batch still points into it").isFalse();
        assertThat(inlet.poll(batch)).isEqualTo(64);
        assertThat(offer(1000, offered)).isTrue();
    }

    @Test
    public void anEmptyInletHasRoomForTheLongestMessageWhereverItStands() {
        for (int i = 0; i < 5000; i++) {
            assertThat(offer(16 + i % 977, i)).isTrue();
            assertThat(offer(65535, i)).isTrue();
            inlet.publish();
            assertThat(inlet.poll(batch)).isEqualTo(2);
            assertThat(batch.length(1)).isEqualTo(65535);
            assertThat(inlet.poll(batch)).isZero();
        }
    }

    @Test
    public void betweenTwoThreadsEveryMessageComesWholeAndInOrder() throws InterruptedException {
        Thread writer = new Thread(this::write);
        writer.start();
        Random random = new Random(7);
        int got = 0;
        long deadline = System.nanoTime() + 6 * Exporters.LIMIT;
        while (got < MESSAGES && System.nanoTime() - deadline < 0) {
            int polled = inlet.poll(batch);
            if (polled == 0) {
                inlet.await(10_000_000);
            }
            for (int i = 0; i < polled; i++) {
                int length = 16 + random.nextInt(1400);
                int offset = batch.offset(i);
                if (batch.length(i) != length
                        || Exporters.sequence(batch, i) != got
                        || batch.bytes().get(offset + length - 1) != Exporters.message(length, got, 0)[length - 1]) {
                    throw new AssertionError("message " + got + " is another");
                }
                random.nextInt(4);
                got++;
            }
        }
        writer.join(10_000);
        assertThat(got).isEqualTo(MESSAGES);
        assertThat(batch.senderHigh(0)).isEqualTo(6);
        assertThat(batch.senderLow(0)).isEqualTo(7);
        assertThat(batch.senderPort(0)).isEqualTo(8);
        assertThat(batch.epochNanos(0)).isEqualTo(5);
    }

    private void write() {
        Random random = new Random(7);
        for (int i = 0; i < MESSAGES; i++) {
            int length = 16 + random.nextInt(1400);
            while (!offer(length, i)) {
                inlet.publish();
                Thread.onSpinWait();
            }
            if (random.nextInt(4) == 0) {
                inlet.publish();
            }
        }
        inlet.publish();
    }

    @Test
    public void nothingIsAllocatedForAMessage() {
        ByteBuf bytes = Unpooled.directBuffer().writeBytes(Exporters.message(500, 1, 2));
        TcpCapture capture = Exporters.capture("allow", "192.0.2.1");
        TcpLane lane = new TcpLane(capture, 0, inlet, capture.settings());
        Allocation.none(() -> {
            for (int i = 0; i < 1000; i++) {
                for (int message = 0; message < 50; message++) {
                    offer(bytes, 500);
                }
                inlet.publish();
                lane.poll(batch);
            }
        });
        assertThat(batch.size()).isEqualTo(50);
        bytes.release();
    }
}
