// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;

/** Traffic of which one packet in many is seen. */
public class SampledTest {
    private static final int SAMPLING = 1000;
    private static final int BEATS = 10;
    private static final double SECONDS = 5;
    private static final HostGroup WEB = Found.group(
            "web",
            Map.of(Metric.IN_PACKETS, new Limit(50_000, "web"), Metric.IN_UDP_PACKETS, new Limit(20_000, "default")));

    private final ThresholdDetector detector = new ThresholdDetector(Judgement.of(Map.of()));

    private List<Found> inspect(FakeWindow window) {
        return Found.by(detector, window);
    }

    private static FakeWindow one() {
        return new FakeWindow(1, WEB);
    }

    @Test
    public void theLowerBoundDecides() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 53_500, 53_500, 53_500);
        window.samples[0] = 1600; // 1495 at the limit, and three standard errors are 116
        assertThat(inspect(window)).isEmpty();
        window.set(0, Metric.IN_PACKETS, 56_000, 56_000, 56_000);
        List<Found> found = inspect(window);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).fired().samples()).isEqualTo(1600);
        assertThat(found.get(0).reason())
                .isEqualTo("incoming 56.0 kpps (moving average 56.0 kpps), limit 50.0 kpps of group web,"
                        + " 1600 samples ±5 %");
    }

    @Test
    public void aSampledFloodIsHeldToItsLowerBoundInTheFastWayToo() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 60_000, 0, 600_000);
        window.samples[0] = 900; // 750 at the limit, and 5.5 standard errors are 151
        assertThat(inspect(window)).isEmpty();
        window.samples[0] = 920;
        assertThat(inspect(window)).hasSize(1);
    }

    @Test
    public void anAverageStandsOnTheSamplesOfAllItsTime() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 60_000, 60_000, 60_000);
        window.samples[0] = 60;
        assertThat(inspect(window)).isEmpty();
        window.averageSamples[0] = 600;
        assertThat(inspect(window)).hasSize(1);
    }

    @Test
    public void aClassOfTrafficStandsOnItsShareOfTheSamples() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 48_000, 48_000, 48_000)
                .set(0, Metric.IN_UDP_PACKETS, 24_000, 24_000, 24_000);
        window.samples[0] = 500; // half of them udp: 208 at the limit, and three standard errors are 43
        assertThat(inspect(window)).isEmpty();
        window.samples[0] = 600;
        assertThat(inspect(window)).hasSize(1);
        window.samples[0] = 0;
        assertThat(inspect(window)).extracting(Found::metric).containsExactly(Metric.IN_UDP_PACKETS);
    }

    @Test
    public void nothingIsReportedOnFewerSamplesThanAreAskedFor() {
        FakeWindow window = one().set(0, Metric.IN_PACKETS, 5_000_000, 5_000_000, 5_000_000);
        window.samples[0] = 19;
        assertThat(inspect(window)).isEmpty();
        window.samples[0] = 20;
        assertThat(inspect(window)).hasSize(1);
        detector.modified(Map.of("samples.min", "100"));
        window = one().set(0, Metric.IN_UDP_PACKETS, 5_000_000, 5_000_000, 5_000_000);
        window.samples[0] = 99;
        assertThat(inspect(window)).isEmpty();
    }

    /** The beats of a host with sampled traffic, as polder.traffic counts them. */
    private static final class Host {
        private final Random random = new Random(1);
        private final int[] beats = new int[BEATS];
        private int at;
        private int second;
        private double average;
        private double variance;

        void beat(double rate, FakeWindow window) {
            int seen = poisson(rate / SAMPLING / BEATS);
            at = (at + 1) % BEATS;
            second += seen - beats[at];
            beats[at] = seen;
            double decay = Math.exp(-1.0 / BEATS / SECONDS);
            average = average * decay + seen * BEATS * (1 - decay);
            variance = variance * decay * decay + seen * (BEATS * (1 - decay)) * (BEATS * (1 - decay));
            long scaled = Math.round(average * SAMPLING);
            window.set(0, Metric.IN_PACKETS, (long) second * SAMPLING, scaled, (long) seen * BEATS * SAMPLING);
            window.samples[0] = second;
            window.averageSamples[0] = Math.round(average * average / Math.max(variance, 1e-9));
            window.nanos += 1_000_000_000 / BEATS;
        }

        private int poisson(double mean) {
            double limit = Math.exp(-mean);
            double product = random.nextDouble();
            int count = 0;
            while (product > limit) {
                product *= random.nextDouble();
                count++;
            }
            return count;
        }
    }

    @Test
    public void aHostAtThreeQuartersOfItsLimitIsQuietForADay() {
        FakeWindow window = new FakeWindow(1, Found.group("web", Map.of(Metric.IN_PACKETS, new Limit(20_000, "web"))));
        Host host = new Host();
        int naive = 0;
        int reported = 0;
        for (int beat = 0; beat < 24 * 3600 * BEATS; beat++) {
            host.beat(15_000, window);
            naive += beat % BEATS == 0 && window.rate(0, Metric.IN_PACKETS) > 20_000 ? 1 : 0;
            reported += inspect(window).size();
        }
        System.out.printf(
                "15 kpps of 20 kpps, 1:1000, a day: %d alarms; a limit on each second alone: %d%n", reported, naive);
        assertThat(reported).isZero();
        assertThat(naive).isGreaterThan(1000);
    }

    @Test
    public void aSampledFloodIsFoundWithinSeconds() {
        for (int times : new int[] {2, 3, 5, 10}) {
            FakeWindow window =
                    new FakeWindow(1, Found.group("web", Map.of(Metric.IN_PACKETS, new Limit(20_000, "web"))));
            Host host = new Host();
            for (int beat = 0; beat < 60 * BEATS; beat++) {
                host.beat(5_000, window);
                assertThat(inspect(window)).isEmpty();
            }
            int beats = 0;
            do {
                host.beat(20_000.0 * times, window);
                beats++;
            } while (inspect(window).isEmpty() && beats < 60 * BEATS);
            System.out.printf("%d times a limit of 20 kpps, 1:1000: found after %.1f s%n", times, beats / 10.0);
            assertThat(beats).isLessThan((times == 2 ? 8 : times == 3 ? 3 : 1) * BEATS + 1);
        }
    }
}
