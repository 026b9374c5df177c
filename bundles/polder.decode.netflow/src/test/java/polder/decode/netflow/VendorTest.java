// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import java.util.List;
import org.junit.Test;
import polder.api.testing.Golden;
import polder.api.testing.Packet;

/** What routers and probes of various makers do, one datagram sequence each, kept as golden files. */
public class VendorTest {
    private static final String V4 = "8/4 12/4 7/2 11/2 4/1 2/4 1/4";

    /** An IPv4 header and the ports behind it. */
    private static byte[] packet(int totalLength, int protocol) {
        return new byte[] {
            0x45,
            0,
            (byte) (totalLength >> 8),
            (byte) totalLength,
            0,
            1,
            0,
            0,
            64,
            (byte) protocol,
            0,
            0,
            (byte) 198,
            51,
            100,
            7,
            (byte) 203,
            0,
            113,
            20,
            0,
            123,
            0x1f,
            (byte) 0x90,
            0,
            0,
            0,
            0
        };
    }

    private static byte[] frame(int totalLength, int protocol) {
        byte[] packet = packet(totalLength, protocol);
        byte[] frame = new byte[14 + packet.length];
        frame[12] = 8;
        System.arraycopy(packet, 0, frame, 14, packet.length);
        return frame;
    }

    private static Export v4(Export export) {
        return export.record("198.51.100.1 203.0.113.20 2:123 2:8080 1:17 4:10 4:4680");
    }

    private static void golden(String oddity, Export... exports) {
        List<Packet> packets =
                java.util.stream.Stream.of(exports).map(Export::packet).toList();
        Golden.datagrams(Decoders.fresh(), oddity, packets);
    }

    @Test
    public void ciscoAsr1000TellsTheSamplerInTwoOrFourBytes() {
        golden(
                "v9-asr1000-sampler-interval-of-2-bytes",
                Export.nine()
                        .options(257, "1/4", "48/2 49/1 50/2")
                        .set(257)
                        .record("4:0 2:4 1:2 2:1000")
                        .pad(3),
                v4(Export.nine().template(260, V4 + " 48/2").set(260)).u16(4));
        golden(
                "v9-asr1000-sampler-interval-of-4-bytes",
                Export.nine()
                        .options(257, "1/4", "48/4 49/1 50/4")
                        .set(257)
                        .record("4:0 4:4 1:2 4:1000")
                        .pad(3),
                v4(Export.nine().template(260, V4 + " 48/4").set(260)).u32(4));
    }

    @Test
    public void ciscoAsr9000TellsLongInterfaceNamesAndPadsBetweenSets() {
        golden(
                "v9-asr9000-interface-names-of-128-bytes",
                Export.nine()
                        .options(256, "1/4", "10/4 82/64 83/128")
                        .set(256)
                        .record("4:0 4:74")
                        .bytes(new byte[192])
                        .template(260, V4)
                        .set(260)
                        .record("198.51.100.1 203.0.113.20 2:1 2:2 1:6 4:1 4:60")
                        .pad(3));
        golden(
                "ipfix-asr9000-padding-between-sets",
                v4(v4(Export.ipfix().template(260, "82/v " + V4).set(260).u8(2).bytes('T', 'e'))
                                .pad(2)
                                .set(260)
                                .u8(0))
                        .pad(2));
    }

    @Test
    public void ciscoAsr9006TellsTheForwardingStatusInFourBytes() {
        golden(
                "ipfix-asr9006-forwarding-status-of-4-bytes",
                v4(v4(v4(Export.ipfix().template(260, V4 + " 89/4").set(260)).u32(0x40))
                                .u32(0x82))
                        .u32(0xc0));
    }

    @Test
    public void ciscoNcsTellsThePacketIntervalAlone() {
        golden(
                "ipfix-ncs-packet-interval-alone",
                v4(Export.ipfix()
                        .options(512, "144/4", "304/2 305/4")
                        .set(512)
                        .record("4:1 2:1 4:4000")
                        .template(260, V4)
                        .set(260)));
    }

    @Test
    public void ciscoAsaTellsBothDirectionsInOneRecordAndEventsWithoutCounters() {
        golden(
                "v9-asa-initiator-and-responder",
                Export.nine()
                        .template(260, "148/4 8/4 12/4 7/2 11/2 4/1 233/1 231/4 232/4 298/4 299/4")
                        .set(260)
                        .record(
                                "4:1 198.51.100.1 203.0.113.20 2:40000 2:443 1:6 1:2 4:1500 4:90000 4:12 4:70 4:2 198.51.100.2 203.0.113.20 2:40001 2:443 1:6 1:1 4:0 4:0 4:0 4:0"));
        golden(
                "v9-asa-nat-event",
                Export.nine()
                        .template(261, "8/4 12/4 7/2 11/2 4/1 230/1 225/4 323/8")
                        .set(261)
                        .record("198.51.100.1 203.0.113.20 2:40000 2:443 1:6 1:1 192.0.2.1")
                        .u64(Export.EXPORT_MILLIS));
    }

    @Test
    public void ciscoNetflowLiteSendsPiecesOfPackets() {
        golden(
                "v9-netflow-lite-frame-section",
                Export.nine()
                        .template(260, "318/4 319/4 10/2 103/2 104/42")
                        .set(260)
                        .record("4:32000 4:1000 2:7 2:1514")
                        .bytes(frame(1500, 17)));
    }

    @Test
    public void juniperMxTellsTheIntervalWithAnEmptyScope() {
        golden(
                "v9-juniper-mx-scope-of-no-length",
                v4(Export.nine()
                        .options(512, "1/0", "34/4 35/1 36/2 37/2")
                        .set(512)
                        .record("4:1000 1:2 2:60 2:15")
                        .pad(3)
                        .template(260, V4)
                        .set(260)));
    }

    @Test
    public void juniperSrxTellsTotalsInEightBytes() {
        golden(
                "v9-juniper-srx-totals-of-8-bytes",
                Export.nine()
                        .template(260, "8/4 12/4 7/2 11/2 4/1 86/8 85/8")
                        .set(260)
                        .record("198.51.100.1 203.0.113.20 2:1 2:2 1:6 8:5000000000 8:6000000000000"));
    }

    @Test
    public void juniperTellsDropsByNoNextHopAndNoOutputInterface() {
        Packet packet = v4(v4(Export.ipfix().template(260, V4 + " 15/4 14/4").set(260))
                        .record("192.0.2.254 4:0"))
                .record("0.0.0.0 4:0")
                .packet();
        Golden.datagrams(
                Decoders.fresh("no.way.is.dropped", "on"), "ipfix-juniper-drops-without-next-hop", List.of(packet));
    }

    @Test
    public void juniperPtxSendsManyRecordsOfVariableLengthInOneSet() {
        Export export = Export.ipfix().template(260, V4 + " 82/v").set(260);
        for (int i = 0; i < 20; i++) {
            v4(export).u8(i).bytes(new byte[i]);
        }
        golden("ipfix-juniper-ptx-many-records-of-variable-length", export);
    }

    @Test
    public void juniperInlineMonitoringSendsFramesWithTheirSize() {
        golden(
                "ipfix-juniper-inline-monitoring",
                Export.ipfix()
                        .options(512, "149/4", "34/4")
                        .set(512)
                        .record("4:0 4:1024")
                        .template(260, "10/4 14/4 61/1 312/2 315/v")
                        .set(260)
                        .record("4:582 4:0 1:0 2:1514 1:42")
                        .bytes(frame(1500, 17)));
    }

    @Test
    public void mikrotikTellsTheIntervalInRecordsTurnedRoundAndBothFamilies() {
        golden(
                "v9-mikrotik-interval-turned-round",
                v4(v4(Export.nine().template(260, V4 + " 34/4").set(260)).u32(0))
                        .u32(16_777_216));
        golden(
                "ipfix-mikrotik-zero-ipv6-beside-ipv4",
                Export.ipfix()
                        .template(260, "27/16 28/16 " + V4)
                        .set(260)
                        .record(
                                ":: :: 198.51.100.1 203.0.113.20 2:1 2:2 1:6 4:1 4:60 2001:db8::1 2001:db8::2 4:0 4:0 2:1 2:2 1:6 4:2 4:160"));
    }

    @Test
    public void nokiaSrTellsIntervalAndSpace() {
        golden(
                "ipfix-nokia-interval-and-space",
                v4(Export.ipfix()
                        .options(512, "302/1", "304/2 305/4 306/4")
                        .set(512)
                        .record("1:1 2:1 4:1 4:1999")
                        .template(260, V4)
                        .set(260)));
    }

    @Test
    public void pensandoNamesPortsAfterTheirProtocol() {
        Export export = Export.ipfix()
                .template(260, "8/4 12/4 4/1 180/2 181/2 182/2 183/2 2/4 1/4")
                .set(260);
        export.record("198.51.100.1 203.0.113.20 1:17 2:53 2:1053 2:0 2:0 4:1 4:60");
        export.record("198.51.100.1 203.0.113.20 1:6 2:0 2:0 2:443 2:1443 4:1 4:60");
        golden("ipfix-pensando-ports-by-protocol", export);
    }

    @Test
    public void softflowdTellsTheIntervalOfAnInterfaceNoFlowIsOf() {
        golden(
                "v9-softflowd-interval-of-interface-1",
                v4(Export.nine()
                                .options(512, "2/4", "34/4 35/1")
                                .set(512)
                                .record("4:1 4:10 1:1")
                                .pad(3)
                                .template(260, V4 + " 10/4")
                                .set(260))
                        .u32(0));
    }

    @Test
    public void yafTellsBothDirectionsWithTotals() {
        golden(
                "ipfix-yaf-reverse-totals",
                Export.ipfix()
                        .template(260, "8/4 12/4 7/2 11/2 4/1 136/1 86/8 85/8 29305:86/8 29305:85/8 6871:14/1")
                        .set(260)
                        .record("198.51.100.1 203.0.113.20 2:50000 2:53 1:17 1:3 8:2 8:132 8:2 8:4000 1:1"));
    }

    @Test
    public void tunnelsTellTheOuterHeaderBeforeTheInnerOne() {
        golden(
                "ipfix-cisco-outer-then-inner-header",
                Export.ipfix()
                        .template(260, "27/16 28/16 4/1 7/2 11/2 8/4 12/4 4/1 7/2 11/2 2/4 1/4")
                        .set(260)
                        .record(
                                "2001:db8::1 2001:db8::2 1:4 2:0 2:0 198.51.100.1 203.0.113.20 1:17 2:1024 2:862 4:7 4:700"));
    }

    @Test
    public void probesTellFragmentsAndFlagsOfTwoBytes() {
        golden(
                "ipfix-fragments-and-flags-of-2-bytes",
                v4(v4(Export.ipfix()
                                .template(260, "88/2 197/1 6/2 " + V4)
                                .set(260)
                                .record("2:0 1:0x20 2:0x12"))
                        .record("2:185 1:0 2:0")));
    }

    @Test
    public void openVswitchTellsTotalsBesideWhatWasAdded() {
        golden(
                "ipfix-ovs-totals-beside-deltas",
                v4(Export.ipfix().template(260, "85/8 86/8 " + V4).set(260).record("8:999999 8:9999")));
    }

    @Test
    public void fortinetTellsWhatLeftIt() {
        golden(
                "v9-fortinet-post-counters",
                Export.nine()
                        .template(260, "8/4 12/4 7/2 11/2 4/1 24/4 23/4")
                        .set(260)
                        .record("198.51.100.1 203.0.113.20 2:1 2:2 1:6 4:5 4:500"));
    }
}
