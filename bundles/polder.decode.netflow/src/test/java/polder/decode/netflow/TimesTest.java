// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import polder.api.flow.FlowBatch;
import polder.api.testing.Decoding;
import polder.api.testing.Packet;

/** When flows were, by our clock, in every way exporters tell it. */
public class TimesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NTP = 2_208_988_800L;

    private final NetflowDecoder decoder = Decoders.fresh();
    private final Decoding lane = new Decoding(decoder);

    /** A flow that ended two seconds before it was exported and lasted ten. */
    private static Export flow(Export export, String times) {
        return export.template(256, Export.FLOW + " " + times).set(256).flow("198.51.100.1", "203.0.113.1");
    }

    private void assertLasted(Export export) {
        lane.forget();
        lane.add(export.packet());
        long arrived = (Export.EXPORT_MILLIS + 1) * 1_000_000;
        Decoding.Flow flow = lane.flows().get(0);
        assertThat(flow.endNanos()).isEqualTo(arrived - 2 * SECOND);
        assertThat(flow.startNanos()).isEqualTo(arrived - 12 * SECOND);
    }

    @Test
    public void uptimes() {
        assertLasted(
                flow(Export.nine(), "22/4 21/4").u32(Export.UPTIME - 12_000).u32(Export.UPTIME - 2000));
    }

    @Test
    public void uptimesOfIpfixCountFromTheBootThatOptionsTell() {
        assertLasted(flow(
                        Export.ipfix()
                                .options(512, "149/4", "160/8")
                                .set(512)
                                .u32(0)
                                .u64(Export.BOOT_MILLIS),
                        "22/4 21/4")
                .u32(Export.UPTIME - 12_000)
                .u32(Export.UPTIME - 2000));
    }

    @Test
    public void timesOfDay() {
        long end = Export.EXPORT_MILLIS - 2000;
        long start = end - 10_000;
        assertLasted(flow(Export.ipfix(), "150/4 151/4").u32(start / 1000).u32(end / 1000));
        assertLasted(flow(Export.ipfix(), "152/8 153/8").u64(start).u64(end));
        assertLasted(flow(Export.ipfix(), "154/8 155/8")
                .u64((start / 1000 + NTP) << 32)
                .u64((end / 1000 + NTP) << 32));
        assertLasted(flow(Export.ipfix(), "156/8 157/8")
                .u64((start / 1000 + NTP) << 32)
                .u64((end / 1000 + NTP) << 32));
        assertLasted(flow(Export.ipfix(), "158/4 159/4").u32(12_000_000).u32(2_000_000));
        assertLasted(flow(Export.ipfix(), "152/8 161/4").u64(start).u32(10_000));
        assertLasted(flow(Export.ipfix(), "161/4 153/8").u32(10_000).u64(end));
        assertLasted(flow(Export.nine(), "152/8 153/8").u64(start).u64(end));
    }

    @Test
    public void theClockOfTheExporterDoesNotMatter() {
        lane.add(flow(Export.ipfix(), "152/8 153/8")
                .u64(Export.EXPORT_MILLIS - 12_000)
                .u64(Export.EXPORT_MILLIS - 2000)
                .arriving(Export.EXPORT_MILLIS + 7_200_000));
        long arrived = (Export.EXPORT_MILLIS + 7_200_000) * 1_000_000;
        assertThat(lane.flows().get(0).endNanos()).isEqualTo(arrived - 2 * SECOND);
        assertThat(decoder.exporters().get(0).clockSkewMillis()).isEqualTo(-7_199_500);
        assertThat(decoder.exporters().get(0).hints()).anyMatch(hint -> hint.contains("2h") || hint.contains("1h59m"));
    }

    @Test
    public void withoutTimesItIsOfItsArrival() {
        lane.add(Export.ipfix()
                .template(256, Export.FLOW)
                .set(256)
                .flow("198.51.100.1", "203.0.113.1")
                .packet());
        long arrived = (Export.EXPORT_MILLIS + 1) * 1_000_000;
        assertThat(lane.flows().get(0).startNanos()).isEqualTo(arrived);
        assertThat(lane.flows().get(0).endNanos()).isEqualTo(arrived);
    }

    @Test
    public void noFlowLastsLongerThanTheActiveTimeoutOfItsCfg() {
        NetflowDecoder clipped = Decoders.fresh("active.timeout", "60s");
        Decoding clippedLane = new Decoding(clipped);
        clippedLane.add(flow(Export.ipfix(), "152/8 153/8")
                .u64(Export.EXPORT_MILLIS - 7_000_000)
                .u64(Export.EXPORT_MILLIS - 1000)
                .packet());
        clippedLane.add(
                new Datagram(0, 7_200_000).records(1).lasted(1000, 7_199_000).packet());
        assertThat(clippedLane.flows()).allMatch(flow -> flow.endNanos() - flow.startNanos() == 60 * SECOND);
        assertThat(clipped.exporters().get(0).hints()).anyMatch(hint -> hint.contains("active timeout"));
    }

    @Test
    public void timesThatCannotBeAreOfTheArrival() {
        lane.add(flow(Export.ipfix(), "152/8 153/8").u64(-1).u64(Long.MIN_VALUE).packet());
        lane.add(flow(Export.ipfix(), "152/8 153/8")
                .u64(Export.EXPORT_MILLIS + 5000)
                .u64(Export.EXPORT_MILLIS + 4000)
                .packet());
        long arrived = (Export.EXPORT_MILLIS + 1) * 1_000_000;
        assertThat(lane.flows()).allMatch(flow -> flow.endNanos() == arrived && flow.startNanos() == arrived);
    }

    /** A probe that was silent sends three flows in one burst; by its clock they ended 0, 4 and 10 s after each other. */
    @Test
    public void aBurstIsPlayedOutAtThePaceOfTheExportersClock() {
        long end = Export.EXPORT_MILLIS - 20_000;
        Export export =
                Export.ipfix().template(256, Export.FLOW + " 152/8 153/8").set(256);
        for (int after : new int[] {4000, 0, 10_000}) {
            export.flow("198.51.100.1", "203.0.113.1").u64(end + after).u64(end + after);
        }
        assertThat(ahead(export.packet())).containsExactly(4000, 0, 10_000);
    }

    @Test
    public void whatWaitedForItsTemplateIsPlayedOutAtThePaceItCame() {
        lane.add(Export.ipfix().set(256).flow("198.51.100.1", "203.0.113.1").arriving(Export.EXPORT_MILLIS));
        lane.add(Export.ipfix().set(256).flow("198.51.100.1", "203.0.113.1").arriving(Export.EXPORT_MILLIS + 7000));
        assertThat(ahead(Export.ipfix().template(256, Export.FLOW).arriving(Export.EXPORT_MILLIS + 8000)))
                .containsExactly(0, 7000);
    }

    private List<Integer> ahead(Packet packet) {
        List<Integer> ahead = new ArrayList<>();
        FlowBatch flows = new FlowBatch(64, batch -> {
            for (int row = 0; row < batch.size(); row++) {
                ahead.add(batch.aheadMillis(row));
            }
        });
        lane.forget();
        flows.of(Packet.batch(List.of(packet)));
        decoder.open(0).decode(Packet.batch(List.of(packet)), flows);
        flows.drain();
        return ahead;
    }
}
