// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.Decoder;
import polder.api.flow.FlowBatch;
import polder.api.flow.Reject;

/** That the checks of decoders find what they are for. */
public class HostileTest {
    private static final List<Packet> PACKETS = List.of(Packet.frame(1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 0));

    @Test
    public void aDecoderThatKeepsItsBoundsPasses() {
        assertThatCode(() -> Hostile.check(decoder(7), PACKETS, 60)).doesNotThrowAnyException();
    }

    @Test
    public void aDecoderThatReadsBehindThePacketIsFound() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Hostile.check(decoder(8), PACKETS, 60))
                .withMessageStartingWith("decoding ");
    }

    @Test
    public void aDecoderThatReadsBeforeThePacketIsFound() {
        Decoder before = lane -> (packets, flows) -> {
            int at = packets.offset(0) - 1;
            flows.next(0).volume(at < 0 ? 0 : packets.bytes().get(at) & 0xff, 0);
        };
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Hostile.check(before, PACKETS, 60));
    }

    @Test
    public void aDecoderThatNeverEndsIsFound() {
        AtomicBoolean over = new AtomicBoolean();
        Decoder endless = lane -> (packets, flows) -> {
            while (packets.length(0) == 3 && !over.get()) {
                Thread.onSpinWait();
            }
        };
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Hostile.check(endless, PACKETS, 2))
                .withMessageStartingWith("not done after 2 s, at 010203");
        over.set(true);
    }

    @Test
    public void anAllocationForEachPacketIsFound() {
        // kept where others could see it, or the compiler does away with it
        AtomicReference<long[]> kept = new AtomicReference<>();
        Decoder wasteful = lane -> (packets, flows) -> kept.set(new long[1 + packets.length(0)]);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Allocation.none(wasteful, PACKETS));
        assertThatCode(() -> Allocation.none(decoder(7), PACKETS)).doesNotThrowAnyException();
    }

    /** Reads the byte at an index of packets which have at least that many bytes. */
    private static Decoder decoder(int index) {
        return lane -> (packets, flows) -> decode(packets, flows, index);
    }

    private static void decode(PacketBatch packets, FlowBatch flows, int index) {
        if (packets.length(0) < Math.min(index + 1, 8)) {
            flows.reject(Reject.TRUNCATED);
        } else {
            flows.next(0).volume(packets.bytes().get(packets.offset(0) + index) & 0xff, 0);
        }
    }
}
