// SPDX-License-Identifier: Apache-2.0
package polder.decode.netflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.DecoderLane;
import polder.api.flow.FlowBatch;
import polder.api.testing.Packet;

public class LagsTest {
    private static final int FIN = 0x01;
    private static final int RST = 0x04;

    private final Lags lags = new Lags();
    private final FlowBatch flows = new FlowBatch(4, full -> {});

    public LagsTest() {
        flows.of(new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, 0));
    }

    /** By how much a flow is early. */
    private int early(long age, long length, int tcpFlags) {
        flows.clear();
        flows.next(0).kind(6, tcpFlags, false).volume(1, 40);
        lags.tell(flows, age, length);
        assertThat(flows.isEarly(0)).isEqualTo(flows.aheadMillis(0) > 0);
        return flows.aheadMillis(0);
    }

    /** Flows told of 15 s after they ended, and a little more. */
    private void asUsual() {
        for (int i = 0; i < 2000; i++) {
            assertThat(early(15_000 + i % 10 * 100, 0, 0)).isZero();
        }
    }

    @Test
    public void whatIsPushedOutIsEarlyByWhatIsMissing() {
        asUsual();
        for (int i = 0; i < 64; i++) {
            early(5000, 0, 0);
        }
        assertThat(early(5000, 0, 0)).isBetween(10_000, 10_900);
        assertThat(early(14_000, 1000, 0)).isBetween(1000, 1900);
        assertThat(early(16_000, 0, 0)).isZero();
    }

    @Test
    public void afterwardsFlowsAreToldOfAsUsualAgain() {
        asUsual();
        for (int i = 0; i < 1000; i++) {
            early(300, 0, 0);
        }
        assertThat(early(300, 0, 0)).isPositive();
        for (int i = 0; i < 200; i++) {
            early(15_000, 0, 0);
        }
        asUsual();
    }

    @Test
    public void aConnectionThatEndedIsNeverEarlyAndALongFlowOnlyBesideOthers() {
        asUsual();
        for (int i = 0; i < 1000; i++) {
            assertThat(early(100, 0, FIN)).isZero();
            assertThat(early(3000, 1001, 0)).isZero();
        }
        assertThat(early(5000, 0, 0)).isZero();
        for (int i = 0; i < 100; i++) {
            early(100, 0, RST);
        }
        assertThat(early(100, 0, RST)).as("an RST alone").isPositive();
        assertThat(early(3000, 1001, 0)).isPositive();
        assertThat(early(100, 0, FIN)).isZero();
    }

    @Test
    public void anExporterThatTellsAtOnceIsNeverEarly() {
        for (int i = 0; i < 5000; i++) {
            assertThat(early(i % 900, 0, 0)).isZero();
        }
    }

    @Test
    public void timesThatCannotBeTeachNothingAndOneThatIsOddLittle() {
        asUsual();
        for (int i = 0; i < 1000; i++) {
            assertThat(early(60_001 + i * 10_000_000L, 0, 0)).isZero();
            assertThat(early(-1 - i, 0, 0)).isZero();
            assertThat(early(0, -1 - i, 0)).isZero();
        }
        early(60_000, 0, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(early(15_000, 0, 0)).isZero();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(early(0, 0, 0)).isLessThan(17_000);
        }
    }

    @Test
    public void whatIsUsualFades() {
        asUsual();
        for (int second = 0; second < 3600; second++) {
            lags.fade();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(early(100, 0, 0)).isZero();
        }
    }

    @Test
    public void recordsOfEachVersionSayHowEarlyTheyAre() {
        assertThat(aheads(true)).first().isEqualTo(0);
        assertThat(aheads(true)).last().satisfies(ahead -> assertThat(ahead).isBetween(9000, 10_000));
        assertThat(aheads(false)).last().satisfies(ahead -> assertThat(ahead).isBetween(9000, 10_000));
    }

    /** Forty seconds of flows told of after 15 s, and then a cache that is emptied of flows five seconds old. */
    private static List<Integer> aheads(boolean five) {
        List<Integer> aheads = new ArrayList<>();
        DecoderLane lane = Decoders.fresh().open(0);
        FlowBatch batch = new FlowBatch(64, full -> {
            for (int i = 0; i < full.size(); i++) {
                aheads.add(full.aheadMillis(i));
                assertThat(full.isEarly(i)).isEqualTo(full.aheadMillis(i) > 0);
            }
        });
        for (int half = 0; half < 90; half++) {
            long uptime = 100_000 + half * 500L;
            long ended = uptime - (half < 80 ? 15_000 : 5000);
            PacketBatch packets = Packet.batch(List.of(five ? five(half, uptime, ended) : nine(uptime, ended)));
            batch.of(packets);
            lane.decode(packets, batch);
            batch.drain();
        }
        return aheads;
    }

    private static Packet five(int half, long uptime, long ended) {
        Datagram datagram = new Datagram(half * 20, uptime);
        for (int i = 0; i < 20; i++) {
            datagram.record("198.51.100.1", "203.0.113." + i, 17, 53).lasted(ended, ended);
        }
        return datagram.packet();
    }

    private static Packet nine(long uptime, long ended) {
        long later = uptime - Export.UPTIME;
        Export export =
                Export.ipfix().template(256, Export.FLOW + " 152/8 153/8").set(256);
        for (int i = 0; i < 20; i++) {
            export.flow("198.51.100.1", "203.0.113." + i)
                    .u64(Export.EXPORT_MILLIS - (uptime - ended))
                    .u64(Export.EXPORT_MILLIS - (uptime - ended));
        }
        return export.arriving(Export.EXPORT_MILLIS + later);
    }
}
