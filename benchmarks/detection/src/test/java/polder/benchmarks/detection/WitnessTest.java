// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Unit;
import polder.benchmarks.detection.Event.Shape;
import polder.wire.Prefix;

public class WitnessTest {
    private static final long S = Scenario.SECOND;
    private static final int LENGTH = 100;

    private static Event event(Shape shape, long seconds) {
        Prefix host = Prefix.parse("198.18.0.1");
        return new Event(0, Kind.UDP, host, Direction.INCOMING, 2, 40_000, shape, Scenario.BEGIN, seconds * S);
    }

    private static long only(Metric metric, Unit unit, long limit) {
        return metric.unit() == unit ? limit : Long.MAX_VALUE;
    }

    /** So many samples a second, evenly. */
    private static boolean tellsOf(int samples, int seconds, Unit unit, long limit) {
        Event event = event(Shape.STEADY, seconds);
        Witness witness = new Witness(List.of(event), true);
        for (int i = 0; i < samples * seconds; i++) {
            witness.sample(event, event.start() + i * S / samples, LENGTH, 1000);
        }
        return witness.tells(event, (host, metric) -> only(metric, unit, limit));
    }

    @Test
    public void samplesTellOfARateWhenTheirLowerBoundIsOverTheLimit() {
        assertThat(tellsOf(24, 1, Unit.PACKETS, 20_000)).isFalse();
        assertThat(tellsOf(24, 40, Unit.PACKETS, 20_000)).isTrue();
        assertThat(tellsOf(40, 1, Unit.PACKETS, 20_000)).isTrue();
        assertThat(tellsOf(40, 2, Unit.BITS, 8 * LENGTH * 20_000L)).isTrue();
        assertThat(tellsOf(19, 100, Unit.PACKETS, 20_000)).isFalse();
    }

    @Test
    public void samplesTellOfNoMoreFlowsThanThereAreSamples() {
        assertThat(tellsOf(40, 20, Unit.FLOWS, 3500)).isFalse();
    }

    /** Two seconds of five at twice the limit, told of by records that begin and end so. */
    private static boolean recordsTell(boolean isThroughPauses) {
        Event event = event(Shape.PULSES, 20);
        Witness witness = new Witness(List.of(event), false);
        long start = event.start();
        for (int flow = 0; flow < 100; flow++) {
            if (isThroughPauses) {
                witness.flow(event, start, start + 20 * S, 3200, 3200 * LENGTH);
            } else {
                for (long pulse = 0; pulse < 20; pulse += 5) {
                    witness.flow(event, start + pulse * S, start + (pulse + 2) * S, 800, 800 * LENGTH);
                }
            }
        }
        return witness.tells(event, (host, metric) -> only(metric, Unit.PACKETS, 20_000));
    }

    @Test
    public void aRecordTellsOfTheMeanOverItsTimeOnly() {
        assertThat(recordsTell(true)).isFalse();
        assertThat(recordsTell(false)).isTrue();
    }

    @Test
    public void aFlowOfAMomentIsInItsSlot() {
        Event event = event(Shape.STEADY, 2);
        Witness witness = new Witness(List.of(event), false);
        for (int packet = 0; packet < 21_000; packet++) {
            long at = event.start() + packet * S / 21_000;
            witness.flow(event, at, at, 1, LENGTH);
        }
        assertThat(witness.tells(event, (host, metric) -> only(metric, Unit.PACKETS, 20_000)))
                .isTrue();
        assertThat(witness.tells(event, (host, metric) -> only(metric, Unit.FLOWS, 22_000)))
                .isFalse();
    }

    @Test
    public void theRowLeavesOutWhatIsNotTold() {
        Event told = event(Shape.STEADY, 10);
        Event hidden = event(Shape.PULSES, 10);
        Alarm alarm = new Alarm(told.target(), Direction.INCOMING, told.start() + S, "");
        Tally tally = new Tally(List.of(
                new Score(List.of(told), List.of(alarm), 2 * S, told::equals),
                new Score(List.of(hidden), List.of(), 2 * S, told::equals)));
        assertThat(tally.row(any -> true).recall()).isEqualTo(0.5);
        assertThat(tally.told().recall()).isEqualTo(1);
        assertThat(tally.told().attacks).isEqualTo(1);
    }
}
