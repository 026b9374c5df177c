// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class MetricTest {
    @Test
    public void everyDirectionClassAndUnitHasItsMetric() {
        assertThat(Metric.all()).hasSize(2 * TrafficClass.values().length * Unit.values().length);
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
            assertThat(metric.key().replace(".", ""))
                    .isEqualToIgnoringCase(metric.name().replace("_", ""));
        }
        assertThat(Metric.keys()).contains("in.packets", "out.udp.bits", "in.dropped.packets", "out.dropped.flows");
        assertThat(Metric.keys())
                .contains("in.synack.packets", "in.other.bits", "in.dns.bits", "out.amplification.flows");
        assertThat(Metric.form())
                .startsWith(
                        "in. or out., then nothing or one of tcp. syn. synack. udp. icmp. other. fragment. dropped. internal. dns. ")
                .endsWith(" chargen. amplification., then packets, bits or flows");
    }
}
