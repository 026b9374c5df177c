// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** Attacks to test with. */
final class Reports {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Reports() {}

    static AttackEvent event(Phase phase, String target) {
        return event(
                phase,
                target,
                Metric.IN_PACKETS,
                Map.of(
                        Metric.IN_PACKETS, 104_000L,
                        Metric.IN_BITS, 849_999_999L,
                        Metric.IN_FLOWS, 5_100L,
                        Metric.IN_UDP_PACKETS, 103_000L,
                        Metric.IN_UDP_BITS, 841_000_000L,
                        Metric.IN_TCP_PACKETS, 1_000L,
                        Metric.IN_TCP_BITS, 8_000_000L,
                        Metric.OUT_PACKETS, 700L,
                        Metric.OUT_BITS, 999_999L,
                        Metric.OUT_TCP_PACKETS, 700L));
    }

    static AttackEvent event(Phase phase, String target, @Nullable Metric metric, Map<Metric, Long> values) {
        long[] rates = new long[Metric.COUNT];
        values.forEach((of, value) -> rates[of.ordinal()] = value);
        long observed = metric == null ? 0 : rates[metric.ordinal()];
        Attack attack = new Attack(
                UUID.nameUUIDFromBytes(new byte[] {1}),
                Prefix.parse(target),
                phase == Phase.ENDED ? State.ENDED : State.ACTIVE,
                "web",
                metric == null ? Attack.MANUAL : "threshold",
                metric,
                observed,
                20_000,
                observed + 6_000,
                "too much",
                new Rates(rates),
                new Rates(rates),
                NOON,
                NOON,
                phase == Phase.ENDED ? NOON.plusSeconds(90) : null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1900));
        return new AttackEvent(phase, attack, NOON);
    }
}
