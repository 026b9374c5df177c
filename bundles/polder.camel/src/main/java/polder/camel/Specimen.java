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
import polder.api.attack.Rule;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** An attack that never was, on an address for documentation (RFC 5737), to see whether and how a route tells of it. */
final class Specimen {
    private static final String REASON = "this is a test by polder:notify-test, there is no attack";
    private static final long PACKETS = 104_000;
    private static final long LIMIT = 20_000;

    private Specimen() {}

    static AttackEvent event(Instant now) {
        long[] values = new long[Metric.COUNT];
        values[Metric.IN_PACKETS.ordinal()] = PACKETS;
        values[Metric.IN_UDP_PACKETS.ordinal()] = PACKETS;
        values[Metric.IN_BITS.ordinal()] = PACKETS * 512 * Byte.SIZE;
        values[Metric.IN_UDP_BITS.ordinal()] = PACKETS * 512 * Byte.SIZE;
        Rates rates = new Rates(values);
        Rule rule = new Rule(
                "test", Level.ALERT, Metric.IN_PACKETS, "default", PACKETS, LIMIT, PACKETS, PACKETS, REASON, now, now);
        Attack attack = new Attack(
                UUID.randomUUID(),
                Prefix.parse("192.0.2.1"),
                State.ACTIVE,
                "default",
                "test",
                Metric.IN_PACKETS,
                PACKETS,
                LIMIT,
                PACKETS,
                REASON,
                rates,
                rates,
                now,
                now,
                null,
                Duration.ofSeconds(1),
                Duration.ZERO,
                Level.ALERT,
                Direction.INCOMING,
                List.of(rule),
                PACKETS,
                PACKETS * 512,
                true,
                now,
                "",
                List.of());
        return new AttackEvent(Phase.STARTED, attack, now);
    }
}
