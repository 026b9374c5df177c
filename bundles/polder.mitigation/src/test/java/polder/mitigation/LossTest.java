// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import polder.api.capture.LaneStatus;
import polder.api.flow.Exporter;
import polder.wire.Address;

public class LossTest {
    private final Loss loss = new Loss();
    private long nanos;

    private static LaneStatus lane(long packets, long dropped) {
        return new LaneStatus(
                "edge", "udp", 0, LaneStatus.State.RUNNING, "", "sflow", packets, 0, 0, 0, dropped, Map.of(), 0, 0);
    }

    private static Exporter exporter(long flows, long lost) {
        Address address = Address.parse("192.0.2.254");
        return new Exporter(
                address,
                address,
                "NetFlow 9",
                0,
                1,
                flows,
                lost,
                "flows",
                0,
                0,
                new Exporter.Sampling("all", 1, ""),
                0,
                0,
                0,
                Map.of(),
                List.of(),
                Instant.EPOCH);
    }

    private double after(LaneStatus lane, Exporter exporter) {
        nanos += Duration.ofSeconds(5).toNanos();
        assertThat(loss.isDue(nanos)).isTrue();
        loss.sample(nanos, List.of(lane), List.of(exporter));
        return loss.percent();
    }

    @Test
    public void theWorstKindOfTheLastHalfMinuteCounts() {
        assertThat(after(lane(1000, 900), exporter(1000, 0))).isZero();
        assertThat(after(lane(1900, 1000), exporter(1300, 700))).isEqualTo(70);
        for (int i = 1; i <= 7; i++) {
            after(lane(1900 + 1000 * i, 1000), exporter(1300 + 1000 * i, 700));
        }
        assertThat(loss.percent()).isZero();
    }

    @Test
    public void whoStartsAnewHasLostNothingAndOfAFewNothingIsSaid() {
        after(lane(100_000, 5000), exporter(1000, 10));
        assertThat(after(lane(500, 400), exporter(1010, 60))).isZero();
    }
}
