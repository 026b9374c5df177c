// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.time.Duration;
import java.util.Map;
import polder.api.config.Settings;
import polder.api.traffic.Limit;

/**
 * What {@code etc/polder.detect.threshold.cfg} says.
 *
 * @param burst how many times a limit the last beat has to be for the fast way
 * @param leave the share of a limit the last second has to be above for a level to be kept, or for an average to count
 * @param samplesMin on how many samples a rate has to stand
 * @param sigma how many standard errors a second of sampled traffic has to be above a limit
 * @param steadyNanos how long the last second has to be above a limit when every packet was seen
 * @param fewTimes up to how many times a limit traffic of few sources is no attack
 */
record Judgement(double burst, double leave, int samplesMin, double sigma, long steadyNanos, double fewTimes) {
    /** Of {@link #sigma}: an average is another one a tenth as often as a second is, so chance has fewer tries. */
    private static final double OF_AVERAGE = 0.55;

    static Judgement of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        Judgement read = new Judgement(
                settings.decimal("burst", 2, 1, 1000),
                settings.read("leave", "90%", "a share from 10% to 100%", 1.0, Judgement::share),
                settings.number("samples.min", 20, 1, 1_000_000),
                settings.decimal("sigma", 5.5, 1, 10),
                settings.duration("steady", "2s", Duration.ofMillis(100), Duration.ofHours(1))
                        .toNanos(),
                settings.decimal("few.times", 10, 1, 1_000_000));
        settings.refuseRest();
        return read;
    }

    private static double share(String text) {
        double percent = Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        if (!(percent >= 10 && percent <= 100)) {
            throw new IllegalArgumentException("out of bounds");
        }
        return percent / 100;
    }

    /** Whether the rate of a second is above a limit, and no chance of the sampling alone. */
    boolean isAbove(long value, long limit, long samples) {
        return isAbove(value, limit, samples, sigma);
    }

    boolean isAverageAbove(long value, long limit, long samples) {
        return isAbove(value, limit, samples, sigma * OF_AVERAGE);
    }

    /** As many samples as there would be at the limit vary by the root of their number. */
    private boolean isAbove(long value, long limit, long samples, double errors) {
        if (value <= limit || samples == Long.MAX_VALUE) {
            return value > limit;
        }
        double atLimit = samples * ((double) limit / value);
        return samples >= samplesMin && samples - atLimit > errors * Math.sqrt(atLimit);
    }

    /** What is to be above for a level of this limit to be kept. */
    long leave(long limit) {
        return limit == Limit.NONE ? Limit.NONE : (long) (leave * limit);
    }
}
