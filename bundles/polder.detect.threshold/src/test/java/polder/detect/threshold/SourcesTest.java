// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.attack.Level;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostGroup.Heritage;
import polder.api.traffic.HostGroup.Sources;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;

/** What the number of other ends makes of a limit that is passed. */
public class SourcesTest {
    private static final Limit PACKETS = new Limit(null, new Bound(20_000, "web"), new Bound(150_000, "web"));

    private final ThresholdDetector detector = new ThresholdDetector(Judgement.of(Map.of()));

    private static HostGroup group(Sources sources) {
        return new HostGroup(
                "web",
                List.of(),
                Map.of(Metric.IN_PACKETS, PACKETS, Metric.OUT_PACKETS, new Limit(20_000, "web")),
                Map.of(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Mode.ACT,
                Mode.ACT,
                List.of(),
                new Heritage(List.of("web"), Map.of("sources.min", "base"), List.of()),
                sources);
    }

    /** A host with packets of a size, nearly all with one other end. */
    private static FakeWindow transfer(boolean in, long packets, int bytes) {
        FakeWindow window = new FakeWindow(1, group(Sources.DEFAULT));
        window.share = 0.98;
        window.sources = 3;
        return rate(window, in, packets, bytes);
    }

    private static FakeWindow rate(FakeWindow window, boolean in, long packets, int bytes) {
        long bits = packets * bytes * 8;
        window.set(0, in ? Metric.IN_PACKETS : Metric.OUT_PACKETS, packets, packets, packets);
        window.set(0, in ? Metric.IN_BITS : Metric.OUT_BITS, bits, bits, bits);
        return window;
    }

    private Level level(FakeWindow window) {
        List<Found> found = Found.by(detector, window);
        assertThat(found).hasSize(1);
        return found.get(0).level();
    }

    @Test
    public void aSpeedTestOverTheLimitIsAWarningThatSaysWhy() {
        List<Found> found = Found.by(detector, transfer(true, 56_000, 1400));
        assertThat(found).extracting(Found::level).containsExactly(Level.WARN);
        assertThat(found.get(0).limit()).isEqualTo(20_000);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming 56.0 kpps (moving average 56.0 kpps), limit 20.0 kpps of group web, 3 sources,"
                        + " a transfer: 98 % of fewer than 5 other ends (sources.min of group base)");
    }

    @Test
    public void theSameOfManySourcesIsAnAttack() {
        FakeWindow window = transfer(true, 56_000, 1400);
        window.share = 0.3;
        window.sources = 1200;
        List<Found> found = Found.by(detector, window);
        assertThat(found).extracting(Found::level).containsExactly(Level.ALERT);
        assertThat(found.get(0).reason()).endsWith("limit 20.0 kpps of group web, 1200 sources");
    }

    @Test
    public void whereTheSourcesAreNotKnownALimitIsALimit() {
        FakeWindow window = transfer(true, 56_000, 1400);
        window.share = Double.NaN;
        assertThat(level(window)).isEqualTo(Level.ALERT);
    }

    @Test
    public void aFloodOfSmallPacketsIsAnAttackFromHoweverFewItComes() {
        assertThat(level(transfer(true, 56_000, 60))).isEqualTo(Level.ALERT);
        assertThat(level(transfer(true, 56_000, 499))).isEqualTo(Level.ALERT);
        assertThat(level(transfer(true, 56_000, 500))).isEqualTo(Level.WARN);
    }

    @Test
    public void whatIsManyTimesTheLimitOrCriticalIsAnAttackFromHoweverFewItComes() {
        assertThat(level(transfer(true, 149_000, 1400))).isEqualTo(Level.WARN);
        assertThat(level(transfer(true, 151_000, 1400))).isEqualTo(Level.CRITICAL);
        detector.modified(Map.of("few.times", "3"));
        assertThat(level(transfer(true, 61_000, 1400))).isEqualTo(Level.ALERT);
    }

    @Test
    public void anAttackBesideADownloadIsFound() {
        FakeWindow window = transfer(true, 100_000, 1400);
        window.share = 0.79; // 21 kpps are of others
        assertThat(level(window)).isEqualTo(Level.ALERT);
        window.share = 0.81;
        assertThat(level(window)).isEqualTo(Level.WARN);
    }

    @Test
    public void aBackupGoingOutIsNoAttackAndAFloodAtOneVictimIs() {
        FakeWindow backup = transfer(false, 26_000, 1400);
        backup.set(0, Metric.OUT_TCP_PACKETS, 26_000, 26_000, 26_000);
        assertThat(level(backup)).isEqualTo(Level.WARN);
        FakeWindow udp = transfer(false, 26_000, 1400);
        assertThat(level(udp)).isEqualTo(Level.ALERT);
        backup.set(0, Metric.OUT_SYN_PACKETS, 26_000, 26_000, 26_000);
        assertThat(level(backup)).isEqualTo(Level.ALERT);
    }

    @Test
    public void aMinimumOfOneAsksForNone() {
        FakeWindow window = transfer(true, 56_000, 1400);
        window.groups[0] = group(new Sources(1, null));
        assertThat(level(window)).isEqualTo(Level.ALERT);
    }

    @Test
    public void tooManySourcesAreAnAttackByThemselves() {
        Limit limit = new Limit(new Bound(10_000, "web"), new Bound(20_000, "default"), null);
        FakeWindow window = new FakeWindow(1, group(new Sources(5, limit)));
        rate(window, true, 19_500, 60);
        window.share = 0.1;
        window.sources = 11_000; // no more than ten thousand and what an estimate is off by
        assertThat(Found.by(detector, window)).isEmpty();
        window.sources = 12_000;
        assertThat(level(window)).isEqualTo(Level.WARN);
        window.sources = 9500;
        assertThat(level(window)).isEqualTo(Level.WARN);
        window.sources = 8900;
        assertThat(Found.by(detector, window)).isEmpty();
        window.sources = 24_000;
        List<Found> found = Found.by(detector, window);
        assertThat(found).extracting(Found::level).containsExactly(Level.ALERT);
        assertThat(found.get(0).metric()).isNull();
        assertThat(found.get(0).observed()).isEqualTo(24_000);
        assertThat(found.get(0).limit()).isEqualTo(20_000);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming from 24000 sources, limit 20.0 k sources of group web (inherited from default):"
                        + " 19.5 kpps");
    }

    private static FakeWindow littleOver(FakeWindow window, long rate) {
        window.nanos += 100_000_000;
        return window.set(0, Metric.IN_PACKETS, rate, 5_000, rate);
    }

    @Test
    public void whatIsALittleOverItsLimitForTwoSecondsIsReported() {
        FakeWindow window = new FakeWindow(1, group(Sources.DEFAULT));
        for (int beat = 0; beat < 19; beat++) {
            assertThat(Found.by(detector, littleOver(window, 21_000))).isEmpty();
        }
        assertThat(Found.by(detector, littleOver(window, 17_000))).isEmpty();
        for (int beat = 0; beat <= 20; beat++) {
            assertThat(Found.by(detector, littleOver(window, 21_000)))
                    .as("it begins anew")
                    .hasSize(beat < 20 ? 0 : 1);
        }
    }

    @Test
    public void aSampledSecondMayBeChanceHoweverLongItIsALittleOver() {
        FakeWindow window = new FakeWindow(1, group(Sources.DEFAULT));
        window.samples[0] = 21;
        for (int beat = 0; beat <= 50; beat++) {
            assertThat(Found.by(detector, littleOver(window, 21_000))).isEmpty();
        }
    }
}
