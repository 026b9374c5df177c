// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;

/** What FastNetMon means by its thresholds, where we mean the same. The differences are in docs/detection.md. */
public class FastNetMonTest {
    private static final long MBPS = 1_000_000;

    private final ThresholdDetector detector = new ThresholdDetector(Judgement.of(Map.of()));

    private List<Found> average(HostGroup group, Metric metric, long rate) {
        return Found.by(detector, new FakeWindow(1, group).set(0, metric, rate, rate, rate));
    }

    @Test
    public void aLimitIsPassedAndNotReached() {
        HostGroup packets = Found.group("g", Map.of(Metric.IN_PACKETS, new Limit(20_000, "g")));
        assertThat(average(packets, Metric.IN_PACKETS, 20_000)).isEmpty();
        assertThat(average(packets, Metric.IN_PACKETS, 20_001)).hasSize(1);
        HostGroup flows = Found.group("g", Map.of(Metric.IN_FLOWS, new Limit(3500, "g")));
        assertThat(average(flows, Metric.IN_FLOWS, 3500)).isEmpty();
        assertThat(average(flows, Metric.IN_FLOWS, 3501)).hasSize(1);
    }

    /** There a rate is cut to whole mbps first, so that 1000.9 mbps pass no threshold of 1000. */
    @Test
    public void aThousandMbpsDoNotPassAThousandAndOneMoreDoes() {
        HostGroup group = Found.group("g", Map.of(Metric.IN_BITS, new Limit(1000 * MBPS, "g")));
        assertThat(average(group, Metric.IN_BITS, 1000 * MBPS)).isEmpty();
        assertThat(average(group, Metric.IN_BITS, 1000 * MBPS + 1)).hasSize(1);
        assertThat(average(group, Metric.IN_BITS, 1001 * MBPS)).hasSize(1);
    }

    /** There one threshold is for both directions, and which one it was is not kept. */
    @Test
    public void aDirectionIsJudgedByItsOwnLimit() {
        HostGroup group = Found.group(
                "g", Map.of(Metric.IN_PACKETS, new Limit(20_000, "g"), Metric.OUT_PACKETS, new Limit(40_000, "g")));
        assertThat(average(group, Metric.IN_PACKETS, 30_000))
                .extracting(Found::metric)
                .containsExactly(Metric.IN_PACKETS);
        assertThat(average(group, Metric.OUT_PACKETS, 30_000)).isEmpty();
        assertThat(average(group, Metric.OUT_PACKETS, 50_000))
                .extracting(Found::metric)
                .containsExactly(Metric.OUT_PACKETS);
    }

    /** There the first of nine in a fixed order ends the search. */
    @Test
    public void allThatIsPassedIsTold() {
        HostGroup group = Found.group(
                "g", Map.of(Metric.IN_PACKETS, new Limit(20_000, "g"), Metric.IN_UDP_BITS, new Limit(100 * MBPS, "g")));
        FakeWindow window = new FakeWindow(1, group)
                .set(0, Metric.IN_PACKETS, 30_000, 30_000, 30_000)
                .set(0, Metric.IN_UDP_BITS, 300 * MBPS, 300 * MBPS, 300 * MBPS);
        assertThat(Found.by(detector, window))
                .extracting(Found::metric)
                .containsExactly(Metric.IN_UDP_BITS, Metric.IN_PACKETS);
    }

    /** Its switches {@code ban_for_...} and {@code enable_ban}. */
    @Test
    public void whatIsSwitchedOffRaisesNothing() {
        assertThat(average(Found.group("g", Map.of()), Metric.IN_PACKETS, 30_000))
                .isEmpty();
        HostGroup off =
                Found.group("g", Map.of(Metric.IN_PACKETS, new Limit(20_000, "g")), Map.of(), Mode.OFF, Mode.OFF);
        assertThat(average(off, Metric.IN_PACKETS, 30_000)).isEmpty();
    }

    /** There the average alone decides, two seconds and more after the start. */
    @Test
    public void aFloodFarOverItsLimitIsFoundInItsFirstSecond() {
        HostGroup group = Found.group("g", Map.of(Metric.IN_PACKETS, new Limit(20_000, "g")));
        FakeWindow window = new FakeWindow(1, group);
        double average = 0;
        int beats = 0;
        do {
            beats++;
            average = 100_000 + Math.exp(-0.1 / 5) * (average - 100_000);
            window.set(0, Metric.IN_PACKETS, beats * 10_000L, (long) average, 100_000);
        } while (Found.by(detector, window).isEmpty());
        assertThat(beats).isEqualTo(3);
        assertThat(average).isLessThan(20_000);
    }
}
