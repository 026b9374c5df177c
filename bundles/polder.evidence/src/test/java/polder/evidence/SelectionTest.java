// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.Test;
import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowRow;
import polder.api.traffic.Metric;
import polder.api.traffic.Reflectors;
import polder.api.traffic.TrafficClass;
import polder.wire.Address;

public class SelectionTest {
    private static final Address REMOTE = Address.parse("192.0.2.1");

    private final FlowBatch flows = new FlowBatch(4, drained -> {});
    private final PacketBatch packets =
            new PacketBatch(1).in(ByteBuffer.allocateDirect(1)).add(0, 1, 1, 0);

    /** Protocol, flags and source port of those that are of an attack on a class of traffic. */
    private List<String> held(Metric metric) {
        Selection selection = new Selection(Rows.attack("10.0.0.1", metric), null);
        boolean out = metric.key().startsWith("out.");
        List<String> held = new ArrayList<>();
        for (int[] one : new int[][] {
            {6, 2, 80}, {6, 18, 80}, {6, 27, 80}, {17, 0, 53}, {17, 0, 111}, {17, 0, 4000}, {47, 0, 53}, {1, 0, 0}
        }) {
            Address from = out ? Rows.VICTIM : REMOTE;
            Address to = out ? REMOTE : Rows.VICTIM;
            flows.clear();
            flows.of(packets);
            flows.next(0)
                    .between(from.high(), from.low(), to.high(), to.low())
                    .ports(one[2], 123)
                    .kind(one[0], one[1], false);
            long[] cells = new long[FlowRow.WIDTH];
            flows.copy(0, 1, cells, 0);
            if (selection.holds(new FlowRow().at(cells, 0))) {
                held.add(one[0] + " " + one[1] + " " + one[2]);
            }
        }
        return held;
    }

    @Test
    public void rowsOfAnAttackAreThoseOfTheClassThatWasTooMuch() {
        assertThat(held(Metric.IN_PACKETS)).hasSize(8);
        assertThat(held(Metric.IN_TCP_BITS)).containsExactly("6 2 80", "6 18 80", "6 27 80");
        assertThat(held(Metric.IN_SYN_PACKETS)).containsExactly("6 2 80");
        assertThat(held(Metric.IN_SYN_ACK_PACKETS)).containsExactly("6 18 80");
        assertThat(held(Metric.IN_UDP_PACKETS)).containsExactly("17 0 53", "17 0 111", "17 0 4000");
        assertThat(held(Metric.IN_DNS_BITS)).containsExactly("17 0 53");
        assertThat(held(Metric.OUT_DNS_BITS)).containsExactly("17 0 53");
        assertThat(held(Metric.IN_AMPLIFICATION_BITS)).containsExactly("17 0 53", "17 0 111");
        assertThat(held(Metric.IN_NTP_BITS)).isEmpty();
        assertThat(held(Metric.IN_OTHER_BITS)).containsExactly("47 0 53");
        assertThat(held(Metric.IN_ICMP_BITS)).containsExactly("1 0 0");
    }

    /** The classes of traffic and the table of vectors mean the same by their names. */
    @Test
    public void everyPortOfAReflectorHasItsVectors() {
        List<VectorRule> answers = VectorTable.builtIn().stream()
                .filter(rule -> rule.protocol() == 17
                        && !rule.source().isAny()
                        && !rule.vector().name().endsWith("-other-port"))
                .toList();
        IntStream.range(0, 65536).filter(Reflectors::has).forEach(port -> {
            List<String> names = answers.stream()
                    .filter(rule -> rule.source().accepts(port))
                    .map(rule -> rule.vector().name())
                    .toList();
            assertThat(names).as("%d", port).anyMatch(name -> name.matches(".*-(amplification|reflection|monlist)"));
            TrafficClass part = Reflectors.of(port);
            if (part != TrafficClass.AMPLIFICATION) {
                assertThat(names).allMatch(name -> name.startsWith(part.name().toLowerCase(Locale.ROOT) + "-"));
            }
        });
    }
}
