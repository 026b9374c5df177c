// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** Attacks to test with. */
final class Samples {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Samples() {}

    static AttackEvent event(Phase phase, String target, String group, String... actions) {
        long[] rates = new long[Metric.COUNT];
        rates[Metric.IN_PACKETS.ordinal()] = 104_000;
        rates[Metric.IN_UDP_PACKETS.ordinal()] = 103_000;
        Attack attack = new Attack(
                UUID.nameUUIDFromBytes(target.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Prefix.parse(target),
                phase == Phase.ENDED ? State.ENDED : State.ACTIVE,
                group,
                "threshold",
                Metric.IN_PACKETS,
                104_000,
                20_000,
                110_000,
                "104 kpps in, \"limit\" 20 kpps",
                new Rates(rates),
                new Rates(rates),
                NOON,
                NOON.plusSeconds(30),
                phase == Phase.ENDED ? NOON.plusSeconds(90) : null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1900),
                Level.ALERT,
                Direction.INCOMING,
                List.of(),
                0,
                0,
                phase != Phase.ENDED,
                NOON,
                "",
                List.of(actions));
        return new AttackEvent(phase, attack, NOON.plusSeconds(31));
    }
}
