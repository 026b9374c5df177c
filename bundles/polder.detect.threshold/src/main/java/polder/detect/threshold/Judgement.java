// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.Map;
import polder.api.config.Settings;
import polder.api.traffic.Limit;

/**
 * What {@code etc/polder.detect.threshold.cfg} says.
 *
 * @param burst how many times a limit the last beat has to be for the fast way
 * @param leave the share of a limit the last second has to be above for a level to be kept, or for an average to count
 * @param samplesMin on how many samples a rate has to stand
 * @param sigma how many standard errors a rate of sampled traffic has to be above a limit
 */
record Judgement(double burst, double leave, int samplesMin, double sigma) {
    static Judgement of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        Judgement read = new Judgement(
                settings.decimal("burst", 2, 1, 1000),
                settings.read("leave", "90%", "a share from 10% to 100%", 1.0, Judgement::share),
                settings.number("samples.min", 20, 1, 1_000_000),
                settings.decimal("sigma", 4, 1, 10));
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

    /** Whether a rate is above a limit, and no chance of the sampling alone. */
    boolean isAbove(long value, long limit, long samples) {
        if (value <= limit || samples == Long.MAX_VALUE) {
            return value > limit;
        }
        return samples >= samplesMin && value * (1 - sigma / Math.sqrt((double) samples)) > limit;
    }

    /** What is to be above for a level of this limit to be kept. */
    long leave(long limit) {
        return limit == Limit.NONE ? Limit.NONE : (long) (leave * limit);
    }
}
