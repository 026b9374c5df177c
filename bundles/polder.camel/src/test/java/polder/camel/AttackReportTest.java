// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.Test;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Metric;

public class AttackReportTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("polder.root"), "bundles/polder.camel/src/test/golden");

    @Test
    public void anIncomingUdpFloodReadsAsFastnetmonWritesIt() throws IOException {
        golden("udp-flood.txt", Reports.event(Phase.STARTED, "203.0.113.7"));
    }

    @Test
    public void anOutgoingSynFloodOverIpv6ReadsAsFastnetmonWritesIt() throws IOException {
        Map<Metric, Long> rates = Map.of(
                Metric.OUT_PACKETS, 50_000L,
                Metric.OUT_BITS, 25_600_000L,
                Metric.OUT_FLOWS, 50_000L,
                Metric.OUT_TCP_PACKETS, 50_000L,
                Metric.OUT_TCP_BITS, 25_600_000L,
                Metric.OUT_SYN_PACKETS, 49_000L,
                Metric.OUT_SYN_BITS, 25_088_000L);
        golden("syn-flood-outgoing.txt", Reports.event(Phase.STARTED, "2001:db8::7", Metric.OUT_SYN_PACKETS, rates));
    }

    @Test
    public void aBanByHandHasNoDirectionAndNoType() throws IOException {
        golden("manual.txt", Reports.event(Phase.STARTED, "203.0.113.7", null, Map.of(Metric.OUT_PACKETS, 12L)));
    }

    @Test
    public void theTypeIsWhatMoreThanNineTenthsOfThePacketsAre() {
        assertThat(type(Map.of(Metric.IN_PACKETS, 1000L, Metric.IN_UDP_PACKETS, 901L)))
                .isEqualTo("udp_flood");
        assertThat(type(Map.of(Metric.IN_PACKETS, 1000L, Metric.IN_UDP_PACKETS, 900L)))
                .isEqualTo("unknown");
        assertThat(type(Map.of(Metric.IN_PACKETS, 1000L, Metric.IN_ICMP_PACKETS, 1000L)))
                .isEqualTo("icmp_flood");
        assertThat(type(Map.of(
                        Metric.IN_PACKETS, 1000L, Metric.IN_UDP_PACKETS, 1000L, Metric.IN_FRAGMENT_PACKETS, 950L)))
                .isEqualTo("ip_fragmentation");
        assertThat(type(Map.of(Metric.IN_PACKETS, 1000L, Metric.IN_TCP_PACKETS, 1000L, Metric.IN_SYN_PACKETS, 950L)))
                .isEqualTo("syn_flood");
    }

    @Test
    public void theProtocolIsWhatMostPacketsAre() {
        assertThat(field("Attack protocol: ", Map.of(Metric.IN_UDP_PACKETS, 2L, Metric.IN_TCP_PACKETS, 1L)))
                .isEqualTo("udp");
        assertThat(field("Attack protocol: ", Map.of(Metric.IN_ICMP_PACKETS, 2L)))
                .isEqualTo("icmp");
        assertThat(field("Attack protocol: ", Map.of())).isEqualTo("tcp");
    }

    @Test
    public void droppedTrafficIsToldOf() {
        assertThat(field("Incoming dropped pps: ", Map.of(Metric.IN_DROPPED_PACKETS, 12L)))
                .isEqualTo("12 packets per second");
        assertThat(field("Outgoing dropped traffic: ", Map.of(Metric.OUT_DROPPED_BITS, 3_000_000L)))
                .isEqualTo("3 mbps");
    }

    private static String type(Map<Metric, Long> rates) {
        return field("Attack type: ", rates);
    }

    private static String field(String label, Map<Metric, Long> rates) {
        AttackEvent event = Reports.event(Phase.STARTED, "192.0.2.1", Metric.IN_BITS, new HashMap<>(rates));
        return new AttackReport(event, null)
                .text()
                .lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()))
                .findFirst()
                .orElse("");
    }

    private static void golden(String file, AttackEvent event) throws IOException {
        String text = new AttackReport(event, null).text();
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN.resolve(file), text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve(file)));
    }
}
