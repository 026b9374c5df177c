// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.replay.Simulations.Simulation;
import polder.wire.Address;

public class SimulatedLaneTest {
    private final FakeTicker ticker = new FakeTicker();
    private final PacketBatch batch = new PacketBatch(64);

    private SimulatedLane lane(Vector vector, String target, long rate, int seconds) {
        Instant begin = Instant.ofEpochSecond(0, ticker.epochNanos());
        Simulation simulation =
                new Simulation(Address.parse(target), "any", rate, begin, begin.plusSeconds(seconds), false);
        return new SimulatedLane(vector, simulation, ticker);
    }

    @Test
    public void itGivesItsRateUntilItsTimeIsOver() {
        SimulatedLane lane = lane(Vector.SYN_FLOOD, "203.0.113.9", 10_000, 3);
        long all = 0;
        int got = lane.poll(batch);
        while (got != CaptureLane.END) {
            all += got;
            got = lane.poll(batch);
        }
        assertThat(all).isCloseTo(30_000, within(60L));
        assertThat(ticker.seconds()).isBetween(2.99, 3.1);
        assertThat(lane.poll(batch)).isEqualTo(CaptureLane.END);
    }

    @Test
    public void everyKindHasRightChecksumsInBothFamilies() {
        for (Vector vector : Vector.values()) {
            if (vector != Vector.UDP6_FLOOD) {
                look(vector, "203.0.113.9");
            }
            if (vector != Vector.FRAGMENT_FLOOD) {
                look(vector, "2001:db8::9");
            }
        }
    }

    private void look(Vector vector, String target) {
        SimulatedLane lane = lane(vector, target, 50_000, 1);
        Set<Address> sources = new HashSet<>();
        int frames = 0;
        while (lane.poll(batch) != CaptureLane.END) {
            for (int i = 0; i < batch.size(); i++) {
                Dissected frame = Dissected.of(batch, i);
                assertThat(frame.to()).as("%s", vector).isEqualTo(Address.parse(target));
                if (vector.sourcePort != 0) {
                    assertThat(frame.sourcePort()).as("%s", vector).isEqualTo(vector.sourcePort);
                } else if (vector.targetPort != 0) {
                    assertThat(frame.targetPort()).as("%s", vector).isEqualTo(vector.targetPort);
                }
                sources.add(frame.from());
                frames++;
            }
        }
        assertThat(frames).as("%s", vector).isGreaterThan(49_000);
        assertThat(sources.size()).as("%s", vector).isGreaterThan(100);
    }
}
