// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static polder.decode.sflow.Sflow.MACS;
import static polder.decode.sflow.Sflow.ipv4;
import static polder.decode.sflow.Sflow.ipv6;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.testing.Golden;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;

/** What agents of some vendors do that others do not. */
public class QuirksTest {
    /** Ports, sequence, acknowledgement, data offset, flags SYN and ACK, window, checksum, urgent pointer. */
    private static final String TCP = "01bb c350 00000001 00000002 5012 2000 0000 0000";

    private static final String ETHERNET_RECORD = "000005ee 02005e1000010000 02005e1000020000 00000800";
    private static final String IPV4_RECORD = "000005dc 00000006 c6336401 cb007114 000001bb 0000c350 00000012 000000b8";
    private static final String IPV6_RECORD = "000000c8 00000011 20010db8000000000000000000000001"
            + " 20010db8beef00000000000000000020 00000035 00000fa0 00000000 00000000";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private SflowDecoder decoder;

    @Before
    public void begin() throws IOException {
        decoder = new SflowDecoder(Path.of(folder.getRoot().toString()));
    }

    private void golden(String oddity, Sflow... built) {
        List<Packet> packets = new ArrayList<>();
        for (Sflow one : built) {
            packets.add(one.packet());
        }
        Golden.datagrams(decoder, oddity, packets);
        Hostile.check(new SflowDecoder(Path.of(folder.getRoot().toString())), packets, 60);
    }

    @Test
    public void juniperGivesAFrameLessThanItsPacket() {
        golden(
                "juniper-frame-length-below-ip-length",
                new Sflow(1).flow(2000).header(1, 132, 4, MACS, "0800", ipv4(6, 1500, TCP)));
    }

    @Test
    public void juniperHeadersAreOfOddLengths() {
        golden(
                "juniper-odd-header-lengths",
                new Sflow(1)
                        .flow(2000)
                        .header(1, 1518, 4, MACS, "0800", ipv4(6, 1500, TCP), "aa")
                        .flow(2000)
                        .header(1, 1518, 4, MACS, "0800", ipv4(6, 1500, TCP), "aabb")
                        .flow(2000)
                        .record(1, "00000001 000005ee 00000004 00000025", MACS, "0800", ipv4(17, 1500, "003504"))
                        .flow(1000)
                        .udp(500));
    }

    @Test
    public void brocadeAddsBytesBehindItsRecordsAndSamples() {
        golden(
                "brocade-padding-behind-records-and-samples",
                new Sflow(1)
                        .flow(512)
                        .udp(1000)
                        .padding(4, true)
                        .flow(512)
                        .udp(100)
                        .padding(4, true)
                        .padding(23, false));
    }

    @Test
    public void huaweiCutsTheTcpHeaderAndSendsThreeRecords() {
        golden(
                "huawei-short-tcp-header-with-ethernet-and-ipv4-records",
                new Sflow(1)
                        .flow(1000)
                        .header(1, 1522, 4, MACS, "8100 0064 0800", ipv4(6, 1500, "01bb c350 00000001 00000002"))
                        .record(2, ETHERNET_RECORD)
                        .record(3, IPV4_RECORD)
                        .flow(1000)
                        .header(1, 1522, 4, MACS, "8100 0064 0800", ipv4(6, 1500, "01bb c350 00000001 00000002")));
    }

    @Test
    public void cumulusSendsIpWithoutEthernet() {
        golden(
                "cumulus-ip-headers-of-protocol-11-and-12",
                new Sflow(1)
                        .flow(400)
                        .header(11, 1518, 18, ipv4(6, 1500, TCP))
                        .flow(400)
                        .header(12, 118, 18, ipv6(17, 60, "0035 0fa0 003c 0000"))
                        .flow(400)
                        .header(11, 70_018, 18, ipv4(6, 0, TCP)));
    }

    @Test
    public void aSampleWithoutAPacketIsNoEmptyPacket() {
        golden(
                "sample-without-a-packet-and-with-ethernet-only",
                new Sflow(1)
                        .flow(100)
                        .flow(100)
                        .record(2, ETHERNET_RECORD)
                        .flow(100)
                        .record(1001, "00000064 00000000 00000064 00000000")
                        .flow(100)
                        .udp(64));
    }

    @Test
    public void decodedRecordsServeWhereThereIsNoHeader() {
        golden(
                "ipv4-and-ipv6-records-without-a-header",
                new Sflow(1)
                        .flow(100)
                        .record(3, IPV4_RECORD)
                        .flow(100)
                        .record(4, IPV6_RECORD)
                        .flow(100)
                        .header(5, 64, 0, "00112233")
                        .record(3, IPV4_RECORD)
                        .flow(100)
                        .record(3, "7fffffff" + IPV4_RECORD.substring(8)));
    }

    @Test
    public void packetsTheRouterTellsItDroppedAreNoTraffic() {
        golden(
                "discarded-packet-samples",
                new Sflow(1)
                        .sample(5, "00000001 00000000 00000003 00000000 00000003 00000000 00000100 00000000")
                        .flow(100)
                        .udp(64));
    }

    @Test
    public void whatIsNotKnownIsPassedOver() {
        golden(
                "unknown-and-enterprise-samples-and-records",
                new Sflow(1)
                        .sample((4413 << 12) | 1, "0011223344556677")
                        .flow(256)
                        .record((25506 << 12) | 1, "deadbeef")
                        .record(1021, "00000000")
                        .udp(64)
                        .sample(77, "")
                        .sample(6, "0011")
                        .padding(2, false)
                        .flow(512)
                        .udp(65));
    }

    @Test
    public void everySampleHasItsOwnRate() {
        golden(
                "rates-of-one-agent-and-none",
                new Sflow(1).flow(1000).udp(100).flow(2000).udp(100).flow(0).udp(100));
    }

    @Test
    public void expandedSamplesHoldIndicesOf32Bits() {
        golden(
                "expanded-samples-of-large-indices",
                new Sflow(1)
                        .expandedFlow(0x1600_1004, 4096, 0x1600_1004, 0, 0x1600_1003)
                        .header(1, 118, 4, MACS, "88a8 0064 8100 00c8 86dd", ipv6(6, 60, TCP)));
    }

    @Test
    public void whatIsNoIpIsCounted() {
        golden(
                "arp-and-link-types-nobody-reads-and-a-bad-header",
                new Sflow(1)
                        .flow(100)
                        .header(1, 64, 4, MACS, "0806 00010800 06040001")
                        .flow(100)
                        .header(6, 64, 4, "0011223344556677")
                        .flow(100)
                        .header(1, 64, 4, MACS, "0800", ipv4(6, 100, TCP).replaceFirst("45", "41"))
                        .flow(100)
                        .header(1, 64, 4, MACS, "0800 4500"));
    }
}
