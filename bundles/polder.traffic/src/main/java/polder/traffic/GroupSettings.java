// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.wire.Prefix;

/**
 * What one {@code etc/polder.traffic.group-NAME.cfg} says.
 *
 * @param name the instance
 * @param networks its prefixes
 * @param limits limits it sets; {@link #NO_LIMIT} where it takes an inherited one away
 * @param hold when set
 * @param banTime when set
 */
record GroupSettings(
        String name,
        List<Prefix> networks,
        Map<Metric, Long> limits,
        Optional<Duration> hold,
        Optional<Duration> banTime) {
    static final long NO_LIMIT = Long.MAX_VALUE;
    private static final String LIMIT = "limit.";
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(30);
    private static final Duration DEFAULT_BAN_TIME = Duration.ofSeconds(1900);

    static GroupSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        String name = settings.instance();
        List<Prefix> networks = settings.prefixes("networks");
        Map<Metric, Long> limits = new EnumMap<>(Metric.class);
        for (String key : settings.keys(LIMIT)) {
            Optional<Metric> metric = Metric.ofKey(key.substring(LIMIT.length()));
            if (metric.isEmpty()) {
                settings.fault(
                        key, "is no limit there is; limits are limit. followed by " + String.join(", ", Metric.keys()));
            } else {
                limits.put(metric.get(), limit(settings, key, metric.get()));
            }
        }
        if (name.equals(HostGroup.DEFAULT) && !networks.isEmpty()) {
            settings.fault("networks", "cannot be given: default is the group of all hosts no other group holds");
        }
        if (!name.equals(HostGroup.DEFAULT) && networks.isEmpty()) {
            settings.fault(
                    "networks", "is missing; give the prefixes of the group, such as 192.0.2.0/24, 2001:db8::/48");
        }
        GroupSettings read = new GroupSettings(
                name,
                networks,
                limits,
                time(settings, "hold", DEFAULT_HOLD),
                time(settings, "ban.time", DEFAULT_BAN_TIME));
        settings.refuseRest();
        return read;
    }

    private static long limit(Settings settings, String key, Metric metric) {
        String unit = metric.unit().perSecond();
        String accepted = "a rate such as 20k" + unit + " or 1.5m" + unit + ", or none";
        return settings.read(key, "none", accepted, NO_LIMIT, text -> {
            if (text.equalsIgnoreCase("none")) {
                return NO_LIMIT;
            }
            long rate = Quantity.rate(text, unit);
            if (rate < 1) {
                throw new IllegalArgumentException("a limit of zero would ban every host");
            }
            return rate;
        });
    }

    private static Optional<Duration> time(Settings settings, String key, Duration fallback) {
        if (settings.text(key, "").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(settings.duration(key, fallback.toSeconds() + "s", Duration.ZERO, Duration.ofDays(365)));
    }

    /** The group as it is judged: what it does not say itself it takes from {@code default}. */
    HostGroup group(GroupSettings inherited) {
        Map<Metric, Limit> effective = new EnumMap<>(Metric.class);
        inherited.limits.forEach((metric, rate) -> effective.put(metric, new Limit(rate, inherited.name)));
        limits.forEach((metric, rate) -> effective.put(metric, new Limit(rate, name)));
        effective.values().removeIf(limit -> limit.perSecond() == NO_LIMIT);
        return new HostGroup(
                name,
                networks,
                effective,
                hold.or(inherited::hold).orElse(DEFAULT_HOLD),
                banTime.or(inherited::banTime).orElse(DEFAULT_BAN_TIME));
    }

    /** The group {@code default} when no file gives it: it limits nothing. */
    static GroupSettings none() {
        return new GroupSettings(HostGroup.DEFAULT, List.of(), Map.of(), Optional.empty(), Optional.empty());
    }
}
