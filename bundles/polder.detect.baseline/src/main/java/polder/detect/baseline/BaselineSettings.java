// SPDX-License-Identifier: Apache-2.0
package polder.detect.baseline;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.api.traffic.Scope;
import polder.api.traffic.Unit;

/**
 * What {@code etc/polder.detect.baseline.cfg} says.
 *
 * @param factor how many times the usual a rate has to be
 * @param floorPackets what a rate has to be above in any case
 * @param learnHours from how many hours a curve has to be learned before it is judged by
 * @param hostsMax how many hosts are learned
 * @param forgetHours after how long without traffic a host, network or group is forgotten
 * @param sigma how many standard errors a rate of sampled traffic has to be above
 */
record BaselineSettings(
        Report hosts,
        Report groups,
        Report networks,
        double factor,
        long floorPackets,
        long floorBits,
        long floorFlows,
        int learnHours,
        int hostsMax,
        int forgetHours,
        double sigma) {
    /** Of how many curves there is room for each host, on average; a host has up to eight. */
    static final int CURVES_EACH = 2;

    /** What a departure leads to. */
    enum Report {
        OFF(null),
        WARN(Level.WARN),
        ALERT(Level.ALERT);

        final @Nullable Level level;

        Report(@Nullable Level level) {
            this.level = level;
        }
    }

    static BaselineSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        BaselineSettings read = new BaselineSettings(
                settings.choice("hosts", Report.OFF),
                settings.choice("groups", Report.WARN),
                settings.choice("networks", Report.OFF),
                settings.decimal("factor", 4, 1.5, 1000),
                floor(settings, "floor.packets", "20kpps", Unit.PACKETS),
                floor(settings, "floor.bits", "200mbps", Unit.BITS),
                floor(settings, "floor.flows", "3500fps", Unit.FLOWS),
                hours(settings, "learn.min", "7d", Duration.ofDays(365)),
                settings.number("hosts.max", 65_536, 100, 4_000_000),
                hours(settings, "forget", "30d", Duration.ofDays(3650)),
                settings.decimal("sigma", 4, 1, 10));
        settings.refuseRest();
        return read;
    }

    private static long floor(Settings settings, String key, String fallback, Unit unit) {
        String accepted = "a rate such as " + fallback + ", at least 16" + unit.perSecond();
        return settings.read(key, fallback, accepted, 16L, text -> {
            long rate = Quantity.rate(text, unit.perSecond());
            if (rate < 16) {
                throw new IllegalArgumentException("out of bounds");
            }
            return rate;
        });
    }

    private static int hours(Settings settings, String key, String fallback, Duration most) {
        return (int) settings.duration(key, fallback, Duration.ofHours(1), most).toHours();
    }

    long floor(Unit unit) {
        return switch (unit) {
            case PACKETS -> floorPackets;
            case BITS -> floorBits;
            case FLOWS -> floorFlows;
        };
    }

    /** From which rate on it is worth a curve: what is below is known to be below. */
    long worth(Unit unit) {
        return floor(unit) / 16;
    }

    @Nullable
    Level level(Scope scope) {
        return switch (scope) {
            case HOST -> hosts.level;
            case GROUP -> groups.level;
            case PREFIX -> networks.level;
            case TOTAL -> null;
        };
    }
}
