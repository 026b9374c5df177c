// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.wire.Frame.Result.NOT_IP;
import static polder.wire.Frame.Result.OK;
import static polder.wire.Frame.Result.TOO_DEEP;
import static polder.wire.Frame.Result.TRUNCATED;
import static polder.wire.Frame.Result.UNSUPPORTED;
import static polder.wire.Hex.DNS;
import static polder.wire.Hex.DNS_FRAME;
import static polder.wire.Hex.MACS;
import static polder.wire.Hex.SYN;
import static polder.wire.Hex.SYN_FRAME;
import static polder.wire.Hex.ipv4;
import static polder.wire.Hex.ipv6;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.Test;

public class TunnelTest {
    private static final PrefixTable OURS = new PrefixTable(List.of(Prefix.parse("198.51.100.0/24")));

    private final Frame frame = new Frame();

    @Test
    public void whatIsBelowIpIsFollowedWhicheverLayerCounts() {
        String[] heads = {
            "8100 0064",
            "88a8 0064 8100 00c8",
            "9100 0064 8100 00c8 8100 012c",
            "8847 00064140",
            "8848 00064040 00065140",
            "8100 0064 8847 00064040 00065040 00000140",
            "88e7 00000001" + MACS,
            "8926 80000001",
            "893f 000000000001",
            "8909 010100010002",
            "0032 aaaa03000000"
        };
        for (Layer layer : Layer.values()) {
            frame.counting(layer).own(OURS);
            for (String head : heads) {
                boolean mpls = head.contains("884");
                assertThat(ethernet(head + (mpls ? "" : "0800") + SYN)).as(head).isEqualTo(OK);
                expectSyn();
                assertThat(ethernet(head + (mpls ? "" : "86dd") + DNS)).as(head).isEqualTo(OK);
                expectDns();
            }
            assertThat(ethernet("8864 1100 0001 002a 0021" + SYN)).isEqualTo(OK);
            expectSyn();
            assertThat(ethernet("88a8 0001 8100 0002 8864 1100 0001 0034 0057" + DNS))
                    .isEqualTo(OK);
            expectDns();
            assertThat(ethernet("894f 0fc6 0103 00000001 00000000000000000000000000000000" + SYN_FRAME))
                    .isEqualTo(OK);
            expectSyn();
        }
    }

    @Test
    public void aPseudowireHasAControlWordOrNot() {
        for (String wire : List.of("00000000", "00000001", "")) {
            assertThat(ethernet("8847 00064140" + wire + SYN_FRAME)).as(wire).isEqualTo(OK);
            expectSyn();
            assertThat(ethernet("8847 00064140" + wire + DNS_FRAME)).as(wire).isEqualTo(OK);
            expectDns();
        }
        for (String mac : List.of("000000000002", "105000000002", "440000000002", "4c00ffff0002", "600000000002")) {
            assertThat(ethernet("8847 00064140" + mac + "0a0000000001 0800" + SYN))
                    .as("to %s", mac)
                    .isEqualTo(OK);
            expectSyn();
        }
        assertThat(ethernet("8847 0000d140 10000021" + SYN))
                .as("associated channel")
                .isEqualTo(NOT_IP);
        assertThat(ethernet("8847 00064140 00000000 0a0000000002 0a0000000001 0806 0001"))
                .as("ARP")
                .isEqualTo(NOT_IP);
        assertThat(ethernet("8847 00064140 a0000000")).isEqualTo(UNSUPPORTED);
        assertThat(ethernet("8847 000641")).isEqualTo(TRUNCATED);
        assertThat(ethernet("8847" + "00064040".repeat(15) + "00064140" + SYN)).isEqualTo(TOO_DEEP);
    }

    @Test
    public void tunnelsOverIpAreLookedInto() {
        frame.counting(Layer.INNER);
        for (int four : new int[] {4, 94}) {
            assertThat(ethernet("0800" + ipv4(four, SYN))).isEqualTo(OK);
            expectSyn();
            assertThat(ethernet("86dd" + ipv6(four, SYN))).isEqualTo(OK);
            expectSyn();
        }
        assertThat(ethernet("0800" + ipv4(41, DNS))).isEqualTo(OK);
        expectDns();
        assertThat(ethernet("86dd" + ipv6(41, DNS))).isEqualTo(OK);
        expectDns();
        expectOuter(4, DNS);
        expectOuter(41, SYN);
        expectInner(137, "00064140" + SYN, "00064140" + DNS);
        expectInner(143, SYN_FRAME, DNS_FRAME);
        expectInner(97, "3000" + SYN_FRAME, "3000" + DNS_FRAME);
    }

    @Test
    public void greIsReadWithAllItsWords() {
        expectInner(47, "0000 0800" + SYN, "0000 86dd" + DNS);
        expectInner(47, "8000 0800 12340000" + SYN, "2000 86dd 00000001" + DNS);
        expectInner(47, "b000 0800 12340000 00000001 00000002" + SYN, "1000 86dd 00000002" + DNS);
        expectInner(47, "2000 6558 00000100" + SYN_FRAME, "0000 6558" + DNS_FRAME);
        expectInner(47, "0000 8847 00064140" + SYN, "0000 8847 00064140" + DNS);
        expectInner(47, "0000 8909 0800 010100010007" + SYN, "2000 8909 00000028 86dd 010100010007" + DNS);
        expectInner(47, "3001 880b 00300001 00000001 ff03 0021" + SYN, "3081 880b 00300001 00000001 00000002 57" + DNS);
        for (String payload :
                List.of("4000 0800" + SYN, "0002 0800" + SYN, "0000 0000" + SYN, "0000", "3001 6400" + SYN)) {
            expectOuter(47, payload);
        }
    }

    @Test
    public void mirrorsOverGreAreReadInAllThreeTypes() {
        expectInner(47, "0000 88be" + SYN_FRAME, "0000 88be" + DNS_FRAME);
        String two = "1000 88be 00000001 1001 0001 00000000";
        expectInner(47, two + SYN_FRAME, two + DNS_FRAME);
        String three = "1000 22eb 00000001 2001 0001 00000000 0000";
        expectInner(47, three + "0000" + SYN_FRAME, three + "8001 0000000000000000" + DNS_FRAME);
        expectInner(47, three + "0800" + SYN, three + "0801 0000000000000000" + DNS);
        expectOuter(47, three + "0400" + SYN_FRAME);
        expectOuter(47, "1000 88be 00000001 2001 0001 00000000" + SYN_FRAME);
        expectOuter(47, "1000 22eb 00000001 1001 0001 00000000 0000 0000" + SYN_FRAME);
    }

    @Test
    public void overlaysOverUdpAreLookedInto() {
        for (int port : new int[] {4789, 8472}) {
            expectInUdp(port, "08000000 00007b00" + SYN_FRAME, "88000001 00007b00" + DNS_FRAME);
        }
        expectInUdp(4790, "0c000001 00007b00" + SYN, "0c000003 00007b00" + DNS_FRAME);
        expectInUdp(6081, "0000 6558 00007b00" + SYN_FRAME, "0240 86dd 00007b00 0000000000000000" + DNS);
        expectInUdp(6635, "00064140" + SYN, "00064140" + DNS);
        expectInUdp(6080, "0004 0000" + SYN, "0129 0000 00000000" + DNS);
        expectInUdp(6080, SYN, DNS);
        frame.counting(Layer.INNER);
        for (String teredo : List.of(
                "c000 0dd8 0000 0000" + DNS,
                "0dd8 c000 0000 0000 0000 000000000000" + DNS,
                "0dd8 c000 0000 0000 0001 0201 aaaabb 0000000000000000 00 0000 000000000000" + DNS)) {
            assertThat(ethernet("0800" + ipv4(17, teredo))).isEqualTo(OK);
            expectDns();
        }
        for (String payload : List.of("00000000 00007b00" + SYN_FRAME, "08", "08000000 00007b00 0a00")) {
            expectOuter(17, "d431 12b5 0000 0000" + payload);
        }
    }

    @Test
    public void gtpIsReadWithItsExtensions() {
        expectInUdp(2152, "30ff 0028 00000001" + SYN, "32ff 0036 00000001 00010000" + DNS);
        expectInUdp(
                2152,
                "34ff 0034 00000001 00010085 01 100900" + SYN,
                "37ff 0040 00000001 000100c0 01000085 01 100900" + DNS);
        expectInUdp(2152, "30ff 0028 00000001" + SYN_FRAME, "30ff 0028 00000001" + DNS_FRAME);
        frame.counting(Layer.INNER);
        assertThat(ethernet("0800" + ipv4(17, "0868 0400 0000 0000 30ff 0028 00000001" + SYN)))
                .isEqualTo(OK);
        expectSyn();
        for (String payload : List.of(
                "3001 0028 00000001" + SYN,
                "50ff 0028 00000001" + SYN,
                "34ff 0034 00000001 00010085 00 100900" + SYN,
                "34ff 0034 00000001 00010085" + "01 100985".repeat(5) + "01 100900" + SYN)) {
            expectOuter(17, "0868 0868 0000 0000" + payload);
        }
    }

    @Test
    public void l2tpIsReadInBothVersionsAndAllHeaderForms() {
        expectInUdp(1701, "0002 0001 0002 ff03 0021" + SYN, "4002 0010 0001 0002 ff03 0057" + DNS);
        expectInUdp(
                1701, "4802 0010 0001 0002 0003 0004 0021" + SYN, "4a02 0010 0001 0002 0003 0004 0003 000000 57" + DNS);
        expectInUdp(1701, "0202 0001 0002 0000 ff03 0021" + SYN, "0102 0001 0002 ff03 0057" + DNS);
        expectInUdp(1701, "0003 0000 00000009" + SYN_FRAME, "0003 0000 00000009 1234567812345678" + DNS_FRAME);
        expectInner(115, "00000009" + SYN_FRAME, "00000009 12345678" + DNS_FRAME);
        expectInner(115, "00000009 1234567812345678 40000001" + SYN_FRAME, "00000009 ff03 0057" + DNS);
        expectOuter(115, "00000000 c803 0014 00000000 0000 0000 8008 0000 0000 0001");
        expectOuter(115, "00000009 123456781234567812345678 12345678" + SYN_FRAME);
        expectOuter(17, "06a5 06a5 0000 0000 c802 0014 0001 0000 0000 0000 8008 0000 0000 0001");
        frame.counting(Layer.INNER);
        assertThat(ethernet("0800" + ipv4(17, "06a5 c000 0000 0000 0002 0001 0002 ff03 0021" + SYN)))
                .isEqualTo(OK);
        expectSyn();
    }

    @Test
    public void aTunnelIsFoundBehindOptionsAndExtensionHeaders() {
        frame.counting(Layer.INNER);
        assertThat(ethernet("0800 46000040 00010000 40040000 0a000001 0a000002 94040000" + SYN))
                .isEqualTo(OK);
        expectSyn();
        assertThat(ethernet("0800" + ipv4(51, "04 04 0000 00000001 00000001 000000000000000000000000" + SYN)))
                .isEqualTo(OK);
        expectSyn();
        assertThat(ethernet("86dd 60000000 004a 2b 40 20010db8000000000000000000000008"
                        + "20010db8000000000000000000000009 29 02 0401 00000000 20010db8000000000000000000000003"
                        + DNS))
                .isEqualTo(OK);
        expectDns();
    }

    @Test
    public void laterFragmentsAreNotLookedInto() {
        frame.counting(Layer.INNER);
        String packet = ipv4(47, "0000 0800" + SYN).replace(" ", "");
        assertThat(ethernet("0800" + packet.substring(0, 12) + "2000" + packet.substring(16)))
                .isEqualTo(OK);
        expectSyn();
        assertThat(frame.isFragment()).isFalse();
        assertThat(ethernet("0800" + packet.substring(0, 12) + "2001" + packet.substring(16)))
                .isEqualTo(OK);
        assertThat(source()).isEqualTo("10.0.0.1");
        assertThat(frame.isFragment()).isTrue();
    }

    private void expectInner(int protocol, String syn, String dns) {
        for (String around : List.of("0800" + ipv4(protocol, syn), "86dd" + ipv6(protocol, syn))) {
            frame.counting(Layer.INNER);
            assertThat(ethernet(around)).as(syn).isEqualTo(OK);
            expectSyn();
            frame.counting(Layer.OUTER);
            assertThat(ethernet(around)).isEqualTo(OK);
            assertThat(frame.protocol()).isEqualTo(protocol);
        }
        frame.counting(Layer.INNER);
        assertThat(ethernet("8100 0001 0800" + ipv4(protocol, dns))).as(dns).isEqualTo(OK);
        expectDns();
    }

    private void expectInUdp(int port, String syn, String dns) {
        String udp = String.format("d431 %04x 0000 0000", port);
        expectInner(17, udp + syn, udp + dns);
    }

    private void expectOuter(int protocol, String payload) {
        frame.counting(Layer.INNER);
        assertThat(ethernet("0800" + ipv4(protocol, payload))).as(payload).isEqualTo(OK);
        assertThat(source()).as(payload).isEqualTo("10.0.0.1");
        assertThat(frame.protocol()).isEqualTo(protocol);
    }

    private void expectSyn() {
        assertThat(source()).isEqualTo("192.0.2.1");
        assertThat(new Address(frame.targetHigh(), frame.targetLow())).hasToString("198.51.100.2");
        assertThat(frame.ipLength()).isEqualTo(40);
        assertThat(frame.sourcePort()).isEqualTo(1234);
        assertThat(frame.targetPort()).isEqualTo(80);
        assertThat(frame.tcpFlags()).isEqualTo(2);
    }

    private void expectDns() {
        assertThat(source()).isEqualTo("2001:db8::1");
        assertThat(frame.ipLength()).isEqualTo(50);
        assertThat(frame.protocol()).isEqualTo(17);
        assertThat(frame.sourcePort()).isEqualTo(53);
        assertThat(frame.payloadLength()).isEqualTo(2);
    }

    private String source() {
        return new Address(frame.sourceHigh(), frame.sourceLow()).toString();
    }

    private Frame.Result ethernet(String hex) {
        return read(MACS + hex);
    }

    /** At the very end of the buffer, so that reading on would throw. */
    private Frame.Result read(String hex) {
        ByteBuffer in = Hex.bytes("ff".repeat(7) + hex);
        return frame.read(in, LinkType.ETHERNET, 7, in.capacity() - 7, in.capacity() - 7);
    }
}
