// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.api.testing.Hostile;
import polder.api.testing.Packet;
import polder.wire.Address;

public class DetailsTest {
    /** AS 64500 of the router, 64501 of the source, 64502 of its peer; a sequence of two, a set of two; communities, preference. */
    private static final String SYSTEMS = "0000fbf4 0000fbf5 0000fbf6";

    private static final String PATH =
            "00000002 00000002 00000002 0000fbf7 0000fbf8 00000001 00000002 0000fbf9 0000fbfa";
    private static final String REST = "00000001 fbf40001 00000064";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private List<String> details(Packet... packets) {
        List<String> found = new ArrayList<>();
        FlowBatch flows = new FlowBatch(8, full -> {
            FlowDetails details = full.details();
            for (int row = 0; row < full.size(); row++) {
                found.add("as " + details.sourceAs(row) + " " + details.targetAs(row) + " hop "
                        + new Address(details.nextHopHigh(row), details.nextHopLow(row)) + " vlan " + details.vlan(row)
                        + " in " + details.input(row) + " out " + details.output(row) + " tos " + details.tos(row));
            }
        });
        flows.detailed(true);
        PacketBatch batch = Packet.batch(List.of(packets));
        flows.of(batch);
        new SflowDecoder(folder.getRoot().toPath()).open(0).decode(batch, flows);
        flows.drain();
        return found;
    }

    private static Sflow sample() {
        return new Sflow(1).flow(100).udp(100);
    }

    @Test
    public void theSourcesAsIsNotTheRoutersAndTheTargetsIsTheLastOfThePath() {
        assertThat(details(sample().record(1003, "00000001 cb0071fe", SYSTEMS, PATH, REST)
                        .packet()))
                .containsExactly("as 64501 64506 hop 203.0.113.254 vlan 0 in 3 out 7 tos 0");
    }

    @Test
    public void aTargetWithoutAPathIsInTheRoutersAs() {
        assertThat(details(sample().record(1003, "00000000", SYSTEMS, "00000000", REST)
                        .packet()))
                .containsExactly("as 64501 64500 hop :: vlan 0 in 3 out 7 tos 0");
    }

    @Test
    public void switchAndRouterRecordsAreRead() {
        assertThat(details(sample().record(1001, "0000000a 00000001 00000014 00000001")
                        .record(1002, "00000002 20010db8000000000000000000000001 00000018 00000020")
                        .packet()))
                .containsExactly("as 0 0 hop 2001:db8::1 vlan 10 in 3 out 7 tos 0");
    }

    @Test
    public void theSampledHeaderIsTheFrame() {
        List<String> frames = new ArrayList<>();
        FlowBatch flows = new FlowBatch(8, full -> {
            FlowDetails details = full.details();
            int at = details.frameOffset(0);
            frames.add(details.frameLength(0) + " of " + details.frameWireLength(0) + " link type "
                    + details.frameLinkType(0) + " IPv4 "
                    + (full.source().bytes().getShort(at + 12) == 0x0800));
        });
        flows.detailed(true);
        PacketBatch batch = Packet.batch(List.of(sample().packet()));
        flows.of(batch);
        new SflowDecoder(folder.getRoot().toPath()).open(0).decode(batch, flows);
        flows.drain();
        assertThat(frames).containsExactly("100 of 114 link type 1 IPv4 true");
    }

    @Test
    public void interfacesThatAreNoneAreUnknown() {
        assertThat(details(new Sflow(1)
                        .flow(3, 1, 0, 0x3fff_ffff, 0x8000_0002)
                        .udp(64)
                        .flow(3, 1, 0, 0, 0x4000_0102)
                        .udp(64)
                        .packet()))
                .containsExactly(
                        "as 0 0 hop :: vlan 0 in 1073741823 out 0 tos 0", "as 0 0 hop :: vlan 0 in 0 out 0 tos 0");
    }

    @Test
    public void theDecodedRecordTellsTheTypeOfService() {
        String ipv4 = "000005dc 00000006 c6336401 cb007114 000001bb 0000c350 00000012 000000b8";
        assertThat(details(new Sflow(1).flow(1).record(3, ipv4).packet()))
                .containsExactly("as 0 0 hop :: vlan 0 in 3 out 7 tos 184");
    }

    @Test
    public void gatewaysOfVersions2And4HaveLayoutsOfTheirOwn() {
        String flat = "00000003 0000fbf7 0000fbf8 0000fbf9";
        String router = "00000001 cb0071fe 00000018 00000020";
        assertThat(details(version4(2, "00000003" + SYSTEMS + flat, "00000002" + router)))
                .containsExactly("as 64501 64505 hop 203.0.113.254 vlan 0 in 3 out 0 tos 0");
        assertThat(details(version4(4, "00000003" + SYSTEMS + PATH + REST, "00000002" + router)))
                .containsExactly("as 64501 64506 hop 203.0.113.254 vlan 0 in 3 out 0 tos 0");
    }

    @Test
    public void userAndUrlDataOfVersion4ArePassedOver() {
        String user = "00000004 00000005 6162636465000000 00000000";
        String url = "00000005 00000001 00000003 61626300";
        String switched = "00000001 0000000a 00000001 00000014 00000001";
        assertThat(details(version4(4, user, url, switched))).containsExactly("as 0 0 hop :: vlan 10 in 3 out 0 tos 0");
    }

    /** One flow sample that went out of two interfaces, with an IPv4 record, and extended data. */
    private static Packet version4(int version, String... extended) {
        String header = "0000000" + version + "00000001 c0000209 00000001 0000ea60 00000001";
        String sample = "00000001 00000001 00000003 00000200 00001000 00000000 00000003 80000002 00000002";
        String ipv4 = "000005dc 00000006 c6336401 cb007114 000001bb 0000c350 00000012 00000000";
        byte[] bytes =
                Sflow.hex(header, sample, ipv4, String.format("%08x", extended.length), String.join("", extended));
        return Packet.datagram("192.0.2.1", 50000, bytes, Sflow.AT);
    }

    @Test
    public void hostileExtendedDataGiveFlowsOrRejects() {
        Hostile.check(
                lane -> {
                    var one = new SflowDecoder(folder.getRoot().toPath()).open(lane);
                    return (packets, flows) -> {
                        flows.detailed(true);
                        one.decode(packets, flows);
                    };
                },
                List.of(
                        sample().record(1003, "00000001 cb0071fe", SYSTEMS, PATH, REST)
                                .record(1002, "00000002 20010db8000000000000000000000001 00000018 00000020")
                                .packet(),
                        version4(2, "00000003" + SYSTEMS + "00000001 0000fbf7"),
                        version4(4, "00000003" + SYSTEMS + PATH + REST, "00000004 00000002 61620000 00000000")),
                60);
    }
}
