// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import polder.api.attack.Level;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;

/** Warn, alert and critical, and how they are left. */
public class LevelsTest {
    private static final HostGroup WEB = Found.group(
            "web",
            Map.of(
                    Metric.IN_PACKETS,
                    new Limit(new Bound(15_000, "web"), new Bound(20_000, "web"), new Bound(100_000, "default"))));

    private final ThresholdDetector detector = new ThresholdDetector(Judgement.of(Map.of()));
    private final FakeWindow window = new FakeWindow(1, WEB);

    /** A beat in which a host has had a rate for long. */
    private @Nullable Level beat(long rate) {
        window.nanos += 100_000_000;
        List<Found> found = Found.by(detector, window.set(0, Metric.IN_PACKETS, rate, rate, rate));
        assertThat(found).hasSizeLessThan(2);
        return found.isEmpty() ? null : found.get(0).level();
    }

    @Test
    public void aRateIsAtTheHighestLevelItHasReached() {
        assertThat(beat(15_000)).isNull();
        assertThat(beat(15_001)).isEqualTo(Level.WARN);
        assertThat(beat(20_001)).isEqualTo(Level.ALERT);
        assertThat(beat(100_001)).isEqualTo(Level.CRITICAL);
    }

    @Test
    public void aLevelIsLeftBelowAShareOfItsLimitOnly() {
        assertThat(beat(20_001)).isEqualTo(Level.ALERT);
        assertThat(beat(18_001)).isEqualTo(Level.ALERT);
        assertThat(beat(18_000)).isEqualTo(Level.WARN);
        assertThat(beat(19_999)).isEqualTo(Level.WARN);
        assertThat(beat(13_501)).isEqualTo(Level.WARN);
        assertThat(beat(13_500)).isNull();
        assertThat(detector.held()).isEqualTo(1);
    }

    @Test
    public void aLevelLeftIsReachedAnewByItsLimit() {
        assertThat(beat(20_001)).isEqualTo(Level.ALERT);
        assertThat(beat(1_000)).isNull();
        window.nanos += 1_500_000_000;
        assertThat(beat(14_999)).isNull();
        assertThat(detector.held()).isZero();
    }

    @Test
    public void eachLevelSaysItsLimitAndWhoGaveIt() {
        beat(100_001);
        window.set(0, Metric.IN_PACKETS, 95_000, 95_000, 95_000);
        assertThat(Found.by(detector, window).get(0).reason())
                .isEqualTo(
                        "incoming 95.0 kpps (moving average 95.0 kpps), not yet well below critical limit 100 kpps of"
                                + " group web (inherited from default)");
        window.set(0, Metric.IN_PACKETS, 17_000, 17_000, 17_000);
        assertThat(Found.by(detector, window).get(0).fired().limit()).isEqualTo(15_000);
    }

    @Test
    public void theShareCanBeSet() {
        detector.modified(Map.of("leave", "50%"));
        assertThat(beat(20_001)).isEqualTo(Level.ALERT);
        assertThat(beat(10_001)).isEqualTo(Level.ALERT);
        assertThat(beat(10_000)).isEqualTo(Level.WARN);
    }

    @Test
    public void whatIsLeftIsKeptApartForEachMetricAndHost() {
        HostGroup group = Found.group(
                "web",
                Map.of(Metric.IN_PACKETS, new Limit(1000, "web"), Metric.IN_TCP_PACKETS, new Limit(1000, "web")));
        FakeWindow two = new FakeWindow(2, group);
        two.set(0, Metric.IN_PACKETS, 2000, 2000, 2000).set(1, Metric.IN_TCP_PACKETS, 2000, 2000, 2000);
        assertThat(Found.by(detector, two)).hasSize(2);
        for (int row = 0; row < 2; row++) {
            two.set(row, Metric.IN_PACKETS, 950, 950, 950).set(row, Metric.IN_TCP_PACKETS, 950, 950, 950);
        }
        assertThat(Found.by(detector, two))
                .extracting(one -> one.row() + " " + one.metric())
                .containsExactly("0 IN_PACKETS", "1 IN_TCP_PACKETS");
    }

    @Test
    public void aNewConfigurationOfTheGroupChangesNoLevelThatStillHolds() {
        assertThat(beat(20_001)).isEqualTo(Level.ALERT);
        window.groups[0] = Found.group("web", Map.of(Metric.IN_PACKETS, new Limit(20_500, "web")));
        assertThat(beat(19_000)).isEqualTo(Level.ALERT);
        window.groups[0] = Found.group("web", Map.of(Metric.IN_PACKETS, new Limit(40_000, "web")));
        assertThat(beat(19_000)).isNull();
    }
}
