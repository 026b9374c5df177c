// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;
import polder.api.config.SettingsException;
import polder.api.traffic.Counting;
import polder.api.traffic.Metric;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

public class PrivateCountingTest {
    private static final long NOON = 1_700_000_000_000_000_000L;

    private final List<String> seen = new ArrayList<>();
    private final CountingFactory factory =
            new CountingFactory(Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8"));

    @Before
    public void thereIsAGroup() {
        factory.addGroup(new Group(Map.of(
                "service.pid", "polder.traffic.group~web", "networks", "10.1.0.0/16", "limit.in.packets", "100pps")));
    }

    private void note(TrafficWindow window) {
        if (window.hosts() > 0) {
            seen.add(window.epochNanos() - NOON + " " + window.target(0) + " " + window.rate(0, Metric.IN_PACKETS) + " "
                    + window.group(0).name() + " "
                    + window.group(0).limits().get(Metric.IN_PACKETS));
        }
    }

    private void count(Counting counting, String host) {
        new Flows(counting::count, 16).udp("192.0.2.1", host, 50, 5000).drain();
        counting.beat(NOON, 0.1);
    }

    private Counting counting(List<Prefix> networks, Map<String, Map<String, String>> groups) {
        return factory.open(new Counting.Other(networks, groups, 5000), this::note);
    }

    @Test
    public void itCountsByTheSameFilesInATimeOfItsOwn() {
        Counting counting = counting(List.of(), Map.of());
        count(counting, "10.1.0.1");
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).startsWith("0 10.1.0.1 ").contains(" web ", "perSecond=100,");
        assertThat(counting.counters()).containsEntry("flows", 1L).containsEntry("hosts.max", 5000L);
        assertThat(counting.networks().table().prefixes()).containsExactly(Prefix.parse("10.0.0.0/8"));
        assertThat(counting(List.of(), Map.of()).counters()).containsEntry("flows", 0L);
    }

    @Test
    public void aGroupIsReplacedAndOthersStay() {
        count(
                counting(List.of(), Map.of("web", Map.of("networks", "10.1.0.0/16", "limit.in.packets", "7pps"))),
                "10.1.0.1");
        count(counting(List.of(), Map.of("default", Map.of("limit.in.packets", "8pps"))), "10.1.0.1");
        count(counting(List.of(), Map.of("default", Map.of("limit.in.packets", "8pps"))), "10.9.0.1");
        assertThat(seen).hasSize(3);
        assertThat(seen.get(0)).contains(" web ", "perSecond=7,");
        assertThat(seen.get(1)).contains(" web ", "perSecond=100,");
        assertThat(seen.get(2)).contains(" default ", "perSecond=8,");
    }

    @Test
    public void otherNetworksAreCounted() {
        Counting counting = counting(List.of(Prefix.parse("172.16.0.0/12")), Map.of());
        count(counting, "10.1.0.1");
        assertThat(seen).isEmpty();
        count(counting, "172.16.0.1");
        assertThat(seen).hasSize(1);
    }

    @Test
    public void limitsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> counting(List.of(), Map.of("web", Map.of("limit.in.packets", "much"))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("limit.in.packets = much");
        assertThatThrownBy(() -> counting(List.of(), Map.of("other", Map.of("networks", "10.1.0.0/16"))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("10.1.0.0/16 is not accepted");
    }
}
