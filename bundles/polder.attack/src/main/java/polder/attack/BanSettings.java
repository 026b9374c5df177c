// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.util.List;
import polder.api.config.Settings;

/**
 * What {@code etc/polder.attack.cfg} says of acting on attacks.
 *
 * @param release when it ends
 * @param backoffWithin an attack that is back within this time is acted on longer
 * @param backoffFactor by so many times the last time
 * @param repeatWithin attacks of this time count
 * @param repeatFactors what the ban time is multiplied by for the first, second ... attack of that time; the last for all after it
 * @param longest what neither makes it longer than
 * @param most attacks that are acted on at once
 */
record BanSettings(
        Release release,
        Duration backoffWithin,
        double backoffFactor,
        Duration repeatWithin,
        List<Double> repeatFactors,
        Duration longest,
        int most) {
    private static final double LARGEST = 1000;

    /** When acting on an attack ends. */
    enum Release {
        /** When its ban time is over and its traffic is below its limits. */
        FINISHED,
        /** When its ban time is over. */
        TIME
    }

    static BanSettings of(Settings settings) {
        return new BanSettings(
                settings.choice("release", Release.FINISHED),
                settings.duration("backoff.within", "10m", Duration.ZERO, Duration.ofDays(7)),
                settings.decimal("backoff.factor", 2, 1, LARGEST),
                settings.duration("repeat.within", "1d", Duration.ZERO, Duration.ofDays(365)),
                factors(settings),
                settings.duration("ban.time.max", "1d", Duration.ZERO, Duration.ofDays(365)),
                settings.number("bans.max", 1000, 1, 1_000_000));
    }

    private static List<Double> factors(Settings settings) {
        List<String> words = settings.list("repeat.factors");
        try {
            List<Double> factors = words.stream().map(Double::valueOf).toList();
            if (factors.stream().allMatch(factor -> factor >= 1 && factor <= LARGEST)) {
                return factors.isEmpty() ? List.of(1.0) : factors;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        settings.fault("repeat.factors", "is not accepted; give numbers from 1 to 1000, such as 1, 2, 4");
        return List.of(1.0);
    }
}
