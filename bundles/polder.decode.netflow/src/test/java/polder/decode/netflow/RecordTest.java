// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.api.flow.Reject;
import polder.api.testing.Allocation;
import polder.api.testing.Decoding;
import polder.api.testing.Packet;
import polder.wire.Address;

public class RecordTest {
    private final NetflowDecoder decoder = Decoders.fresh();

    @Test
    public void droppedTrafficIsMarked() {
        List<Boolean> dropped = new ArrayList<>();
        rows(
                Export.ipfix()
                        .template(256, Export.FLOW + " 89/1")
                        .set(256)
                        .flow("198.51.100.1", "203.0.113.1")
                        .u8(0x40)
                        .flow("198.51.100.1", "203.0.113.1")
                        .u8(0x82)
                        .packet(),
                false,
                flows -> {
                    for (int row = 0; row < flows.size(); row++) {
                        dropped.add(flows.isDropped(row));
                    }
                });
        assertThat(dropped).containsExactly(false, true);
    }

    @Test
    public void detailsAreReadForThoseWhoWantThem() {
        Packet packet = Export.ipfix()
                .template(
                        256, "10/4 14/4 16/4 17/4 5/1 192/1 136/1 176/1 177/1 243/2 70/3 56/6 80/6 15/4 " + Export.FLOW)
                .set(256)
                .u32(17)
                .u32(18)
                .u32(64_500)
                .u32(4_200_000_000L)
                .bytes(0xb8, 61, 3, 8, 1)
                .u16(300)
                .bytes(0x12, 0x34, 0x51)
                .bytes(2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2)
                .ip("192.0.2.254")
                .flow("198.51.100.1", "203.0.113.1")
                .packet();
        rows(packet, true, flows -> {
            FlowDetails details = flows.details();
            assertThat(List.of(details.input(0), details.output(0), details.sourceAs(0), details.targetAs(0)))
                    .containsExactly(17, 18, 64_500, (int) 4_200_000_000L);
            assertThat(List.of(details.tos(0), details.ttl(0), details.endReason(0), details.icmpType(0)))
                    .containsExactly(0xb8, 61, 3, 8);
            assertThat(List.of(details.icmpCode(0), details.vlan(0), details.mplsLabel(0)))
                    .containsExactly(1, 300, 0x12345);
            assertThat(List.of(details.sourceMac(0), details.targetMac(0)))
                    .containsExactly(0x020000000001L, 0x020000000002L);
            assertThat(new Address(details.nextHopHigh(0), details.nextHopLow(0)))
                    .isEqualTo(Address.parse("192.0.2.254"));
        });
        rows(packet, false, flows -> assertThat(flows.details().input(0)).isZero());
    }

    private void rows(Packet packet, boolean detailed, FlowBatch.Drain check) {
        boolean[] seen = {false};
        FlowBatch flows = new FlowBatch(64, batch -> {
            seen[0] |= batch.size() > 0;
            check.drain(batch);
        });
        flows.detailed(detailed);
        PacketBatch packets = Packet.batch(List.of(packet));
        flows.of(packets);
        decoder.open(0).decode(packets, flows);
        flows.drain();
        assertThat(seen[0]).isTrue();
    }

    private static Export twice(int i) {
        Export export = Export.ipfix().template(256, Export.FLOW + " 61/1").set(256);
        export.flow("198.51.100." + i % 250, "203.0." + i / 250 + ".1").u8(0);
        return export.flow("198.51.100." + i % 250, "203.0." + i / 250 + ".1").u8(1);
    }

    @Test
    public void flowsToldTwiceAreNoticedAndOneDirectionMayBeLeftOut() {
        NetflowDecoder ingress = Decoders.fresh("direction", "ingress");
        Decoding all = new Decoding(decoder);
        Decoding some = new Decoding(ingress);
        for (int i = 0; i < 2000; i++) {
            all.add(twice(i).packet());
            some.add(twice(i).packet());
        }
        assertThat(all.flows()).hasSize(4000);
        assertThat(decoder.exporters().get(0).hints()).anyMatch(hint -> hint.contains("twice"));
        assertThat(some.flows()).hasSize(2000);
        assertThat(some.rejects()).isEqualTo(Map.of(Reject.OTHER_DIRECTION, 2000L));
        assertThat(ingress.exporters().get(0).hints()).noneMatch(hint -> hint.contains("twice"));
    }

    @Test
    public void flowsOfBothDirectionsThatDifferAreNoDoubles() {
        Decoding lane = new Decoding(decoder);
        for (int i = 0; i < 4000; i++) {
            lane.add(Export.ipfix()
                    .template(256, Export.FLOW + " 61/1")
                    .set(256)
                    .flow("198.51.100." + i % 250, "203.0." + i / 250 + ".1")
                    .u8(i & 1)
                    .packet());
        }
        assertThat(decoder.exporters().get(0).hints()).noneMatch(hint -> hint.contains("twice"));
    }

    @Test
    public void countsThatCannotBeAreRefused() {
        Decoding lane = new Decoding(decoder);
        lane.add(Export.ipfix()
                .template(256, "12/4 2/8 1/8")
                .set(256)
                .ip("203.0.113.1")
                .u64(-1)
                .u64(60)
                .ip("203.0.113.1")
                .u64(1)
                .u64(1L << 48)
                .ip("203.0.113.1")
                .u64(1)
                .u64((1L << 48) - 1)
                .packet());
        assertThat(lane.flows()).extracting(Decoding.Flow::bytes).containsExactly((1L << 48) - 1);
        assertThat(lane.rejects()).isEqualTo(Map.of(Reject.MALFORMED, 2L));
    }

    @Test
    public void nothingIsAllocatedOnceTemplatesAreKnown() {
        Allocation.none(
                decoder,
                List.of(
                        full(
                                        Export.nine()
                                                .options(512, "1/4", "48/1 50/4")
                                                .set(512)
                                                .u32(0)
                                                .u8(1)
                                                .u32(100),
                                        "48/1")
                                .packet(),
                        full(Export.nine().from("192.0.2.8"), "48/1").packet(),
                        full(
                                        Export.ipfix()
                                                .options(512, "149/4", "34/4")
                                                .set(512)
                                                .u32(0)
                                                .u32(100),
                                        "61/1")
                                .packet(),
                        Export.ipfix()
                                .domain(3)
                                .template(256, "83/v " + Export.FLOW)
                                .set(256)
                                .u8(2)
                                .u16(1)
                                .flow("198.51.100.1", "203.0.113.1")
                                .packet(),
                        Export.ipfix()
                                .domain(4)
                                .set(256)
                                .flow("198.51.100.1", "203.0.113.1")
                                .packet()));
    }

    private static Export full(Export export, String more) {
        export.template(256, Export.FLOW + " 22/4 21/4 " + more).set(256);
        for (int i = 0; i < 10; i++) {
            export.flow("198.51.100.1", "203.0.113." + i)
                    .u32(Export.UPTIME - 9000)
                    .u32(Export.UPTIME - 1000)
                    .u8(i & 1);
        }
        return export;
    }
}
