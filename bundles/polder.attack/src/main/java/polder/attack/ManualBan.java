// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Level;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Rates;
import polder.api.traffic.Traffic;
import polder.wire.Address;
import polder.wire.Prefix;

/** Makes the attack that a ban by hand is. */
final class ManualBan {
    /** For when no traffic is counted at the moment. */
    private static final HostGroup UNKNOWN =
            new HostGroup(HostGroup.DEFAULT, List.of(), Map.of(), Duration.ofSeconds(30), Duration.ZERO);

    private ManualBan() {}

    static Attack of(Address host, Duration time, String reason, Instant now, @Nullable Traffic traffic) {
        HostGroup group = traffic == null ? UNKNOWN : traffic.groupOf(host);
        Rates rates = traffic == null
                ? Rates.NONE
                : traffic.host(host).map(HostTraffic::rates).orElse(Rates.NONE);
        return new Attack(
                UUID.randomUUID(),
                Prefix.host(host),
                Attack.State.ACTIVE,
                group.name(),
                Attack.MANUAL,
                null,
                0,
                0,
                0,
                reason,
                rates,
                rates,
                now,
                now,
                null,
                group.hold(),
                time,
                Level.ALERT,
                Direction.OTHER,
                List.of(),
                0,
                0,
                true,
                now,
                "",
                group.actions());
    }
}
