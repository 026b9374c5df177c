// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.wire.Layer;
import polder.wire.Prefix;

/**
 * One cfg file, checked. Rates are packets a second.
 *
 * @param networks whose hosts have the traffic
 * @param firstAttack how long after its opening a lane starts the first attack
 * @param count which IP packet of a frame counts
 */
record DemoSettings(
        List<Prefix> networks,
        long background,
        long attackRate,
        Duration firstAttack,
        Duration attackLength,
        Duration attackPause,
        int seed,
        Layer count) {
    private static final long MOST = 5_000_000;

    DemoSettings {
        networks = List.copyOf(networks);
    }

    static DemoSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        Duration day = Duration.ofDays(1);
        DemoSettings read = new DemoSettings(
                settings.prefixes("networks"),
                rate(settings, "background", "5kpps"),
                rate(settings, "attack.rate", "60kpps"),
                settings.duration("first.attack", "8s", Duration.ZERO, day),
                settings.duration("attack.length", "20s", Duration.ofSeconds(1), day),
                settings.duration("attack.pause", "20s", Duration.ZERO, day),
                settings.number("seed", 1, 0, Integer.MAX_VALUE),
                settings.choice("count", Layer.OWN));
        if (read.networks().isEmpty()) {
            settings.fault("networks", "names no network; give prefixes such as 198.51.100.0/24, 2001:db8::/48");
        }
        settings.refuseRest();
        return read;
    }

    private static long rate(Settings settings, String key, String fallback) {
        return settings.read(key, fallback, "a rate such as 500pps or 20kpps, up to 5mpps", 0L, text -> {
            long value = Quantity.rate(text, "pps");
            if (value > MOST) {
                throw new IllegalArgumentException("out of bounds");
            }
            return value;
        });
    }
}
