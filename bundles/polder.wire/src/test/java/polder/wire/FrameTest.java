// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.wire.Frame.Result.MALFORMED;
import static polder.wire.Frame.Result.NOT_IP;
import static polder.wire.Frame.Result.OK;
import static polder.wire.Frame.Result.TOO_DEEP;
import static polder.wire.Frame.Result.TRUNCATED;
import static polder.wire.Frame.Result.UNSUPPORTED;
import static polder.wire.Hex.MACS;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.Test;

public class FrameTest {
    /** 192.0.2.1:1234 > 198.51.100.2:80, SYN. */
    private static final String TCP = "04d2 0050 00000001 00000000 5002 0200 0000 0000";

    private static final String IPV4 = "45000028 00010000 40060000 c0000201 c6336402";
    /** 2001:db8::1:53 > 2001:db8::2:4321, two bytes of data. */
    private static final String UDP = "0035 10e1 000a 0000 beef";

    private static final String FROM_TO = "20010db8000000000000000000000001 20010db8000000000000000000000002";

    private final Frame frame = new Frame();

    @Test
    public void anIpv4SynIsReadWithItsPortsAndFlags() {
        assertThat(ethernet("0800" + IPV4 + TCP)).isEqualTo(OK);
        expectSyn();
        assertThat(frame.payloadLength()).isZero();
    }

    private void expectSyn() {
        assertThat(new Address(frame.sourceHigh(), frame.sourceLow())).hasToString("192.0.2.1");
        assertThat(new Address(frame.targetHigh(), frame.targetLow())).hasToString("198.51.100.2");
        assertThat(frame.ipLength()).isEqualTo(40);
        assertThat(frame.protocol()).isEqualTo(6);
        assertThat(frame.sourcePort()).isEqualTo(1234);
        assertThat(frame.targetPort()).isEqualTo(80);
        assertThat(frame.tcpFlags()).isEqualTo(2);
        assertThat(frame.isFragment()).isFalse();
    }

    private void expectUdp(long length) {
        assertThat(new Address(frame.sourceHigh(), frame.sourceLow())).hasToString("2001:db8::1");
        assertThat(new Address(frame.targetHigh(), frame.targetLow())).hasToString("2001:db8::2");
        assertThat(frame.ipLength()).isEqualTo(length);
        assertThat(frame.protocol()).isEqualTo(17);
        assertThat(frame.sourcePort()).isEqualTo(53);
        assertThat(frame.targetPort()).isEqualTo(4321);
        assertThat(frame.tcpFlags()).isZero();
        assertThat(frame.payloadLength()).isEqualTo(2);
    }

    @Test
    public void everyLinkTypeIsRead() {
        String four = IPV4 + TCP;
        String six = ip6(17, UDP);
        String sll = "0000 0001 0006 020000000001 0000";
        String sll2 = "0000 00000002 0001 00 06 020000000001 0000";
        String[][] heads = {
            {"0", "02000000", "1e000000"},
            {"0", "00000002", "0000000a"},
            {"108", "00000002", "0000001c"},
            {"0", "02000000", "18000000"},
            {"101", "", ""},
            {"12", "", ""},
            {"14", "", ""},
            {"113", sll + "0800", sll + "86dd"},
            {"113", sll + "8100 0001 0800", sll + "88a8 0001 8100 0002 86dd"},
            {"276", "0800" + sll2, "86dd" + sll2},
            {"9", "0021", "ff03 0057"},
            {"50", "ff03 0021", "57"},
            {"104", "0f00 0800", "0f00 86dd"},
            {"239", nflog("02", "0800", 44), nflog("0a", "86dd", 54)},
            {"239", nflog("07", "0800", 44), nflog("05", "86dd", 54)},
            {"239", "02000005 0008 0001 0800 0300 002c 0009", "0a000005 0008 0001 86dd 0300 0036 0009"},
            {"10", "50" + MACS + "aaaa03000000 0800", "50" + MACS + "aaaa03000000 86dd"}
        };
        for (String[] head : heads) {
            int linkType = Integer.parseInt(head[0]);
            assertThat(read(linkType, head[1] + four)).as(head[0]).isEqualTo(OK);
            expectSyn();
            assertThat(read(linkType, head[2] + six)).as(head[0]).isEqualTo(OK);
            expectUdp(50);
        }
        assertThat(read(228, four)).isEqualTo(OK);
        expectSyn();
        assertThat(read(229, six)).isEqualTo(OK);
        expectUdp(50);
        assertThat(read(228, six)).isEqualTo(MALFORMED);
        assertThat(read(229, four + "0000")).isEqualTo(MALFORMED);
    }

    /** Family, and of a packet its header, an interface and a prefix of three bytes, before the payload. */
    private static String nflog(String family, String etherType, int length) {
        return family + "000005 0800 0100 " + etherType + "0300 0800 0500 00000002 0700 0a00 616200 00"
                + String.format("%02x00 0900", length);
    }

    @Test
    public void whatNflogCannotHaveWrittenIsRefused() {
        String four = IPV4 + TCP;
        assertThat(read(239, "020000")).isEqualTo(TRUNCATED);
        assertThat(read(239, "02000005 0800 0100 0800 0300")).isEqualTo(TRUNCATED);
        assertThat(read(239, "02000005 2c00 0900")).isEqualTo(TRUNCATED);
        assertThat(read(239, "02000005 0800 0100 0800 0300 0300 0500" + four)).isEqualTo(UNSUPPORTED);
        assertThat(read(239, nflog("07", "0806", 12) + "0001080006040001")).isEqualTo(NOT_IP);
        assertThat(read(239, "02000005" + "0400 0200".repeat(70) + "2c00 0900" + four))
                .isEqualTo(TRUNCATED);
    }

    @Test
    public void aLinkTypeNobodyReadsIsUnsupported() {
        assertThat(read(105, IPV4 + TCP)).isEqualTo(UNSUPPORTED);
        assertThat(read(-1, IPV4 + TCP)).isEqualTo(UNSUPPORTED);
    }

    @Test
    public void whatIsNotIpIsTold() {
        assertThat(ethernet("0806" + "0001080006040001")).isEqualTo(NOT_IP);
        assertThat(ethernet("0026 4242 03 0000")).isEqualTo(NOT_IP);
        assertThat(read(0, "00000005 00000000")).isEqualTo(NOT_IP);
        assertThat(read(101, "00000000")).isEqualTo(NOT_IP);
        assertThat(ethernet("8863 1109 0000 0000")).as("PPPoE discovery").isEqualTo(NOT_IP);
        assertThat(ethernet("8864 1100 0001 000a c021 0101 0008")).as("LCP").isEqualTo(NOT_IP);
        assertThat(ethernet("8864 1100 0001 000a 00fd 0101 0008"))
                .as("compressed")
                .isEqualTo(UNSUPPORTED);
        assertThat(ethernet("88e5 2c00 00000001")).as("MACsec").isEqualTo(UNSUPPORTED);
    }

    @Test
    public void tagsAreFollowedToABound() {
        for (String tag : new String[] {"8100", "88a8", "9100"}) {
            assertThat(ethernet(tag + "0064 0800" + IPV4 + TCP)).isEqualTo(OK);
            expectSyn();
        }
        assertThat(ethernet("88a8 0001 8100 0002 8100 0003 8100 0004 0800" + IPV4 + TCP))
                .isEqualTo(OK);
        expectSyn();
        assertThat(ethernet("8100 0001".repeat(15) + "0800" + IPV4 + TCP)).isEqualTo(OK);
        expectSyn();
        assertThat(ethernet("8100 0001".repeat(16) + "0800" + IPV4 + TCP)).isEqualTo(TOO_DEEP);
        assertThat(ethernet("8100 0001".repeat(3) + "8100")).isEqualTo(TRUNCATED);
    }

    @Test
    public void ipv4OptionsAreSkipped() {
        assertThat(ethernet("0800 46000028 00010000 40060000 c0000201 c6336402 94040000" + TCP))
                .isEqualTo(OK);
        expectSyn();
    }

    @Test
    public void anIpv4HeaderThatCannotBeIsMalformed() {
        assertThat(ethernet("0800 44000028" + IPV4.substring(8) + TCP)).isEqualTo(MALFORMED);
        assertThat(ethernet("0800 65000028" + IPV4.substring(8) + TCP)).isEqualTo(MALFORMED);
        assertThat(ethernet("0800 45000013" + IPV4.substring(8) + TCP)).isEqualTo(MALFORMED);
        assertThat(ethernet("0800 4f00003b" + IPV4.substring(8) + TCP)).isEqualTo(MALFORMED);
    }

    @Test
    public void aTotalLengthOfZeroIsTheLengthOfTheFrame() {
        String big = "0800 45000000" + IPV4.substring(8) + TCP;
        assertThat(read(1, MACS + big, 14 + 100_000)).isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(100_000);
        assertThat(frame.sourcePort()).isEqualTo(1234);
        assertThat(read(1, MACS + big, Integer.MAX_VALUE)).isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(1 << 20);
        assertThat(read(1, MACS + big, 0)).as("less on the wire than captured").isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(40);
    }

    @Test
    public void aJumbogramIsAsLongAsItsFrame() {
        String jumbo = "60000000 0000 00 40" + FROM_TO + "11 00 c2 04 00030d40" + "0035 10e1 0000 0000 beef";
        assertThat(read(1, MACS + "86dd" + jumbo, 14 + 200_048)).isEqualTo(OK);
        expectUdp(200_048);
        assertThat(ethernet("86dd 60000000 0000 3b 40" + FROM_TO + "000000000000"))
                .isEqualTo(OK);
        assertThat(frame.ipLength()).as("nothing but padding").isEqualTo(40);
        assertThat(frame.protocol()).isEqualTo(59);
    }

    @Test
    public void aShortCaptureHasTheLengthOfTheHeader() {
        String packet = ("0800 450005dc" + IPV4.substring(8) + TCP).replace(" ", "");
        assertThat(read(1, MACS + packet, 1514)).isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(1500);
        assertThat(read(1, MACS + packet.substring(0, 4 + 40), 1514))
                .as("not one byte of TCP")
                .isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(1500);
        assertThat(frame.protocol()).isEqualTo(6);
        assertThat(frame.sourcePort()).isZero();
        assertThat(read(1, MACS + packet.substring(0, 4 + 38), 1514)).isEqualTo(TRUNCATED);
    }

    @Test
    public void aPacketIsNoLongerThanItsFrameWhereThatIsSaid() {
        String packet = ("0800 450005dc" + IPV4.substring(8) + TCP).replace(" ", "");
        frame.bounded(true);
        assertThat(read(1, MACS + packet, 1514)).isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(1500);
        assertThat(read(1, MACS + packet, 60)).isEqualTo(OK);
        assertThat(frame.ipLength()).as("46 bytes follow the Ethernet header").isEqualTo(46);
        assertThat(frame.sourcePort()).isEqualTo(1234);
        assertThat(read(1, MACS + "86dd 6000000005dc 06 40" + FROM_TO + TCP, 0)).isEqualTo(OK);
        assertThat(frame.ipLength()).as("all that was captured").isEqualTo(60);
        frame.bounded(false);
        assertThat(read(1, MACS + packet, 60)).isEqualTo(OK);
        assertThat(frame.ipLength()).isEqualTo(1500);
    }

    @Test
    public void portsAreNotReadFromThePaddingBehindThePacket() {
        assertThat(ethernet("0800 45000014" + IPV4.substring(8) + TCP)).isEqualTo(OK);
        assertThat(frame.sourcePort()).isZero();
        assertThat(frame.tcpFlags()).isZero();
    }

    @Test
    public void onlyTheFirstFragmentHasPorts() {
        assertThat(ethernet("0800 45000028 00012000" + IPV4.substring(17) + TCP))
                .isEqualTo(OK);
        assertThat(frame.isFragment()).isTrue();
        assertThat(frame.sourcePort()).isEqualTo(1234);
        assertThat(frame.tcpFlags()).isEqualTo(2);
        assertThat(ethernet("0800 45000028 00010001" + IPV4.substring(17) + TCP))
                .isEqualTo(OK);
        assertThat(frame.isFragment()).isTrue();
        assertThat(frame.sourcePort()).isZero();
        assertThat(frame.tcpFlags()).isZero();
        assertThat(ethernet("0800 45000028 00014000" + IPV4.substring(17) + TCP))
                .isEqualTo(OK);
        assertThat(frame.isFragment()).as("do not fragment").isFalse();
    }

    @Test
    public void ipv6ExtensionHeadersAreFollowed() {
        String hopByHop = "2b 00 0502 0000 0100";
        String routing = "3c 02 0001 00000000" + "20010db8000000000000000000000003";
        String destination = "33 00 0104 00000000";
        String ah = "11 04 0000 00000001 00000001 000000000000000000000000";
        assertThat(ethernet("86dd" + ip6(0, hopByHop + routing + destination + ah + UDP)))
                .isEqualTo(OK);
        expectUdp(40 + 8 + 24 + 8 + 24 + 10);
    }

    @Test
    public void ipv6FragmentsAreToldAndAnAtomicOneIsWhole() {
        assertThat(ethernet("86dd" + ip6(44, "11 00 0001 00000007" + UDP))).isEqualTo(OK);
        expectUdp(58);
        assertThat(frame.isFragment()).isTrue();
        assertThat(ethernet("86dd" + ip6(44, "11 00 0008 00000007" + UDP))).isEqualTo(OK);
        assertThat(frame.isFragment()).isTrue();
        assertThat(frame.protocol()).isEqualTo(17);
        assertThat(frame.sourcePort()).isZero();
        assertThat(ethernet("86dd" + ip6(44, "11 00 0006 00000007" + UDP))).isEqualTo(OK);
        expectUdp(58);
        assertThat(frame.isFragment()).isFalse();
    }

    @Test
    public void espIsCountedAndNotLookedInto() {
        assertThat(ethernet("86dd" + ip6(50, UDP))).isEqualTo(OK);
        assertThat(frame.protocol()).isEqualTo(50);
        assertThat(frame.sourcePort()).isZero();
        assertThat(frame.payloadLength()).isZero();
    }

    @Test
    public void aPacketOfNothingButExtensionHeadersCounts() {
        assertThat(ethernet("86dd" + ip6(60, "3c 00 0104 00000000".repeat(100))))
                .isEqualTo(OK);
        assertThat(frame.protocol()).isEqualTo(60);
        assertThat(frame.ipLength()).isEqualTo(840);
        assertThat(ethernet("86dd" + ip6(60, "11 ff 0104 00000000" + UDP))).isEqualTo(OK);
        assertThat(frame.protocol()).isEqualTo(17);
        assertThat(frame.sourcePort()).isZero();
        assertThat(ethernet("86dd" + ip6(60, "11"))).isEqualTo(OK);
        assertThat(frame.protocol()).isEqualTo(60);
    }

    @Test
    public void inIpv4TheNumbersOfExtensionHeadersAreOrdinaryProtocols() {
        assertThat(ethernet("0800 45000028 00010000 40000000" + IPV4.substring(26) + TCP))
                .isEqualTo(OK);
        assertThat(frame.protocol()).isZero();
        assertThat(frame.sourcePort()).isZero();
    }

    @Test
    public void aUdpLengthIsNotTrusted() {
        for (String length : new String[] {"0000", "000a", "ffff"}) {
            assertThat(ethernet("86dd" + ip6(17, "0035 10e1" + length + "0000 beef")))
                    .isEqualTo(OK);
            expectUdp(50);
        }
        assertThat(ethernet("86dd" + ip6(17, "0035 10e1 0007 0000 beef"))).isEqualTo(OK);
        assertThat(frame.payloadLength()).isZero();
    }

    @Test
    public void nothingOfTheLastFrameIsLeft() {
        ethernet("0800 45000028 00012000" + IPV4.substring(17) + TCP);
        assertThat(ethernet("86dd" + ip6(17, UDP))).isEqualTo(OK);
        expectUdp(50);
        assertThat(frame.isFragment()).isFalse();
        assertThat(ethernet("0800" + IPV4 + TCP)).isEqualTo(OK);
        expectSyn();
        assertThat(frame.payloadLength()).isZero();
    }

    @Test
    public void randomBytesAreReadWithinTheirBoundsAndAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] links = {0, 1, 9, 10, 12, 14, 50, 101, 104, 108, 113, 228, 229, 276, 105};
        ByteBuffer in = Hex.bytes(MACS + "86dd" + ip6(0, "2b 00 0502 0000 0100" + UDP));
        ByteBuffer copy = ByteBuffer.allocateDirect(in.capacity());
        Random random = new Random(3);
        long allocated = 0;
        for (int i = 0; i < 200_000; i++) {
            copy.put(0, in, 0, in.capacity());
            for (int flips = 0; flips < 6; flips++) {
                copy.put(12 + random.nextInt(in.capacity() - 12), (byte) random.nextInt());
            }
            int from = random.nextInt(in.capacity());
            int length = i % 3 == 0 ? in.capacity() - from : random.nextInt(in.capacity() - from + 1);
            long before = threads.getCurrentThreadAllocatedBytes();
            Frame.Result result = frame.read(copy, links[i % links.length], from, length, random.nextInt());
            if (i > 150_000) {
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(frame.payloadLength()).isNotNegative();
            assertThat(result != OK
                            || frame.dataLength(copy) == 0
                            || (frame.dataLength(copy) > 0
                                    && frame.dataOffset(copy) + frame.dataLength(copy) <= from + length))
                    .isTrue();
            assertThat(result != OK
                            || frame.payloadLength() == 0
                            || frame.payloadOffset() + frame.payloadLength() <= from + length)
                    .isTrue();
        }
        assertThat(allocated).isZero();
    }

    @Test
    public void theDataOfATcpSegmentStartsBehindItsOptions() {
        String options = "04d2 0050 00000001 00000000 6018 0200 0000 0000 020405b4";
        String ip = "45000000 00010000 40060000 c0000201 c6336402";
        assertThat(ethernet("0800" + ip + options + "474554")).isEqualTo(OK);
        ByteBuffer in = Hex.bytes("ff".repeat(7) + MACS + "0800" + ip + options + "474554");
        assertThat(frame.dataLength(in)).isEqualTo(3);
        assertThat(in.get(frame.dataOffset(in))).isEqualTo((byte) 'G');
        assertThat(frame.payloadLength()).isZero();

        assertThat(ethernet("0800" + IPV4 + TCP)).isEqualTo(OK);
        assertThat(frame.dataLength(Hex.bytes("ff".repeat(7) + MACS + "0800" + IPV4 + TCP)))
                .isZero();
    }

    private static String ip6(int next, String payload) {
        int length = Hex.length(payload);
        return String.format("60000000%04x%02x40", length, next) + FROM_TO + payload;
    }

    private Frame.Result ethernet(String hex) {
        return read(1, MACS + hex);
    }

    private Frame.Result read(int linkType, String hex) {
        return read(linkType, hex, Hex.length(hex));
    }

    /** At the very end of the buffer, so that reading on would throw. */
    private Frame.Result read(int linkType, String hex, int wireLength) {
        ByteBuffer in = Hex.bytes("ff".repeat(7) + hex);
        return frame.read(in, linkType, 7, in.capacity() - 7, wireLength);
    }
}
