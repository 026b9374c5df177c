// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.wire.Hex.DNS_FRAME;
import static polder.wire.Hex.MACS;
import static polder.wire.Hex.SYN;
import static polder.wire.Hex.SYN_FRAME;
import static polder.wire.Hex.ipv4;
import static polder.wire.Hex.ipv6;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.Test;

public class LayersTest {
    private static final String ETHERNET = "Ethernet 02:00:00:00:00:02 > 02:00:00:00:00:01";
    private static final String SYN_TEXT = "IPv4 192.0.2.1 > 198.51.100.2";

    private static List<String> ethernet(String hex) {
        return texts(1, MACS + hex);
    }

    private static List<String> texts(int linkType, String hex) {
        ByteBuffer in = Hex.bytes(hex);
        return Layers.of(in, linkType, in.capacity(), in.capacity()).stream()
                .map(Layers.Header::text)
                .toList();
    }

    private static String udp(int port, String payload) {
        return ipv4(17, String.format("1f90 %04x %04x 0000", port, 8 + Hex.length(payload)) + payload);
    }

    @Test
    public void tagsAndLabelsAreNamedOneByOne() {
        assertThat(ethernet("88a8 0064 8100 00c8 8847 00010040 00065140" + SYN))
                .containsExactly(
                        ETHERNET, "provider VLAN 100", "VLAN 200", "MPLS 16", "MPLS 101", SYN_TEXT, "TCP 1234 > 80 S");
        assertThat(ethernet("8864 1100 0001 002a 0021" + SYN))
                .containsExactly(ETHERNET, "PPPoE", "PPP", SYN_TEXT, "TCP 1234 > 80 S");
    }

    @Test
    public void tunnelsAreFollowedToTheEnd() {
        assertThat(ethernet("0800" + ipv4(47, "0000 0800" + udp(4789, "08000000 00007b00" + DNS_FRAME))))
                .containsExactly(
                        ETHERNET,
                        "IPv4 10.0.0.1 > 10.0.0.2",
                        "GRE",
                        "IPv4 10.0.0.1 > 10.0.0.2",
                        "UDP 8080 > 4789",
                        "VXLAN",
                        "Ethernet 0a:00:00:00:00:01 > 0a:00:00:00:00:02",
                        "VLAN 7",
                        "IPv6 2001:db8::1 > 2001:db8::2",
                        "UDP 53 > 4321");
        assertThat(ethernet("86dd" + ipv6(4, SYN)))
                .containsExactly(ETHERNET, "IPv6 2001:db8::8 > 2001:db8::9", SYN_TEXT, "TCP 1234 > 80 S");
        assertThat(ethernet("0800" + udp(1701, "0002 0001 0002 ff03 0021" + SYN)))
                .containsSequence("UDP 8080 > 1701", "L2TP", "PPP", SYN_TEXT);
    }

    @Test
    public void anIpHeaderKnowsItsAddressesAndLength() {
        ByteBuffer in = Hex.bytes(SYN_FRAME);
        assertThat(Layers.of(in, 1, in.capacity(), 0).get(1))
                .isEqualTo(new Layers.Header(SYN_TEXT, Address.parse("192.0.2.1"), Address.parse("198.51.100.2"), 40));
    }

    @Test
    public void whereReadingEndsIsSaid() {
        assertThat(ethernet("0806 0001")).containsExactly(ETHERNET, "ARP");
        assertThat(ethernet("88e5 2c00")).containsExactly(ETHERNET, "type 0x88e5", "not read");
        assertThat(ethernet("0800 4500")).containsExactly(ETHERNET, "IPv4", "cut off");
        assertThat(texts(1, "0200")).containsExactly("Ethernet", "cut off");
        assertThat(texts(147, SYN)).containsExactly("link type 147", "not read");
        assertThat(texts(101, SYN)).containsExactly(SYN_TEXT, "TCP 1234 > 80 S");
        assertThat(ethernet("0800" + ipv4(17, "1f90 12b5 0008 0000"))).endsWith("UDP 8080 > 4789");
    }

    /** Reading the innermost packet ends at the same one. */
    @Test
    public void whateverComesIsDescribedAsFarAsItIsCounted() {
        Random random = new Random(7);
        byte[] frame = new byte[200];
        Frame reader = new Frame().counting(Layer.INNER);
        byte[] good = new byte[200];
        Hex.bytes(MACS + "0800" + ipv4(47, "0000 0800" + udp(4789, "08000000 00007b00" + DNS_FRAME)))
                .get(0, good, 0, 142);
        for (int i = 0; i < 100_000; i++) {
            System.arraycopy(good, 0, frame, 0, good.length);
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
                frame[random.nextInt(140)] ^= (byte) (1 << random.nextInt(8));
            }
            int captured = random.nextInt(frame.length + 1);
            ByteBuffer in = ByteBuffer.allocateDirect(captured).put(0, frame, 0, captured);
            List<Layers.Header> headers = Layers.of(in, 1, captured, 200);
            Frame.Result result = reader.read(in, 1, 0, captured, 200);
            boolean ip = headers.stream().anyMatch(header -> header.source() != null);
            assertThat(ip).isEqualTo(result == Frame.Result.OK);
            if (ip) {
                Address target = new Address(reader.targetHigh(), reader.targetLow());
                assertThat(headers.stream()
                                .filter(header -> header.target() != null)
                                .reduce((first, second) -> second)
                                .orElseThrow()
                                .target())
                        .isEqualTo(target);
            }
        }
    }
}
