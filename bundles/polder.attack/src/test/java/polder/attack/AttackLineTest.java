// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class AttackLineTest {
    private static final Instant SINCE = Instant.parse("2026-11-21T12:00:00Z");

    private static Attack attack(Metric metric, Rates rates) {
        return new Attack(
                new UUID(1, 2),
                Prefix.parse("192.0.2.1/32"),
                Attack.State.ACTIVE,
                "web",
                "polder.detect.threshold",
                metric,
                30_100,
                20_000,
                40_000,
                "incoming tcp syn-ack 30.1 kpps",
                Rates.NONE,
                rates,
                SINCE,
                SINCE,
                null,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    @Test
    public void everyMetricIsKeptByItsKey() {
        long[] values = new long[Metric.COUNT];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        for (Metric metric : Metric.all()) {
            Attack attack = attack(metric, new Rates(values));
            assertThat(AttackLine.parse(AttackLine.of(attack))).isEqualTo(attack);
        }
    }

    @Test
    public void whatAnOlderLineSaysNothingOfIsZero() {
        String line = AttackLine.of(attack(Metric.IN_SYN_PACKETS, Rates.NONE))
                .replace("\trates=", "\trates=in.packets:100,in.syn.packets:90,out.dropped.flows:7");
        Attack attack = AttackLine.parse(line);
        assertThat(attack.metric()).isEqualTo(Metric.IN_SYN_PACKETS);
        for (Metric metric : Metric.all()) {
            long rate = metric == Metric.IN_PACKETS
                    ? 100
                    : metric == Metric.IN_SYN_PACKETS ? 90 : metric == Metric.OUT_DROPPED_FLOWS ? 7 : 0;
            assertThat(attack.rates().get(metric)).as(metric.key()).isEqualTo(rate);
        }
    }
}
