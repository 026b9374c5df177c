// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.wire.Frame.Result.OK;
import static polder.wire.Hex.DNS_FRAME;
import static polder.wire.Hex.MACS;
import static polder.wire.Hex.SYN;
import static polder.wire.Hex.SYN_FRAME;
import static polder.wire.Hex.ipv4;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.Test;

public class LayerTest {
    private static final PrefixTable OURS = new PrefixTable(List.of(Prefix.parse("198.51.100.0/24")));

    private final Frame frame = new Frame();
    private ByteBuffer in = ByteBuffer.allocate(0);

    @Test
    public void theInnermostThatCanBeReadCounts() {
        frame.counting(Layer.INNER);
        String vxlan = "d431 12b5 0000 0000 08000000 00007b00";
        String deep = ipv4(17, vxlan + MACS + "0800" + ipv4(47, "0000 0800" + SYN));
        assertThat(ethernet("0800" + deep)).isEqualTo(OK);
        assertThat(source()).isEqualTo("192.0.2.1");
        assertThat(frame.targetPort()).isEqualTo(80);
        String arp = ipv4(4, ipv4(17, vxlan + MACS + "0806 0001 0800"));
        assertThat(ethernet("0800" + arp)).isEqualTo(OK);
        assertThat(frame.protocol()).isEqualTo(17);
        assertThat(frame.targetPort()).isEqualTo(4789);
        assertThat(frame.ipLength()).isEqualTo(54);
        assertThat(frame.targetMac(in)).as("not that of the ARP").isEqualTo(0x020000000001L);
    }

    @Test
    public void nestingHasAnEnd() {
        frame.counting(Layer.INNER);
        String packet = SYN;
        for (int i = 0; i < 30; i++) {
            packet = ipv4(4, packet);
        }
        assertThat(ethernet("0800" + packet)).isEqualTo(OK);
        assertThat(frame.protocol()).isEqualTo(4);
        assertThat(frame.ipLength()).as("the eighth").isEqualTo(40 + 30 * 20 - 7 * 20);
        String bridged = SYN_FRAME;
        for (int i = 0; i < 7; i++) {
            bridged = MACS + "8100 0001 8100 0002 0800" + ipv4(47, "0000 6558" + bridged);
        }
        assertThat(read(bridged)).isEqualTo(OK);
        assertThat(frame.protocol()).as("more headers than are followed").isEqualTo(47);
        assertThat(read(bridged)).isEqualTo(OK);
    }

    @Test
    public void theFirstLayerWithAnAddressOfOursIsOurs() {
        frame.counting(Layer.OWN).own(OURS);
        assertThat(ethernet("0800" + ipv4(47, "0000 0800" + ipv4(4, SYN)))).isEqualTo(OK);
        assertThat(source()).isEqualTo("192.0.2.1");
        assertThat(frame.targetPort()).isEqualTo(80);
        frame.own(new PrefixTable(List.of(Prefix.parse("10.0.0.2"))));
        assertThat(ethernet("0800" + ipv4(47, "0000 0800" + SYN))).isEqualTo(OK);
        assertThat(source()).as("the tunnel ends at a host of ours").isEqualTo("10.0.0.1");
        frame.own(new PrefixTable(List.of(Prefix.parse("10.9.0.0/16"), Prefix.parse("198.51.100.0/24"))));
        String middle = ipv4(47, "0000 0800" + SYN).replace("0a000001", "0a090001");
        assertThat(ethernet("0800" + ipv4(4, middle))).isEqualTo(OK);
        assertThat(source()).as("a source of ours").isEqualTo("10.9.0.1");
    }

    @Test
    public void whenNoLayerIsOursTheOutermostCounts() {
        for (PrefixTable networks : new PrefixTable[] {
            null, new PrefixTable(List.of()), new PrefixTable(List.of(Prefix.parse("203.0.113.0/24")))
        }) {
            frame.counting(Layer.OWN).own(networks);
            assertThat(ethernet("8100 0064 0800" + ipv4(47, "0000 6558" + DNS_FRAME)))
                    .isEqualTo(OK);
            assertThat(source()).isEqualTo("10.0.0.1");
            assertThat(frame.protocol()).isEqualTo(47);
            assertThat(frame.vlan(in)).isEqualTo(100);
            assertThat(frame.sourceMac(in)).isEqualTo(0x020000000002L);
        }
    }

    @Test
    public void evidenceIsOfTheFrameAroundThePacketThatCounts() {
        String tagged = "8100 0064 8847 00065140";
        assertThat(ethernet(tagged + SYN)).isEqualTo(OK);
        assertThat(frame.vlan(in)).isEqualTo(100);
        assertThat(frame.mplsLabel(in)).isEqualTo(0x65);
        assertThat(frame.sourceMac(in)).isEqualTo(0x020000000002L);
        assertThat(frame.targetMac(in)).isEqualTo(0x020000000001L);
        frame.counting(Layer.INNER);
        assertThat(ethernet(tagged + ipv4(4, SYN))).isEqualTo(OK);
        assertThat(frame.vlan(in)).as("there is none nearer").isEqualTo(100);
        assertThat(frame.mplsLabel(in)).isEqualTo(0x65);
        assertThat(ethernet(tagged + ipv4(47, "0000 6558" + DNS_FRAME))).isEqualTo(OK);
        assertThat(frame.vlan(in)).isEqualTo(7);
        assertThat(frame.mplsLabel(in)).isZero();
        assertThat(frame.sourceMac(in)).isEqualTo(0x0a0000000001L);
        assertThat(ethernet("8100 0064 0800" + ipv4(4, SYN))).isEqualTo(OK);
        assertThat(frame.vlan(in)).isEqualTo(100);
        assertThat(ethernet("0800" + SYN)).isEqualTo(OK);
        assertThat(frame.vlan(in)).as("nothing of the last frame").isZero();
        assertThat(frame.mplsLabel(in)).isZero();
    }

    @Test
    public void headerFieldsAreOfThePacketThatCounts() {
        assertThat(ethernet("0800 45b80020 00010000 39010000 c0000201 c6336402 0304 0000 00000000"))
                .isEqualTo(OK);
        assertThat(frame.tos(in)).isEqualTo(0xb8);
        assertThat(frame.ttl(in)).isEqualTo(0x39);
        assertThat(frame.icmpType(in)).isEqualTo(3);
        assertThat(frame.icmpCode(in)).isEqualTo(4);
        String six =
                "6ab00000 0008 3a 21 20010db8000000000000000000000001 20010db8000000000000000000000002 8001 0000 0000";
        frame.counting(Layer.INNER);
        assertThat(ethernet("0800" + ipv4(41, six))).isEqualTo(OK);
        assertThat(frame.tos(in)).isEqualTo(0xab);
        assertThat(frame.ttl(in)).isEqualTo(0x21);
        assertThat(frame.icmpType(in)).isEqualTo(128);
        assertThat(frame.icmpCode(in)).isEqualTo(1);
        assertThat(ethernet("0800" + SYN)).isEqualTo(OK);
        assertThat(frame.icmpType(in)).isZero();
        assertThat(ethernet("0800 45000020 00010004 39010000 c0000201 c6336402 0304 0000 00000000"))
                .isEqualTo(OK);
        assertThat(frame.icmpType(in)).as("a later fragment").isZero();
    }

    private String source() {
        return new Address(frame.sourceHigh(), frame.sourceLow()).toString();
    }

    private Frame.Result ethernet(String hex) {
        return read(MACS + hex);
    }

    /** At the very end of the buffer, so that reading on would throw. */
    private Frame.Result read(String hex) {
        in = Hex.bytes("ff".repeat(7) + hex);
        return frame.read(in, LinkType.ETHERNET, 7, in.capacity() - 7, in.capacity() - 7);
    }
}
