// SPDX-License-Identifier: Apache-2.0
package polder.bgp.gobgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Span;
import polder.wire.Prefix;

public class NlriTest {
    private static FlowRule ports(Prefix destination, List<Span> ports) {
        return new FlowRule(destination, null, Set.of(6), List.of(), ports, List.of(), Set.of(), Set.of());
    }

    private static String hex(FlowRule rule) {
        return HexFormat.of().formatHex(FlowNlri.of(rule));
    }

    @Test
    public void aPrefixHasNoMoreBytesThanItsLengthAsksFor() {
        assertThat(Nlri.of(new Blackhole(Prefix.parse("192.0.2.128/25"), "web")).hex())
                .isEqualTo("19c0000280");
        assertThat(Nlri.of(new Blackhole(Prefix.parse("10.0.0.0/8"), "web")).hex())
                .isEqualTo("080a");
        assertThat(Nlri.of(new Blackhole(Prefix.parse("10.0.0.0/8"), "web")).prefix())
                .isEqualTo("10.0.0.0/8");
        assertThat(Nlri.of(new Blackhole(Prefix.parse("2001:db8::/32"), "web")).prefix())
                .isEqualTo("2001:db8:0:0:0:0:0:0/32");
    }

    /** The examples of RFC 8955 section 4.3.1 and 4.3.2, for destination ports instead of either. */
    @Test
    public void theExamplesOfTheStandardComeOut() {
        assertThat(hex(ports(Prefix.parse("192.0.2.0/24"), List.of(Span.of(25)))))
                .isEqualTo("0b0118c00002038106058119");
        assertThat(hex(new FlowRule(
                        Prefix.parse("192.0.2.0/24"),
                        Prefix.parse("203.0.113.0/24"),
                        Set.of(),
                        List.of(),
                        List.of(new Span(137, 139), Span.of(8080)),
                        List.of(),
                        Set.of(),
                        Set.of())))
                .isEqualTo("120118c000020218cb007105038945" + "8b911f90");
        assertThat(hex(FlowRule.to(Prefix.parse("2001:db8::/32")))).isEqualTo("0701200020010db8");
    }

    @Test
    public void aLongRuleHasALengthOfTwoBytesAndATooLongOneIsRefused() {
        List<Span> ports = new ArrayList<>(
                IntStream.range(0, 80).mapToObj(i -> Span.of(1000 + 2 * i)).toList());
        byte[] nlri = FlowNlri.of(ports(Prefix.parse("192.0.2.0/24"), ports));
        assertThat(HexFormat.of().formatHex(nlri, 0, 2)).isEqualTo("f0f9");
        assertThat(nlri).hasSize(2 + 0xf9);
        IntStream.range(80, 1500).forEach(i -> ports.add(Span.of(1000 + 2 * i)));
        assertThatThrownBy(() -> FlowNlri.of(ports(Prefix.parse("192.0.2.0/24"), ports)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than a FlowSpec route can be");
    }

    @Test
    public void brokenMessagesAreRefused() {
        byte[] whole = new Message().number(3, 300).text(15, "<nil>").toBytes();
        for (int length = 1; length < whole.length; length++) {
            Fields fields = new Fields(Arrays.copyOf(whole, length));
            if (length == 3) {
                continue; // ends between two fields
            }
            assertThatThrownBy(() -> {
                        while (fields.next()) {
                            assertThat(fields.field()).isEqualTo(3);
                        }
                    })
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
