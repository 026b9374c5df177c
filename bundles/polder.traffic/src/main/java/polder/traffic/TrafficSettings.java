// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import polder.api.config.Settings;
import polder.api.traffic.Counting;
import polder.api.traffic.Mode;
import polder.wire.Prefix;

/**
 * What {@code etc/polder.traffic.cfg} says.
 *
 * @param networks our own networks
 * @param local whether the machine's own addresses belong to them
 * @param internal what traffic between our own hosts leads to; it counts for them unless it is off
 * @param average the time constant of the moving average
 * @param beat how often windows are made
 * @param mostHosts how many hosts are remembered at most
 * @param forget how long an idle host is remembered
 * @param spreadMax over how long a flow is spread at most
 */
record TrafficSettings(
        List<Prefix> networks,
        boolean local,
        Mode internal,
        Duration average,
        Duration beat,
        int mostHosts,
        Duration forget,
        Duration spreadMax) {
    static TrafficSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        TrafficSettings read = new TrafficSettings(
                settings.prefixes("networks"),
                settings.flag("local", false),
                settings.choice("internal", Mode.OFF),
                settings.duration("average", "5s", Duration.ofSeconds(1), Duration.ofMinutes(5)),
                settings.duration("beat", "100ms", Duration.ofMillis(50), Duration.ofSeconds(1)),
                settings.number("hosts.max", 1_000_000, 1024, 100_000_000),
                settings.duration("forget", "60s", Duration.ofSeconds(2), Duration.ofHours(1)),
                settings.duration("spread.max", "30m", Duration.ofSeconds(2), Duration.ofHours(1)));
        settings.refuseRest();
        return read;
    }

    /** The same for somebody's own counters. */
    TrafficSettings with(Counting.Other other) {
        boolean theirs = other.networks().isEmpty();
        return new TrafficSettings(
                theirs ? networks : other.networks(),
                theirs && local,
                internal,
                average,
                beat,
                Math.min(mostHosts, other.mostHosts()),
                forget,
                spreadMax);
    }
}
