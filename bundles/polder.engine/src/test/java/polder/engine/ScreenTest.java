// SPDX-License-Identifier: Apache-2.0
package polder.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.testing.Allocation;
import polder.wire.Address;

public class ScreenTest {
    private static final ByteBuffer BYTES = ByteBuffer.allocateDirect(64);

    private final Screen screen = new Screen();
    private final PacketBatch packets = new PacketBatch(8);

    private void from(String... senders) {
        packets.in(BYTES);
        for (int i = 0; i < senders.length; i++) {
            packets.add(i, 10 + i, 20 + i, 30 + i);
            if (!senders[i].isEmpty()) {
                Address sender = Address.parse(senders[i]);
                packets.from(sender.high(), sender.low(), 4000 + i);
            }
        }
    }

    @Test
    public void whoeverIsAllowedStaysInOrderAndWhole() {
        screen.allow(Screen.table("192.0.2.0/24 2001:db8::/32,198.51.100.7"));
        from("192.0.2.255", "192.0.3.0", "2001:db8::1", "2001:db9::1", "198.51.100.7", "198.51.100.8");
        assertThat(screen.apply(packets)).isEqualTo(3);
        assertThat(packets.size()).isEqualTo(3);
        assertThat(packets.offset(1)).isEqualTo(2);
        assertThat(packets.length(1)).isEqualTo(12);
        assertThat(packets.wireLength(1)).isEqualTo(22);
        assertThat(packets.epochNanos(1)).isEqualTo(32);
        assertThat(packets.senderPort(1)).isEqualTo(4002);
        assertThat(new Address(packets.senderHigh(1), packets.senderLow(1))).hasToString("2001:db8::1");
        assertThat(packets.offset(2)).isEqualTo(4);
        assertThat(screen.refused()).isEqualTo(3);
    }

    @Test
    public void withoutAListEveryoneIsAllowed() {
        screen.allow(Screen.table(""));
        from("192.0.2.1", "2001:db8::1");
        assertThat(screen.apply(packets)).isZero();
        assertThat(packets.size()).isEqualTo(2);
    }

    @Test
    public void packetsWithoutASenderPass() {
        screen.allow(Screen.table("192.0.2.1"));
        from("", "192.0.2.2", "");
        assertThat(screen.apply(packets)).isEqualTo(1);
        assertThat(packets.size()).isEqualTo(2);
    }

    @Test
    public void whatIsNoPrefixHoldsNobody() {
        screen.allow(Screen.table("router.example"));
        from("192.0.2.1");
        assertThat(screen.apply(packets)).isEqualTo(1);
    }

    @Test
    public void theFirstRefusedSinceItWasAskedIsRemembered() {
        screen.allow(Screen.table("192.0.2.1"));
        from("192.0.2.2", "192.0.2.3");
        screen.apply(packets);
        assertThat(screen.takeSender()).hasToString("192.0.2.2");
        assertThat(screen.takeSender()).isNull();
        from("192.0.2.4");
        screen.apply(packets);
        assertThat(screen.takeSender()).hasToString("192.0.2.4");
    }

    @Test
    public void nothingIsAllocated() {
        screen.allow(Screen.table("192.0.2.0/24, 2001:db8::/32"));
        Address other = Address.parse("198.51.100.1");
        Allocation.none(() -> {
            for (int i = 0; i < 10_000; i++) {
                packets.in(BYTES);
                packets.add(0, 8, 8, 1).from(0, Address.low4(0xc0000201), 1);
                packets.add(8, 8, 8, 1).from(other.high(), other.low(), 2);
                screen.apply(packets);
            }
        });
        assertThat(packets.size()).isEqualTo(1);
    }
}
