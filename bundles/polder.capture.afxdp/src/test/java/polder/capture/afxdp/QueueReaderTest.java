// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;

/** The rings over plain memory: the test is the kernel. */
public class QueueReaderTest {
    private static final int PIECES = 16;
    private static final int PIECE = 2048;
    private static final int START = 4096;
    private static final int HEADROOM = 256;
    private static final int CONTINUES = 1;
    /** The entries lie behind the indices. */
    private static final Ring.Layout LAYOUT = new Ring.Layout(0, 64, 256, 128);

    private final ByteBuffer receiveMemory = memory(256 + 16 * PIECES);
    private final ByteBuffer fillMemory = memory(256 + 8 * PIECES);
    private final ByteBuffer frames = ByteBuffer.allocateDirect(START + PIECES * PIECE);
    private final PacketBatch batch = new PacketBatch(8);
    private int produced;
    private int consumed;

    private static ByteBuffer memory(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private QueueReader reader() {
        receiveMemory.putInt(LAYOUT.producer(), produced).putInt(LAYOUT.consumer(), produced);
        fillMemory.putInt(LAYOUT.producer(), consumed).putInt(LAYOUT.consumer(), consumed);
        Ring receive = new Ring(receiveMemory, LAYOUT, PIECES, 16);
        Ring fill = new Ring(fillMemory, LAYOUT, PIECES, 8);
        return new QueueReader(receive, fill, START, PIECES, PIECE);
    }

    /** A piece the kernel takes from the fill ring; less than zero when there is none. */
    private long takePiece() {
        if (consumed == fillMemory.getInt(LAYOUT.producer())) {
            return -1;
        }
        long address = fillMemory.getLong(LAYOUT.entries() + (consumed++ & (PIECES - 1)) * 8);
        fillMemory.putInt(LAYOUT.consumer(), consumed);
        return address;
    }

    private void receive(long address, int length, int options) {
        int at = LAYOUT.entries() + (produced++ & (PIECES - 1)) * 16;
        receiveMemory.putLong(at, address).putInt(at + 8, length).putInt(at + 12, options);
    }

    private void publish() {
        receiveMemory.putInt(LAYOUT.producer(), produced);
    }

    /** A frame as the kernel hands it over. */
    private void frame(int length) {
        receive(takePiece() + HEADROOM, length, 0);
        publish();
    }

    private int poll(QueueReader reader) {
        batch.in(frames);
        reader.giveBack();
        reader.take(batch, 7);
        return batch.size();
    }

    private int inFillRing() {
        return fillMemory.getInt(LAYOUT.producer()) - consumed;
    }

    @Test
    public void framesAreReadWhereTheyLie() {
        QueueReader reader = reader();
        frame(60);
        frame(1500);
        assertThat(poll(reader)).isEqualTo(2);
        assertThat(batch.bytes()).isSameAs(frames);
        assertThat(batch.offset(0)).isEqualTo(START + HEADROOM);
        assertThat(batch.offset(1)).isEqualTo(START + PIECE + HEADROOM);
        assertThat(batch.length(0)).isEqualTo(60);
        assertThat(batch.wireLength(1)).isEqualTo(1500);
        assertThat(batch.epochNanos(1)).isEqualTo(7);
    }

    @Test
    public void aPieceIsGivenBackAtTheNextPollAndNotBefore() {
        QueueReader reader = reader();
        assertThat(inFillRing()).isEqualTo(PIECES);
        frame(60);
        frame(60);
        poll(reader);
        assertThat(inFillRing()).isEqualTo(PIECES - 2);
        assertThat(receiveMemory.getInt(LAYOUT.consumer())).isEqualTo(produced - 2);
        assertThat(poll(reader)).isZero();
        assertThat(inFillRing()).isEqualTo(PIECES);
        assertThat(receiveMemory.getInt(LAYOUT.consumer())).isEqualTo(produced);
    }

    @Test
    public void everyPieceIsUsedAgainAndIndicesWrap() {
        produced = Integer.MAX_VALUE - 20;
        consumed = -5;
        QueueReader reader = reader();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            frame(60 + i);
            if (i % 5 == 4) {
                poll(reader);
                for (int packet = 0; packet < batch.size(); packet++) {
                    seen.add(batch.length(packet) - 60);
                    assertThat((batch.offset(packet) - START) % PIECE).isEqualTo(HEADROOM);
                }
            }
        }
        assertThat(seen).hasSize(1000).isSorted().doesNotHaveDuplicates();
        poll(reader);
        assertThat(inFillRing()).isEqualTo(PIECES);
        assertThat(reader.malformed()).isZero();
    }

    @Test
    public void aBatchTakesWhatItCanHold() {
        QueueReader reader = reader();
        for (int i = 0; i < 13; i++) {
            frame(60);
        }
        assertThat(poll(reader)).isEqualTo(8);
        assertThat(poll(reader)).isEqualTo(5);
    }

    @Test
    public void aLongFrameIsOnePacketOfItsWholeLength() {
        QueueReader reader = reader();
        receive(takePiece() + HEADROOM, 1792, CONTINUES);
        receive(takePiece() + HEADROOM, 1792, CONTINUES);
        receive(takePiece() + HEADROOM, 416, 0);
        frame(60);
        assertThat(poll(reader)).isEqualTo(2);
        assertThat(batch.length(0)).isEqualTo(1792);
        assertThat(batch.wireLength(0)).isEqualTo(4000);
        assertThat(batch.offset(1)).isEqualTo(START + 3 * PIECE + HEADROOM);
        poll(reader);
        assertThat(inFillRing()).isEqualTo(PIECES);
    }

    @Test
    public void aFrameThatIsNotCompleteIsWaitedFor() {
        QueueReader reader = reader();
        frame(60);
        receive(takePiece() + HEADROOM, 1792, CONTINUES);
        publish();
        assertThat(poll(reader)).isEqualTo(1);
        assertThat(poll(reader)).isZero();
        frame(100);
        assertThat(poll(reader)).isEqualTo(1);
        assertThat(batch.wireLength(0)).isEqualTo(1892);
    }

    @Test
    public void descriptorsThatCannotBeAreCounted() {
        QueueReader reader = reader();
        long end = (long) PIECES * PIECE;
        long[] addresses = {
            -1, Long.MIN_VALUE, end, end + HEADROOM, Long.MAX_VALUE, 1L << 32, HEADROOM, HEADROOM, HEADROOM
        };
        int[] lengths = {60, 60, 60, 60, 60, 60, 0, -1, PIECE};
        for (int i = 0; i < lengths.length; i++) {
            takePiece();
            receive(addresses[i], lengths[i], 0);
            publish();
            assertThat(poll(reader)).isZero();
        }
        assertThat(reader.malformed()).isEqualTo(lengths.length);
        frame(60);
        assertThat(poll(reader)).isEqualTo(1);
    }

    @Test
    public void whateverTheRingSaysNoByteOutsideIsRead() {
        Random random = new Random(1);
        QueueReader reader = reader();
        for (int round = 0; round < 100_000; round++) {
            int at = LAYOUT.entries() + random.nextInt(PIECES) * 16;
            receiveMemory.putLong(at, random.nextBoolean() ? random.nextInt(PIECES * PIECE) : random.nextLong());
            receiveMemory.putInt(at + 8, random.nextBoolean() ? random.nextInt(3000) : random.nextInt());
            receiveMemory.putInt(at + 12, random.nextInt());
            int producer = receiveMemory.getInt(LAYOUT.producer());
            boolean wild = random.nextInt(10) == 0;
            receiveMemory.putInt(LAYOUT.producer(), wild ? random.nextInt() : producer + random.nextInt(4));
            if (random.nextInt(10) == 0) {
                fillMemory.putInt(LAYOUT.consumer(), random.nextInt());
            }
            poll(reader);
            for (int packet = 0; packet < batch.size(); packet++) {
                int offset = batch.offset(packet);
                int end = offset + batch.length(packet);
                assertThat(offset).isBetween(START, START + PIECES * PIECE - 1);
                assertThat(end).isBetween(offset + 1, START + PIECES * PIECE);
                assertThat(batch.wireLength(packet)).isPositive();
            }
        }
        assertThat(reader.malformed()).isPositive();
    }

    @Test
    public void nothingIsAllocated() {
        QueueReader reader = reader();
        Allocation.none(() -> {
            for (int i = 0; i < 5000; i++) {
                frame(60);
                frame(1500);
                poll(reader);
            }
        });
    }
}
