// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;

/**
 * What a decoder has to bear: every prefix of a packet and a thousand versions of it with flipped bits give flows or rejects. Each is
 * decoded twice, in different surroundings: a decoder that reads outside of the packet finds different flows, or the end of the
 * buffer.
 */
public final class Hostile {
    private static final int FLIPPED = Integer.getInteger("hostile.mutations", 1000);
    private static final int MARGIN = 64;

    private final Decoding one;
    private final Decoding other;
    private ByteBuffer room = ByteBuffer.allocateDirect(4096);
    private volatile Packet current = Packet.frame(0, new byte[0], 0);

    private Hostile(Decoder decoder, Decoder second) {
        one = new Decoding(decoder);
        other = new Decoding(second);
    }

    /** Fails when the decoder throws, reads outside of a packet or does not end in this time. */
    public static void check(Decoder decoder, List<Packet> packets, int seconds) {
        new Hostile(decoder, decoder).check(packets, seconds);
    }

    /** The same for decoders whose lanes learn from each other: each surroundings get a decoder of their own. */
    public static void check(Supplier<? extends Decoder> decoders, List<Packet> packets, int seconds) {
        new Hostile(decoders.get(), decoders.get()).check(packets, seconds);
    }

    private void check(List<Packet> packets, int seconds) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        packets.forEach(this::torment);
                        done.complete(null);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                },
                "hostile");
        thread.setDaemon(true);
        thread.start();
        try {
            done.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("decoding " + current(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not done after " + seconds + " s, at " + current(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String current() {
        return HexFormat.of().formatHex(current.bytes());
    }

    private void torment(Packet packet) {
        byte[] bytes = packet.bytes();
        for (int length = 0; length <= bytes.length; length++) {
            decode(packet.withBytes(Arrays.copyOf(bytes, length)));
        }
        Random random = new Random(bytes.length);
        for (int i = 0; i < FLIPPED && bytes.length > 0; i++) {
            byte[] flipped = bytes.clone();
            for (int flips = random.nextInt(8); flips >= 0; flips--) {
                // most of the sense is in the headers
                int where = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 64));
                flipped[where] ^= (byte) (1 << random.nextInt(8));
            }
            decode(packet.withBytes(flipped));
        }
    }

    private void decode(Packet packet) {
        current = packet;
        one.forget();
        other.forget();
        one.add(surrounded(packet, 0, (byte) 0x00));
        other.add(surrounded(packet, MARGIN, (byte) 0xa5));
        if (!other.rejects().equals(one.rejects()) || !other.flows().equals(one.flows())) {
            // whether a flow is new may depend on chance
            assertThat(other.rejects()).isEqualTo(one.rejects());
            assertThat(other.flows())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("flows")
                    .isEqualTo(one.flows());
        }
    }

    /** Up to the very end of the buffer, or with a margin before and behind. */
    private PacketBatch surrounded(Packet packet, int margin, byte canary) {
        byte[] bytes = packet.bytes();
        int length = bytes.length + 2 * margin;
        if (length > room.capacity()) {
            room = ByteBuffer.allocateDirect(2 * length);
        }
        ByteBuffer buffer = room.slice(room.capacity() - length, length);
        for (int i = 0; i < margin; i++) {
            buffer.put(i, canary).put(length - 1 - i, canary);
        }
        buffer.put(margin, bytes);
        PacketBatch batch = new PacketBatch(1).in(buffer).linkType(packet.linkType());
        packet.addTo(batch, margin);
        return batch;
    }
}
