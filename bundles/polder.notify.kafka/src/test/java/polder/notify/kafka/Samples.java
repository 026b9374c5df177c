// SPDX-License-Identifier: Apache-2.0
package polder.notify.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** Attacks to test with. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Samples() {}

    static AttackEvent event(Phase phase, String target) {
        return event(phase, target, "zu viel für uns");
    }

    static AttackEvent event(Phase phase, String target, String reason) {
        Attack attack = new Attack(
                id(target),
                Prefix.parse(target),
                phase == Phase.ENDED ? State.ENDED : State.ACTIVE,
                "web",
                "threshold",
                Metric.IN_PACKETS,
                104_000,
                20_000,
                110_000,
                reason,
                new Rates(new long[Metric.COUNT]),
                new Rates(new long[Metric.COUNT]),
                NOON,
                NOON.plusSeconds(30),
                phase == Phase.ENDED ? NOON.plusSeconds(90) : null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1900));
        return new AttackEvent(phase, attack, NOON.plusMillis(250));
    }

    static UUID id(String target) {
        return UUID.nameUUIDFromBytes(target.getBytes(StandardCharsets.UTF_8));
    }
}
