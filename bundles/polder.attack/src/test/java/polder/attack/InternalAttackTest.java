// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.Test;
import polder.api.attack.Attack;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

public class InternalAttackTest {
    private static String why(Mode internal, Metric metric, Map<Metric, Long> rates) {
        Policy policy = new Policy(
                new Vetoes(List.of(), System::nanoTime), new MaintenanceTimes(List.of()), () -> null, () -> internal);
        long[] values = new long[Metric.COUNT];
        rates.forEach((of, value) -> values[of.ordinal()] = value);
        Instant now = Instant.EPOCH;
        Attack attack = new Attack(
                new UUID(0, 0),
                Prefix.parse("10.0.0.1/32"),
                Attack.State.ACTIVE,
                "web",
                "polder.detect.threshold",
                metric,
                1,
                1,
                1,
                "",
                new Rates(values),
                new Rates(values),
                now,
                now,
                null,
                Duration.ZERO,
                Duration.ZERO);
        return policy.whyEnd(attack, FakeWindow.WEB);
    }

    @Test
    public void whatIsMostlyBetweenOurOwnHostsIsToldOnly() {
        Map<Metric, Long> most = Map.of(Metric.IN_PACKETS, 100L, Metric.IN_INTERNAL_PACKETS, 51L);
        assertThat(why(Mode.NOTIFY, Metric.IN_PACKETS, most))
                .isEqualTo("most of it is between our own hosts, and internal in etc/polder.traffic.cfg is notify");
        assertThat(why(Mode.NOTIFY, Metric.IN_SYN_PACKETS, most)).isNotEmpty();
        assertThat(why(Mode.ACT, Metric.IN_PACKETS, most)).isEmpty();
    }

    @Test
    public void whatComesFromElsewhereIsActedOn() {
        Map<Metric, Long> half = Map.of(Metric.IN_PACKETS, 100L, Metric.IN_INTERNAL_PACKETS, 50L);
        assertThat(why(Mode.NOTIFY, Metric.IN_PACKETS, half)).isEmpty();
        Map<Metric, Long> bits = Map.of(Metric.IN_BITS, 100L, Metric.IN_INTERNAL_PACKETS, 50L);
        assertThat(why(Mode.NOTIFY, Metric.IN_BITS, bits)).isEmpty();
        assertThat(why(Mode.NOTIFY, null, Map.of())).isEmpty();
    }
}
