// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;
import polder.api.mitigation.FlowRule.Span;
import polder.wire.Prefix;

public class FlowWordsTest {
    @Test
    public void everyRuleComesBackFromItsText() {
        for (FlowSpec spec : new RandomRules(1).specs(10_000)) {
            assertThat(FlowRule.parse(spec.rule().toString())).isEqualTo(spec.rule());
            assertThat(FlowAction.parse(spec.action().toString())).isEqualTo(spec.action());
            String text = spec.toString();
            assertThat(FlowSpec.parse(text.substring("flowspec ".length()), "default"))
                    .isEqualTo(spec)
                    .hasToString(text);
        }
    }

    @Test
    public void aRuleIsWrittenAsItIsSaid() {
        String text = "destination 192.0.2.1/32 protocol udp source-port 53 packet-length 1000-1500";
        assertThat(FlowRule.parse(text)).hasToString(text);
        assertThat(FlowRule.parse("  source-port 123,53 protocol 17\tdestination 192.0.2.1"))
                .hasToString("destination 192.0.2.1/32 protocol udp source-port 53,123");
        assertThat(FlowRule.parse(
                        "destination 2001:db8::/64 source 2001:db8:1::/48 protocol tcp tcp-flags urg,syn,psh"))
                .hasToString("destination 2001:db8::/64 source 2001:db8:1::/48 protocol tcp tcp-flags syn,push,urgent");
        assertThat(FlowRule.parse("destination 10.0.0.0/8 fragment is-fragment,first-fragment"))
                .hasToString("destination 10.0.0.0/8 fragment is-fragment,first-fragment");
    }

    @Test
    public void aWrongRuleIsRefusedWithAReason() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("", "needs a destination"),
                Map.entry("protocol udp", "needs a destination"),
                Map.entry("destination", "destination has no value"),
                Map.entry("destination 0.0.0.0/0", "every destination"),
                Map.entry("destination ::/0", "every destination"),
                Map.entry("destination 10.0.0.1/8", "destination '10.0.0.1/8': 10.0.0.1/8 has host bits set"),
                Map.entry("destination 10.0.0.1 destination 10.0.0.2", "destination is said twice"),
                Map.entry("destination 10.0.0.1,10.0.0.2", "one destination"),
                Map.entry("destination 10.0.0.1 source 2001:db8::1", "two families"),
                Map.entry("destination 10.0.0.1 port 53", "'port' is none of destination, source"),
                Map.entry("destination 10.0.0.1 protocol foo", "protocol 'foo': is no IP protocol"),
                Map.entry("destination 10.0.0.1 protocol 256", "256 is no IP protocol"),
                Map.entry("destination 10.0.0.1 source-port 53", "ports are of TCP and UDP"),
                Map.entry("destination 10.0.0.1 protocol icmp source-port 53", "ports are of TCP and UDP"),
                Map.entry("destination 10.0.0.1 protocol tcp,icmp destination-port 53", "ports are of TCP and UDP"),
                Map.entry("destination 10.0.0.1 protocol udp source-port 70000", "source-port '70000': 70000-70000"),
                Map.entry("destination 10.0.0.1 protocol udp source-port 9-5", "source-port '9-5': 9-5 is no range"),
                Map.entry("destination 10.0.0.1 protocol udp source-port 5-", "source-port '5-': is no number"),
                Map.entry("destination 10.0.0.1 packet-length 1,,2", "packet-length '': is no number"),
                Map.entry("destination 10.0.0.1 protocol udp tcp-flags syn", "TCP flags need protocol tcp"),
                Map.entry("destination 10.0.0.1 protocol tcp tcp-flags sin", "tcp-flags 'sin': is none of fin, syn"),
                Map.entry("destination 2001:db8::1 fragment dont-fragment", "IPv6 has no dont-fragment"),
                Map.entry("destination 10.0.0.1 fragment not-a-fragment,is-fragment", "goes alone"),
                Map.entry("destination 10.0.0.1 protocol udp source-port 53 fragment is-fragment", "so nothing fits"));
        wrong.forEach((text, reason) -> assertThatThrownBy(() -> FlowRule.parse(text))
                .as(text)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason));
    }

    @Test
    public void aRuleLongerThanAMessageTakesIsRefused() {
        String ports = IntStream.range(0, 2000).mapToObj(i -> "" + 2 * i).collect(Collectors.joining(","));
        assertThatThrownBy(() -> FlowRule.parse("destination 10.0.0.1 protocol udp source-port " + ports))
                .hasMessage("it takes 5882 bytes in a BGP message, and 4095 is the most");
        FlowRule rule = FlowRule.parse("destination 192.0.2.0/24 source 10.1.0.0/16 protocol tcp,udp "
                + "source-port 53,1000-2000 packet-length 100-200");
        assertThat(FlowRules.length(rule)).isEqualTo(5 + 4 + 5 + (1 + 2 + 3 + 3) + (1 + 2 + 2));
        assertThat(FlowRules.length(FlowRule.to(Prefix.parse("2001:db8::/33")))).isEqualTo(8);
    }

    @Test
    public void actionsAreReadAsInACfg() {
        assertThat(FlowAction.parse("rate-limit 10mbps")).isEqualTo(new FlowAction.RateLimit(1_250_000));
        assertThat(FlowAction.parse("rate-limit 1024")).isEqualTo(new FlowAction.RateLimit(1024));
        assertThat(FlowAction.parse(" redirect 4200000000:7 ")).hasToString("redirect 4200000000:7");
        for (String wrong : List.of(
                "",
                "drop",
                "discard all",
                "rate-limit",
                "rate-limit 0",
                "rate-limit 7bps",
                "rate-limit 10kpps",
                "redirect 65000",
                "redirect 65536:65536",
                "mark 64",
                "mark ef")) {
            assertThatThrownBy(() -> FlowAction.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> FlowSpec.parse("destination 10.0.0.1", "x")).hasMessageContaining("has no action");
    }

    @Test
    public void spansAreChecked() {
        assertThat(new Span(5, 9).contains(9)).isTrue();
        assertThat(new Span(5, 9).contains(10)).isFalse();
    }
}
