// SPDX-License-Identifier: Apache-2.0
package polder.notify.influxdb;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** An attack to test with. */
final class Attacks {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Attacks() {}

    static AttackEvent started() {
        Attack attack = new Attack(
                UUID.nameUUIDFromBytes(new byte[] {1}),
                Prefix.parse("203.0.113.9"),
                Attack.State.ACTIVE,
                "we b",
                "threshold",
                Metric.IN_PACKETS,
                104_000,
                20_000,
                110_000,
                "too \"much\"",
                Rates.NONE,
                Rates.NONE,
                NOON,
                NOON,
                null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1900));
        return new AttackEvent(Phase.STARTED, attack, NOON);
    }
}
