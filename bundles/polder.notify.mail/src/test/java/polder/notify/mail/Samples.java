// SPDX-License-Identifier: Apache-2.0
package polder.notify.mail;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.Evidence;
import polder.api.evidence.Facet;
import polder.api.evidence.FlowGroup;
import polder.api.evidence.FlowGroup.Flow;
import polder.api.evidence.Sample;
import polder.api.evidence.Share;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Address;
import polder.wire.Prefix;

/** Attacks to test with, and what was seen of them. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LOCAL = LocalDateTime.of(2026, 3, 1, 12, 0, 0, 5_000)
            .atZone(ZoneId.systemDefault())
            .toInstant();
    private static final Address HOST = Address.parse("203.0.113.7");
    private static final Address REMOTE = Address.parse("198.51.100.1");

    private Samples() {}

    static AttackEvent event(Phase phase) {
        return event(phase, "203.0.113.7", "104 kpps in, limit 20 kpps", true);
    }

    static AttackEvent event(Phase phase, String target, String reason, boolean acting) {
        long[] rates = new long[Metric.COUNT];
        rates[Metric.IN_PACKETS.ordinal()] = 104_000;
        rates[Metric.OUT_PACKETS.ordinal()] = 120;
        rates[Metric.IN_BITS.ordinal()] = 849_999_999;
        rates[Metric.OUT_BITS.ordinal()] = 1_000_000;
        rates[Metric.IN_FLOWS.ordinal()] = 16;
        boolean ended = phase == Phase.ENDED;
        Attack attack = new Attack(
                UUID.fromString("0b7f0000-0000-4000-8000-000000000001"),
                Prefix.parse(target),
                ended ? State.ENDED : State.ACTIVE,
                "web",
                "threshold",
                Metric.IN_PACKETS,
                104_000,
                20_000,
                110_000,
                reason,
                new Rates(rates),
                new Rates(rates),
                NOON,
                NOON.plusSeconds(30),
                ended ? NOON.plusSeconds(90) : null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1900),
                Level.CRITICAL,
                Direction.INCOMING,
                List.of(),
                3_120_000,
                3_120_000_000L,
                acting && !ended,
                acting ? NOON : null,
                acting ? "" : "its group only notifies",
                List.of());
        Action action = !acting ? Action.NONE : ended ? Action.END : Action.BEGIN;
        return new AttackEvent(phase, action, attack, NOON.plusSeconds(ended ? 90 : 0));
    }

    static AttackEvidence evidence(boolean complete, int frames) {
        return new AttackEvidence(
                event(Phase.STARTED).attack().id(),
                Prefix.host(HOST),
                NOON,
                NOON,
                NOON,
                complete,
                2,
                31_000,
                15_000_000,
                231,
                0,
                Map.of(
                        Facet.SOURCE, List.of(new Share("198.51.100.1", 30_000, 14_000_000, 0.97, 0.93)),
                        Facet.SOURCE_PORT, List.of(new Share("53", 31_000, 15_000_000, 1, 1))),
                List.of(new Share("DNS amplification", 31_000, 15_000_000, 1, 1)),
                List.of(
                        new Sample(LOCAL, REMOTE, 53, HOST, 4444, 17, 0, false, 1, 123, 57, 1),
                        new Sample(LOCAL, HOST, 80, REMOTE, 1024, 6, 0x12, false, 3, 180, 64, 1)),
                List.of(
                        new FlowGroup(
                                Direction.INCOMING,
                                17,
                                2,
                                List.of(
                                        new Flow(HOST, 33611, REMOTE, 53, 5927, 729_021),
                                        new Flow(HOST, 33612, REMOTE, 53, 1883, 231_609))),
                        new FlowGroup(
                                Direction.OUTGOING, 17, 1, List.of(new Flow(HOST, 33611, REMOTE, 53, 6107, 531_309)))),
                frames);
    }

    /** Keeps that. */
    static Evidence keeper(AttackEvidence kept, Path frames) {
        return new Evidence() {
            @Override
            public Optional<AttackEvidence> of(Attack attack) {
                return Optional.of(kept);
            }

            @Override
            public Optional<AttackEvidence> find(UUID attack) {
                return Optional.of(kept);
            }

            @Override
            public List<UUID> attacks() {
                return List.of(kept.attack());
            }

            @Override
            public Optional<Path> frames(UUID attack) {
                return Optional.of(frames);
            }
        };
    }
}
