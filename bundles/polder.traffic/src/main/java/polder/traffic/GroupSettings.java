// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import polder.api.config.Settings;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.wire.Prefix;

/**
 * What one {@code etc/polder.traffic.group-NAME.cfg} says.
 *
 * @param name the instance
 * @param enabled whether it holds hosts; else it is only there for others to take from
 * @param networks its prefixes
 * @param parent the group asked for what it does not say; empty for {@code default}
 * @param limits limits it sets each host
 * @param sumLimits limits it sets all its hosts together
 * @param hold when set
 * @param banTime when set
 * @param mode when set
 * @param outgoing the mode of outgoing attacks, when set
 * @param actions when set; empty for all
 * @param schedule when set
 * @param sourcesMin fewer sources are no attack yet, when set
 * @param sourceLimit how many sources each host may have
 */
record GroupSettings(
        String name,
        boolean enabled,
        List<Prefix> networks,
        String parent,
        Map<Metric, Levels> limits,
        Map<Metric, Levels> sumLimits,
        Optional<Duration> hold,
        Optional<Duration> banTime,
        Optional<Mode> mode,
        Optional<Mode> outgoing,
        Optional<List<String>> actions,
        Optional<Schedule> schedule,
        Optional<Integer> sourcesMin,
        Levels sourceLimit) {
    static final String HOLD = "hold";
    static final String BAN_TIME = "ban.time";
    static final String MODE = "mode";
    static final String OUTGOING = "mode.outgoing";
    static final String ACTIONS = "actions";
    static final String SOURCES_MIN = "sources.min";

    static GroupSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        String name = settings.instance();
        boolean isDefault = name.equals(HostGroup.DEFAULT);
        Map<Metric, Levels> limits = new EnumMap<>(Metric.class);
        Map<Metric, Levels> sumLimits = new EnumMap<>(Metric.class);
        Levels sourceLimit = Levels.read(settings, limits, sumLimits);
        GroupSettings read = new GroupSettings(
                name,
                settings.flag("enabled", true),
                settings.prefixes("networks"),
                settings.text("parent", isDefault ? "" : HostGroup.DEFAULT),
                limits,
                sumLimits,
                time(settings, HOLD),
                time(settings, BAN_TIME),
                mode(settings, MODE),
                mode(settings, OUTGOING),
                actions(settings),
                Schedule.read(settings),
                sourcesMin(settings),
                sourceLimit);
        if (isDefault) {
            read.checkDefault(settings);
        } else if (read.networks.isEmpty() && read.enabled) {
            settings.fault(
                    "networks",
                    "is missing; give the prefixes of the group, such as 192.0.2.0/24, 2001:db8::/48, or enabled = off"
                            + " when it is only there for others to take from");
        }
        settings.refuseRest();
        return read;
    }

    private void checkDefault(Settings settings) {
        if (!networks.isEmpty()) {
            settings.fault("networks", "cannot be given: default is the group of all hosts no other group holds");
        }
        if (!parent.isEmpty()) {
            settings.fault("parent", "cannot be given: default is the one all others take from");
        }
        if (!enabled) {
            settings.fault("enabled", "cannot be: some hosts are in no other group; mode = off judges none of them");
        }
    }

    private static Optional<Duration> time(Settings settings, String key) {
        return settings.text(key, "").isEmpty()
                ? Optional.empty()
                : Optional.of(settings.duration(key, "0s", Duration.ZERO, Duration.ofDays(365)));
    }

    private static Optional<Mode> mode(Settings settings, String key) {
        return settings.text(key, "").isEmpty() ? Optional.empty() : Optional.of(settings.choice(key, Mode.NOTIFY));
    }

    private static Optional<Integer> sourcesMin(Settings settings) {
        return settings.text(SOURCES_MIN, "").isEmpty()
                ? Optional.empty()
                : Optional.of(settings.number(SOURCES_MIN, HostGroup.Sources.MIN, 1, 17));
    }

    private static Optional<List<String>> actions(Settings settings) {
        String accepted = "all, none, or names such as mail, script";
        List<String> names = settings.read(ACTIONS, "", accepted, List.of(), text -> {
            if (!text.toLowerCase(Locale.ROOT).matches("([a-z0-9._~-]+([\\s,]+|$))*")) {
                throw new IllegalArgumentException("no names");
            }
            return settings.list(ACTIONS);
        });
        return names.isEmpty() ? Optional.empty() : Optional.of(names.equals(List.of("all")) ? List.of() : names);
    }

    /** The file, as an operator knows it. */
    String file() {
        return "etc/polder.traffic.group-" + name + ".cfg";
    }

    /** The group {@code default} when no file gives it: it limits nothing. */
    static GroupSettings none() {
        return of(Map.of("service.pid", "polder.traffic.group~" + HostGroup.DEFAULT));
    }
}
