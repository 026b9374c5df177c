// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.BeforeClass;
import org.junit.Test;
import polder.decode.netflow.VirtualNetflow;
import polder.decode.packet.PacketDecoder;
import polder.decode.sflow.SflowDecoder;
import polder.wire.Address;

public class SourceTest {
    @BeforeClass
    public static void nothingIsKeptFromBefore() {
        System.setProperty("karaf.data", "/nonexistent");
    }

    @Test
    public void everyFrameIsReadAsWhatItIs() {
        Decoded decoded = new Decoded(new PacketDecoder().open(0));
        Truth truth = new Truth(new FrameFeed(decoded));
        ScenarioTest.small(3).play(truth);
        assertThat(decoded.rejects()).isZero();
        assertThat(decoded.packetsTo).isEqualTo(truth.packetsTo);
        assertThat(decoded.bytesTo).isEqualTo(truth.bytesTo);
        assertThat(decoded.packetsOfProtocol.keySet()).containsExactlyInAnyOrder(1, 6, 17, 47, 58);
        assertThat(decoded.fragments).isPositive();
    }

    @Test
    public void netflowTellsOfEveryPacketOnce() {
        Decoded decoded = new Decoded(VirtualNetflow.decoder(Map.of("service.pid", "polder.decode.netflow"))
                .open(0));
        NetflowFeed feed = new NetflowFeed(decoded);
        Truth truth = new Truth(feed);
        Scenario scenario = ScenarioTest.small(4);
        scenario.play(truth);
        feed.flush(Scenario.BEGIN + scenario.seconds() * Scenario.SECOND);
        assertThat(decoded.rejects()).isZero();
        assertThat(feed.exported()).isEqualTo(truth.packets);
        assertThat(decoded.packetsTo).isEqualTo(truth.packetsTo);
        assertThat(decoded.bytesTo).isEqualTo(truth.bytesTo);
        assertThat(decoded.rows).isLessThan(truth.packets);
    }

    @Test
    public void samplesArePickedWithoutABias() {
        Decoded decoded = new Decoded(new SflowDecoder().open(0));
        SflowFeed feed = new SflowFeed(decoded, 100, 5);
        Truth truth = new Truth(feed);
        ScenarioTest.small(5).play(truth);
        assertThat(decoded.rejects()).isZero();
        assertThat(feed.pool()).isEqualTo(truth.packets);
        double mean = truth.packets / 100.0;
        assertThat((double) feed.taken()).isCloseTo(mean, within(4 * Math.sqrt(mean)));
        truth.packetsTo.forEach((to, packets) -> {
            if (packets > 20_000) {
                double expected = packets;
                assertThat((double) decoded.packetsTo.getOrDefault(to, 0L))
                        .as(to.toString())
                        .isCloseTo(expected, within(5 * Math.sqrt(expected * 100)));
            }
        });
    }

    @Test
    public void samplesComeAsIrregularlyAsChanceHasIt() {
        int[] taken = new int[2000];
        SflowFeed feed = new SflowFeed(new Decoded(new SflowDecoder().open(0)), 1000, 6);
        Parcel parcel = new Parcel();
        parcel.toLow = Address.low4(0x0a00_0001);
        parcel.fromLow = Address.low4(0x0b00_0001);
        parcel.protocol = 17;
        parcel.length = 100;
        parcel.count = 100;
        long before = 0;
        for (int i = 0; i < taken.length; i++) {
            for (int j = 0; j < 200; j++) {
                feed.packets(parcel);
            }
            taken[i] = (int) (feed.taken() - before);
            before = feed.taken();
        }
        double mean = (double) before / taken.length;
        double variance = 0;
        for (int one : taken) {
            variance += (one - mean) * (one - mean) / (taken.length - 1);
        }
        assertThat(mean).isCloseTo(20, within(0.5));
        assertThat(variance).isCloseTo(20, within(2.5));
    }
}
