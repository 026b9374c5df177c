// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.Test;
import polder.wire.Prefix;

/** A /24 seen through sampling 1:1000, samples arriving by chance. */
public class SampledPrefixTest {
    private static final int ONE_IN = 1000;
    private static final int HOSTS = 200;
    private static final long BASE = Prefix.parse("10.0.161.0/24").base().low();

    private final SplittableRandom random = new SplittableRandom(7);
    /** Samples of each host, in each beat of the last second. */
    private final int[][] beats = new int[10][HOSTS];

    private int beat;

    /** A beat of so many packets a second, given to hosts by chance. */
    private void show(FakeWindow window, double packetsPerSecond) {
        int[] now = beats[beat++ % beats.length];
        Arrays.fill(now, 0);
        for (int left = poisson(packetsPerSecond / ONE_IN / 10); left > 0; left--) {
            now[random.nextInt(HOSTS)]++;
        }
        for (int host = 0; host < HOSTS; host++) {
            int samples = 0;
            for (int[] one : beats) {
                samples += one[host];
            }
            window.host(0, BASE + host, (long) samples * ONE_IN, samples, FakeWindow.WEB);
        }
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    @Test
    public void aCarpetOfFiveTimesTheLimitOfAHostIsFoundWithinSecondsEachTime() {
        double worst = 0;
        for (int carpet = 0; carpet < 100; carpet++) {
            Found found =
                    new Found().play(11, window -> show(window, 1000)).mark().play(5, window -> show(window, 100_000));
            assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
            worst = Math.max(worst, found.first.get("10.0.161.0/24").second());
        }
        System.out.printf(
                "100 carpets of 100 kpps, limit 60 kpps more than is usual, 1:1000: found after %.1f s at most%n",
                worst);
        assertThat(worst).isLessThan(4);
    }

    @Test
    public void aCarpetThatBeginsAsSoonAsSomethingIsUsualIsNotTakenForUsual() {
        for (int carpet = 0; carpet < 20; carpet++) {
            Found found = new Found().play(10.5, window -> show(window, 1000)).play(20, window -> show(window, 80_000));
            assertThat(found.prefixes()).containsExactly("10.0.161.0/24");
        }
    }

    @Test
    public void chanceAloneReportsNothing() {
        int seconds = Integer.getInteger("polder.seconds", 3600);
        for (double share : new double[] {0.8, 0.9, 1}) {
            Found found = new Found("limit.24.in.packets", "60kpps", "factor", "none");
            int reports = 0;
            boolean was = false;
            for (int second = 0; second < seconds; second++) {
                found.play(1, window -> show(window, share * 60_000));
                boolean is = !found.last.isEmpty();
                reports += is && !was ? 1 : 0;
                was = is;
            }
            System.out.printf(
                    "a /24 at %.0f %% of a limit of 60 kpps, 1:1000, for %d s: %d attacks%n",
                    100 * share, seconds, reports);
            assertThat(reports).isZero();
        }
    }
}
