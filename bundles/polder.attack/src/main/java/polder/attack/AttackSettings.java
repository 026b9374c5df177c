// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.util.Map;
import polder.api.config.Settings;

/**
 * What {@code etc/polder.attack.cfg} says.
 *
 * @param updateEvery an active attack is told again after this time
 * @param peakStep and earlier when its peak has risen by this factor
 * @param keepEnded attacks remembered after their end
 * @param queue events that may wait for a listener
 * @param bans how long attacks are acted on, and how many
 */
record AttackSettings(Duration updateEvery, double peakStep, int keepEnded, int queue, BanSettings bans) {
    static AttackSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        AttackSettings read = new AttackSettings(
                settings.duration("update.every", "10s", Duration.ofSeconds(1), Duration.ofDays(1)),
                settings.decimal("peak.step", 1.2, 1.01, 1000),
                settings.number("keep.ended", 1000, 0, 100_000),
                settings.number("queue", 10_000, 10, 1_000_000),
                BanSettings.of(settings));
        settings.refuseRest();
        return read;
    }
}
