// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.Test;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

public class FlowTextTest {
    private static final Prefix TARGET = Prefix.parse("127.0.0.0/24");
    /** The rule of FastNetMon's tests. */
    private static final FlowRule WHOLE = new FlowRule(
            TARGET,
            Prefix.parse("4.0.0.0/24"),
            Set.of(17),
            List.of(Span.of(53)),
            List.of(Span.of(80)),
            List.of(Span.of(1122), Span.of(777)),
            Set.of(),
            Set.of(Fragment.DONT_FRAGMENT, Fragment.IS_FRAGMENT));

    private static FlowRule protocols(Integer... protocols) {
        return new FlowRule(TARGET, null, Set.of(protocols), List.of(), List.of(), List.of(), Set.of(), Set.of());
    }

    private static FlowRule ports(List<Span> from, List<Span> to, List<Span> lengths) {
        return new FlowRule(TARGET, null, Set.of(), from, to, lengths, Set.of(), Set.of());
    }

    private static String match(FlowRule rule) {
        return ExabgpText.matchBlock(rule).replace("match {destination 127.0.0.0/24;", "");
    }

    @Test
    public void everyMatchIsAsFastNetMonWroteIt() {
        assertThat(match(protocols(17))).isEqualTo("protocol [ udp ];}");
        assertThat(match(protocols(6))).isEqualTo("protocol [ tcp ];}");
        assertThat(match(protocols(1))).isEqualTo("protocol [ icmp ];}");
        assertThat(match(protocols(17, 6))).isEqualTo("protocol [ udp tcp ];}");
        List<Span> lengths = List.of(Span.of(777), Span.of(1122));
        assertThat(match(ports(List.of(), List.of(), lengths))).isEqualTo("packet-length [ =777 =1122 ];}");
        List<Span> one = List.of(Span.of(53));
        List<Span> two = List.of(Span.of(53), Span.of(7777));
        List<Span> others = List.of(Span.of(53), Span.of(1900));
        assertThat(match(ports(one, List.of(), List.of()))).isEqualTo("source-port [ =53 ];}");
        assertThat(match(ports(two, List.of(), List.of()))).isEqualTo("source-port [ =53 =7777 ];}");
        assertThat(match(ports(List.of(), one, List.of()))).isEqualTo("destination-port [ =53 ];}");
        assertThat(match(ports(List.of(), others, List.of()))).isEqualTo("destination-port [ =53 =1900 ];}");
        FlowRule prefixes = new FlowRule(
                Prefix.parse("77.0.0.0/24"),
                Prefix.parse("4.0.0.0/24"),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                Set.of(),
                Set.of());
        assertThat(ExabgpText.match(prefixes)).containsExactly("source 4.0.0.0/24", "destination 77.0.0.0/24");
    }

    @Test
    public void everyFlagIsAsFastNetMonWroteIt() {
        List<String> names =
                List.of("dont-fragment", "is-fragment", "first-fragment", "last-fragment", "not-a-fragment");
        for (Fragment one : Fragment.values()) {
            FlowRule rule =
                    new FlowRule(TARGET, null, Set.of(), List.of(), List.of(), List.of(), Set.of(), Set.of(one));
            assertThat(match(rule)).isEqualTo("fragment [ " + names.get(one.ordinal()) + " ];}");
        }
        List<String> flags = List.of("fin", "syn", "rst", "push", "ack", "urgent");
        for (TcpFlag one : TcpFlag.values()) {
            FlowRule rule =
                    new FlowRule(TARGET, null, Set.of(), List.of(), List.of(), List.of(), Set.of(one), Set.of());
            assertThat(match(rule)).isEqualTo("tcp-flags [ " + flags.get(one.ordinal()) + " ];}");
        }
    }

    @Test
    public void blocksAndLinesAreAsFastNetMonWroteThem() {
        assertThat(ExabgpText.matchBlock(WHOLE))
                .isEqualTo("match {source 4.0.0.0/24;destination 127.0.0.0/24;protocol [ udp ];source-port [ =53 ];"
                        + "destination-port [ =80 ];packet-length [ =777 =1122 ];"
                        + "fragment [ is-fragment dont-fragment ];}");
        assertThat(ExabgpText.thenBlock(new FlowAction.RateLimit(1024))).isEqualTo("then {rate-limit 1024;}");
        assertThat(ExabgpText.thenBlock(new FlowAction.Discard())).isEqualTo("then {discard;}");
        assertThat(ExabgpText.thenBlock(new FlowAction.Accept())).isEqualTo("then {accept;}");
        assertThat(ExabgpText.line(new FlowSpec(WHOLE, new FlowAction.RateLimit(1024), "default")))
                .isEqualTo("flow route source 4.0.0.0/24 destination 127.0.0.0/24 protocol [ udp ] source-port [ =53 ] "
                        + "destination-port [ =80 ] packet-length [ =777 =1122 ] "
                        + "fragment [ is-fragment dont-fragment ] rate-limit 1024 ");
    }

    private static String write(FlowText text, String... rules) {
        return text.write(
                List.of(rules).stream().map(rule -> FlowSpec.parse(rule, "x")).toList());
    }

    private static final String DNS =
            "destination 192.0.2.1/32 protocol udp source-port 53,123 packet-length 1000-1500 rate-limit 1250000";
    private static final String SYN = "destination 2001:db8::1/128 protocol tcp tcp-flags syn discard";

    @Test
    public void rangesAndIpv6AreAsExabgpReadsThem() {
        assertThat(write(FlowText.EXABGP, DNS, SYN))
                .isEqualTo("flow route destination 192.0.2.1/32 protocol [ udp ] source-port [ =53 =123 ] "
                        + "packet-length [ >=1000&<=1500 ] rate-limit 1250000\n"
                        + "flow route destination 2001:db8::1/128 next-header [ tcp ] tcp-flags [ syn ] discard\n");
    }

    @Test
    public void junosIsGivenBitsAndItsTableForIpv6() {
        assertThat(write(FlowText.JUNIPER, DNS, SYN))
                .isEqualTo(
                        """
                        set routing-options flow route polder-1 match destination 192.0.2.1/32
                        set routing-options flow route polder-1 match protocol udp
                        set routing-options flow route polder-1 match source-port [ 53 123 ]
                        set routing-options flow route polder-1 match packet-length 1000-1500
                        set routing-options flow route polder-1 then rate-limit 10000000
                        set routing-options rib inet6.0 flow route polder-2 match destination 2001:db8::1/128
                        set routing-options rib inet6.0 flow route polder-2 match protocol tcp
                        set routing-options rib inet6.0 flow route polder-2 match tcp-flags syn
                        set routing-options rib inet6.0 flow route polder-2 then discard
                        """);
        assertThat(write(FlowText.JUNIPER, "destination 10.0.0.1 redirect 65000:7"))
                .endsWith("then routing-instance target:65000:7\n");
    }

    @Test
    public void iosXrHasAClassForEachRuleAndAPolicyForEachFamily() {
        assertThat(write(FlowText.IOS_XR, DNS))
                .isEqualTo(
                        """
                        class-map type traffic match-all POLDER-1
                         match destination-address ipv4 192.0.2.1/32
                         match protocol udp
                         match source-port 53 123
                         match packet length 1000-1500
                         end-class-map
                        !
                        policy-map type pbr POLDER-IPV4
                         class type traffic POLDER-1
                          police rate 10000000 bps
                         !
                         class type traffic class-default
                         !
                         end-policy-map
                        !
                        flowspec
                         address-family ipv4
                          service-policy type pbr POLDER-IPV4
                         !
                        !
                        """);
        assertThat(write(FlowText.IOS_XR, DNS, SYN))
                .contains(
                        " match destination-address ipv6 2001:db8::1/128\n match protocol tcp\n match tcp-flag 2 any\n",
                        "policy-map type pbr POLDER-IPV6\n class type traffic POLDER-2\n  drop\n !\n",
                        " address-family ipv6\n  service-policy type pbr POLDER-IPV6\n !\n!\n");
    }

    @Test
    public void birdIsGivenCommunities() {
        assertThat(write(FlowText.BIRD, DNS, SYN))
                .isEqualTo(
                        """
                        flow4 table polder_flow4_table;
                        protocol static polder_flow4 {
                            flow4 { table polder_flow4_table; };
                            route flow4 { dst 192.0.2.1/32; proto 17; sport 53, 123; length 1000..1500; } \
                        { bgp_ext_community.add((generic, 0x80060000, 0x49989680)); };
                        }
                        flow6 table polder_flow6_table;
                        protocol static polder_flow6 {
                            flow6 { table polder_flow6_table; };
                            route flow6 { dst 2001:db8::1/128; next header 6; tcp flags 0x2/0x2; } \
                        { bgp_ext_community.add((generic, 0x80060000, 0x0)); };
                        }
                        """);
    }

    @Test
    public void nftablesIsGivenATable() {
        String fragments = "destination 10.0.0.1 protocol udp fragment is-fragment,first-fragment discard";
        String redirect = "destination 10.0.0.2 redirect 65000:7";
        assertThat(write(FlowText.NFTABLES, DNS, SYN, fragments, redirect))
                .isEqualTo(
                        """
                        table inet polder {
                            limit polder-1 { rate over 1250000 bytes/second; }
                            chain flowspec {
                                type filter hook prerouting priority -450; policy accept;
                                ip daddr 192.0.2.1/32 meta l4proto { 17 } th sport { 53, 123 } ip length { 1000-1500 } \
                        limit name "polder-1" drop
                                ip6 daddr 2001:db8::1/128 meta l4proto { 6 } tcp flags & (syn) != 0 drop
                                ip daddr 10.0.0.1/32 meta l4proto { 17 } ip frag-off & 0x1fff != 0 drop
                                ip daddr 10.0.0.1/32 meta l4proto { 17 } ip frag-off & 0x3fff == 0x2000 drop
                                # flowspec destination 10.0.0.2/32 redirect 65000:7: nftables has no routing instances
                            }
                        }
                        """);
    }

    @Test
    public void formatsAreNamedAsOperatorsDo() {
        for (FlowText one : FlowText.values()) {
            assertThat(FlowText.of(one.key())).isSameAs(one);
        }
        assertThatThrownBy(() -> FlowText.of("ios"))
                .hasMessage("'ios' is none of exabgp, juniper, ios-xr, bird, nftables");
    }
}
