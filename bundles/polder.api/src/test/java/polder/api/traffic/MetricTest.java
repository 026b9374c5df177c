// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class MetricTest {
    @Test
    public void everyDirectionClassAndUnitHasItsMetric() {
        assertThat(Metric.all()).hasSize(Metric.COUNT);
        for (Direction direction : new Direction[] {Direction.INCOMING, Direction.OUTGOING}) {
            for (TrafficClass part : TrafficClass.values()) {
                for (Unit unit : Unit.values()) {
                    Metric metric = Metric.of(direction, part, unit);
                    assertThat(metric.direction()).isEqualTo(direction);
                    assertThat(metric.part()).isEqualTo(part);
                    assertThat(metric.unit()).isEqualTo(unit);
                    assertThat(Metric.ofKey(metric.key())).contains(metric);
                }
            }
        }
    }

    @Test
    public void aKeySaysWhatItsNameSays() {
        for (Metric metric : Metric.all()) {
            assertThat(metric.key().replace('.', '_')).isEqualToIgnoringCase(metric.name());
        }
        assertThat(Metric.keys()).contains("in.packets", "out.udp.bits", "in.dropped.packets", "out.dropped.flows");
    }
}
