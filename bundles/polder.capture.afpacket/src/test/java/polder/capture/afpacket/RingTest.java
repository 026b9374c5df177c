// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;

public class RingTest {
    private final PacketBatch batch = new PacketBatch(4);

    private static byte[] frame(int length) {
        byte[] frame = new byte[length];
        for (int i = 0; i < length; i++) {
            frame[i] = (byte) (i + 1);
        }
        return frame;
    }

    private int read(Ring ring) {
        batch.in(ring.bytes());
        return ring.read(batch);
    }

    private byte[] bytes(int packet) {
        byte[] bytes = new byte[batch.length(packet)];
        batch.bytes().get(batch.offset(packet), bytes);
        return bytes;
    }

    @Test
    public void rowsPointIntoTheRing() {
        Blocks blocks = new Blocks(2);
        Ring ring = blocks.ring();
        assertThat(read(ring)).isZero();
        int header = blocks.add(frame(60), 1514, 3_000_000_000_123_456_789L);
        blocks.add(frame(64), 64, 4_294_967_295_999_999_999L);
        blocks.end();
        assertThat(read(ring)).isEqualTo(2);
        assertThat(batch.bytes().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(batch.bytes().isDirect()).isTrue();
        assertThat(batch.offset(0)).isEqualTo(header + Blocks.MAC);
        assertThat(bytes(0)).isEqualTo(frame(60));
        assertThat(batch.wireLength(0)).isEqualTo(1514);
        assertThat(batch.epochNanos(0)).isEqualTo(3_000_000_000_123_456_789L);
        assertThat(batch.epochNanos(1)).as("the last second of 32 bits").isEqualTo(4_294_967_295_999_999_999L);
    }

    @Test
    public void aBlockGoesBackWhenItsLastRowsHaveBeenUsed() {
        Blocks blocks = new Blocks(2);
        Ring ring = blocks.ring();
        for (int i = 0; i < 6; i++) {
            blocks.add(frame(60), 60, i);
        }
        blocks.end();
        assertThat(read(ring)).isEqualTo(4);
        assertThat(read(ring)).isEqualTo(2);
        assertThat(batch.epochNanos(1)).isEqualTo(5);
        assertThat(blocks.isKernels(0)).as("its rows are in use").isFalse();
        assertThat(read(ring)).isZero();
        assertThat(blocks.isKernels(0)).isTrue();
    }

    @Test
    public void afterTheLastBlockComesTheFirst() {
        Blocks blocks = new Blocks(3);
        Ring ring = blocks.ring();
        for (int round = 0; round < 7; round++) {
            blocks.begin(round % 3).add(frame(60), 60, round);
            blocks.end();
            assertThat(read(ring)).isEqualTo(1);
            assertThat(batch.epochNanos(0)).isEqualTo(round);
        }
    }

    @Test
    public void aTagIsPutBackWhereItWas() {
        Blocks blocks = new Blocks(1);
        blocks.addTagged(frame(60), 0, 0x2005);
        blocks.addTagged(frame(60), 0x88a8, 7);
        blocks.addTagged(frame(60), 0x8100, 0);
        blocks.end();
        assertThat(read(blocks.ring())).isEqualTo(3);
        expectTag(0, 0x8100_2005);
        expectTag(1, 0x88a8_0007);
        expectTag(2, 0x8100_0000);
    }

    private void expectTag(int packet, int tag) {
        assertThat(batch.length(packet)).isEqualTo(64);
        assertThat(batch.wireLength(packet)).isEqualTo(64);
        int at = batch.offset(packet);
        byte[] addresses = new byte[12];
        byte[] rest = new byte[48];
        batch.bytes().get(at, addresses).get(at + 16, rest);
        assertThat(addresses).isEqualTo(Arrays.copyOf(frame(60), 12));
        assertThat(batch.bytes().getInt(at + 12)).isEqualTo(tag);
        assertThat(rest).isEqualTo(Arrays.copyOfRange(frame(60), 12, 60));
    }

    @Test
    public void aTagWithoutRoomStaysOut() {
        Blocks blocks = new Blocks(1);
        int header = blocks.addTagged(frame(60), 0, 5);
        blocks.memory.putShort(header + 24, (short) 50);
        blocks.addTagged(frame(11), 0, 5);
        blocks.end();
        assertThat(read(blocks.ring())).isEqualTo(2);
        assertThat(batch.length(0)).isEqualTo(60);
        assertThat(batch.length(1)).isEqualTo(11);
    }

    @Test
    public void whatThisMachineSentIsLeftOutWhereTheKernelCannot() {
        Blocks blocks = new Blocks(2);
        for (int i = 0; i < 5; i++) {
            int header = blocks.add(frame(60), 60, i);
            blocks.memory.put(header + 58, (byte) (i == 3 ? 0 : 4));
        }
        blocks.end();
        Ring ring = new Ring(blocks.memory, Blocks.SIZE, true, true);
        assertThat(read(ring)).isEqualTo(1);
        assertThat(batch.epochNanos(0)).isEqualTo(3);
    }

    @Test
    public void packetsWithoutEthernetStartAtTheirIpHeader() {
        Blocks blocks = new Blocks(1);
        int header = blocks.add(frame(60), 1000, 1);
        blocks.memory.putShort(header + 26, (short) (Blocks.MAC + 24));
        blocks.addTagged(frame(60), 0, 5);
        blocks.end();
        assertThat(read(new Ring(blocks.memory, Blocks.SIZE, false, false))).isEqualTo(2);
        assertThat(batch.offset(0)).isEqualTo(header + Blocks.MAC + 24);
        assertThat(batch.length(0)).isEqualTo(36);
        assertThat(batch.wireLength(0)).isEqualTo(976);
        assertThat(batch.length(1)).isEqualTo(46);
    }

    @Test
    public void aBlockThatContradictsItselfIsLeftAndCounted() {
        Blocks blocks = new Blocks(2);
        Ring ring = blocks.ring();
        blocks.add(frame(60), 60, 1);
        int header = blocks.add(frame(60), 60, 2);
        blocks.add(frame(60), 60, 3);
        blocks.memory.putInt(header + 12, Blocks.SIZE);
        blocks.end();
        blocks.begin(1).add(frame(60), 60, 4);
        blocks.end();
        assertThat(read(ring)).isEqualTo(1);
        assertThat(ring.damaged()).isEqualTo(2);
        assertThat(read(ring)).isEqualTo(1);
        assertThat(batch.epochNanos(0)).isEqualTo(4);
    }

    @Test
    public void noOffsetLeadsOutOfItsBlock() {
        Random random = new Random(4);
        int[] fields = {0, 12, 16, 20, 24, 26};
        int[] odd = {
            0, -1, 1, 47, 48, 49, 82, Blocks.SIZE - 1, Blocks.SIZE, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE
        };
        long damaged = 0;
        for (int round = 0; round < 100_000; round++) {
            Blocks blocks = new Blocks(2);
            blocks.begin(random.nextInt(2));
            int[] headers = new int[5];
            for (int i = 0; i < 5; i++) {
                headers[i] = blocks.addTagged(frame(60), 0, 5);
            }
            blocks.end(random.nextInt(10) == 0 ? odd[random.nextInt(odd.length)] : 5);
            int field = headers[random.nextInt(5)] + fields[random.nextInt(fields.length)];
            int value = odd[random.nextInt(odd.length)];
            blocks.memory.putInt(field, random.nextBoolean() ? value : random.nextInt());
            if (random.nextInt(10) == 0) {
                blocks.memory.putInt(16, value);
            }
            Ring ring = blocks.ring();
            for (int reads = 0; read(ring) > 0; reads++) {
                assertThat(reads).isLessThan(40);
                expectWithin();
            }
            damaged += ring.damaged();
        }
        assertThat(damaged).isGreaterThan(10_000);
    }

    private void expectWithin() {
        for (int packet = 0; packet < batch.size(); packet++) {
            int start = batch.offset(packet) / Blocks.SIZE * Blocks.SIZE;
            assertThat(batch.offset(packet)).isBetween(start + Blocks.HEADER, start + Blocks.SIZE);
            assertThat(batch.length(packet)).isBetween(0, start + Blocks.SIZE - batch.offset(packet));
        }
    }

    @Test
    public void readingAllocatesNothing() {
        Blocks blocks = new Blocks(2);
        Ring ring = blocks.ring();
        byte[] frame = frame(60);
        PacketBatch large = new PacketBatch(256);
        Allocation.none(() -> {
            for (int round = 0; round < 1000; round++) {
                blocks.begin(round & 1);
                for (int i = 0; i < 20; i++) {
                    blocks.addTagged(frame, 0x8100, i);
                }
                blocks.end();
                large.in(ring.bytes());
                if (ring.read(large) != 20) {
                    throw new AssertionError("20 frames were there");
                }
            }
        });
    }
}
