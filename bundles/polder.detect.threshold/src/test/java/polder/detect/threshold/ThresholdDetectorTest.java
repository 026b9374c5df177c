// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.config.Quantity;
import polder.api.config.SettingsException;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;

public class ThresholdDetectorTest {
    private static final HostGroup WEB = new HostGroup(
            "web",
            List.of(),
            Map.of(
                    Metric.IN_PACKETS, new Limit(50_000, "web"),
                    Metric.IN_UDP_PACKETS, new Limit(20_000, "default"),
                    Metric.OUT_BITS, new Limit(1_000_000_000, "web")),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    private final ThresholdDetector detector = new ThresholdDetector(2);

    private record Found(int row, Metric metric, long observed, long limit, String reason) {}

    private List<Found> inspect(FakeWindow window) {
        List<Found> found = new ArrayList<>();
        detector.inspect(window, (row, fired) -> {
            found.add(new Found(row, fired.metric(), fired.observed(), fired.limit(), fired.reason()));
        });
        return found;
    }

    private static FakeWindow one() {
        return new FakeWindow(1, WEB);
    }

    @Test
    public void aHostWithinItsLimitsIsNotReported() {
        assertThat(inspect(one().set(0, Metric.IN_PACKETS, 50_000, 50_000, 50_000)))
                .isEmpty();
    }

    @Test
    public void anAverageOverTheLimitIsReported() {
        assertThat(inspect(one().set(0, Metric.IN_PACKETS, 49_000, 50_001, 0)))
                .extracting(Found::metric, Found::observed, Found::limit)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Metric.IN_PACKETS, 50_001L, 50_000L));
    }

    @Test
    public void aFloodIsReportedBeforeItsAverageRises() {
        List<Found> found = inspect(one().set(0, Metric.IN_UDP_PACKETS, 21_000, 4_200, 105_000));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).observed()).isEqualTo(21_000);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming udp 21.0 kpps, rising: 105 kpps in the last beat (moving average 4.20 kpps),"
                        + " limit 20.0 kpps of group web (inherited from default)");
    }

    @Test
    public void aShortBurstThatFillsNoSecondIsNotReported() {
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 14_000, 2_000, 1_400_000)))
                .isEmpty();
    }

    @Test
    public void aSecondALittleOverTheLimitWaitsForTheAverage() {
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 15_000, 39_999)))
                .isEmpty();
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 15_000, 40_000)))
                .hasSize(1);
    }

    @Test
    public void theMetricFurthestOverItsLimitIsReportedAndTheOthersMentioned() {
        List<Found> found = inspect(one().set(0, Metric.IN_PACKETS, 110_000, 60_000, 110_000)
                .set(0, Metric.IN_UDP_PACKETS, 104_000, 31_000, 104_000));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).metric()).isEqualTo(Metric.IN_UDP_PACKETS);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming udp 104 kpps (moving average 31.0 kpps), limit 20.0 kpps of group web"
                        + " (inherited from default), and over 1 other limit");
    }

    @Test
    public void theNoiseOfSampledTrafficRaisesNothing() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 52_000, 52_000, 52_000);
        window.samples[0] = 1200; // ±6 %
        assertThat(inspect(window)).isEmpty();
        window.set(0, Metric.IN_PACKETS, 54_000, 54_000, 54_000);
        List<Found> found = inspect(window);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming 54.0 kpps (moving average 54.0 kpps), limit 50.0 kpps of group web,"
                        + " 1200 samples ±6 %");
    }

    @Test
    public void aSampledFloodIsHeldToItsLowerBoundInTheFastWayToo() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 60_000, 0, 600_000);
        window.samples[0] = 60; // ±25 %
        assertThat(inspect(window)).isEmpty();
        window.samples[0] = 600; // ±8 %
        assertThat(inspect(window)).hasSize(1);
    }

    @Test
    public void aClassOfTrafficStandsOnItsShareOfTheSamples() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 48_000, 48_000, 48_000)
                .set(0, Metric.IN_UDP_PACKETS, 24_000, 24_000, 24_000);
        window.samples[0] = 180; // half of them udp: ±21 %, over the limit by 20 %
        assertThat(inspect(window)).isEmpty();
        window.samples[0] = 360;
        assertThat(inspect(window)).hasSize(1);
        window.samples[0] = 0;
        assertThat(inspect(window)).isEmpty();
    }

    @Test
    public void onlyHostsAreJudged() {
        FakeWindow window = new FakeWindow(4, WEB);
        for (int row = 0; row < 4; row++) {
            window.scopes[row] = Scope.values()[row];
            window.set(row, Metric.IN_PACKETS, 90_000, 90_000, 90_000);
        }
        assertThat(inspect(window)).extracting(Found::row).containsExactly(0);
    }

    @Test
    public void eachRowIsJudgedByItsOwnGroup() {
        HostGroup quiet = new HostGroup(
                "quiet", List.of(), Map.of(Metric.IN_PACKETS, new Limit(10, "quiet")), Duration.ZERO, Duration.ZERO);
        HostGroup free = new HostGroup("free", List.of(), Map.of(), Duration.ZERO, Duration.ZERO);
        FakeWindow window = new FakeWindow(5, WEB);
        for (int row = 0; row < 5; row++) {
            window.groups[row] = row % 2 == 0 ? quiet : free;
            window.set(row, Metric.IN_PACKETS, 90_000, 90_000, 90_000);
        }
        assertThat(inspect(window)).extracting(Found::row).containsExactly(0, 2, 4);
    }

    @Test
    public void aWrongConfigurationIsRefusedAndTheLastGoodOneGoesOn() {
        assertThatThrownBy(() -> new ThresholdDetector(null, Map.of("burst", "loud")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("burst = loud is not accepted");
        assertThatThrownBy(() -> new ThresholdDetector(null, Map.of("brust", "3")))
                .hasMessageContaining("did you mean burst?");
        detector.modified(Map.of("burst", "10"));
        detector.modified(Map.of("burst", "0.5"));
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 0, 199_999)))
                .isEmpty();
        assertThat(inspect(one().set(0, Metric.IN_UDP_PACKETS, 30_000, 0, 200_000)))
                .hasSize(1);
    }

    @Test
    public void ratesAreWrittenAsEverywhereElse() {
        for (long value : new long[] {
            0, 7, 999, 1000, 1006, 1234, 9994, 9995, 9999, 99_949, 99_950, 999_499, 999_500, 5_000_000_001L, 1L << 62
        }) {
            List<Found> found = inspect(one().set(0, Metric.OUT_BITS, value, 2_000_000_000, 0));
            assertThat(found.get(0).reason())
                    .startsWith("outgoing " + Quantity.human(value, "bps") + " (moving average 2.00 Gbps), ");
        }
    }
}
