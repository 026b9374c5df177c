// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.config.SettingsException;
import polder.api.flow.FlowTapLane;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.wire.Address;
import polder.wire.Prefix;

public class TrafficMeterTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TrafficMeter meter(String... keysAndValues) {
        Path path = folder.getRoot().toPath();
        return new TrafficMeter(TrafficSettings.of(properties("polder.traffic", keysAndValues)), path);
    }

    private static Map<String, Object> properties(String pid, String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("service.pid", pid);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    private static Group group(String name, String... keysAndValues) {
        return new Group(properties("polder.traffic.group~" + name, keysAndValues));
    }

    @Test
    public void whatIsCountedIsShownToTapsAndToThoseWhoAsk() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8 2001:db8::/32");
        List<String> seen = new ArrayList<>();
        meter.addTap(
                window -> seen.add(window.scope(0) + " " + window.target(0) + " " + window.rate(0, Metric.IN_PACKETS)));
        FlowTapLane lane = meter.open(0);
        Flows flows = new Flows(lane, 16);
        flows.udp("192.0.2.1", "10.0.0.1", 1000, 5000)
                .udp("192.0.2.1", "2001:db8::1", 10, 50)
                .drain();
        tick(meter, flows, 0.2);
        assertThat(seen).containsExactly("HOST 10.0.0.1 1000");
        assertThat(meter.top(Metric.IN_PACKETS, 10, null).stream().map(HostTraffic::address))
                .containsExactly(Address.parse("10.0.0.1"), Address.parse("2001:db8::1"));
        assertThat(meter.top(Metric.IN_PACKETS, 10, false)).hasSize(1);
        HostTraffic host = meter.host(Address.parse("10.0.0.1")).orElseThrow();
        assertThat(host.network()).isEqualTo(Prefix.parse("10.0.0.0/8"));
        assertThat(host.rates().get(Metric.IN_UDP_BITS)).isEqualTo(40_000);
        assertThat(host.error()).isZero();
        assertThat(meter.counters()).containsEntry("flows", 2L).containsEntry("hosts", 2L);
    }

    @Test
    public void decodersAreToldWhichNetworksAreOurs() {
        assertThat(meter("networks", "10.0.0.0/8 2001:db8::/32").table().prefixes())
                .containsExactly(Prefix.parse("10.0.0.0/8"), Prefix.parse("2001:db8::/32"));
        assertThat(meter().table().prefixes()).isEmpty();
    }

    /** Beats as the clock would; the lane hands over in time. */
    static void tick(TrafficMeter meter, Flows flows, double seconds) {
        meter.beat(seconds, flows::drain);
    }

    @Test
    public void aLaneThatWasIdleIsNotABeatBehindWhenItsTrafficBegins() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8");
        Flows flows = new Flows(meter.open(0), 16);
        meter.beat(0.2);
        flows.drain();
        flows.udp("192.0.2.1", "10.0.0.1", 1000, 5000).drain();
        tick(meter, flows, 0.2);
        assertThat(meter.top(Metric.IN_PACKETS, 10, null))
                .extracting(host -> host.rates().get(Metric.IN_PACKETS))
                .containsExactly(1000L);
    }

    @Test
    public void countersAndAveragesCarryOnInASuccessor() {
        TrafficMeter first = meter("networks", "10.0.0.0/8");
        FlowTapLane lane = first.open(0);
        Flows flows = new Flows(lane, 16);
        for (int i = 0; i < 10; i++) {
            flows.udp("192.0.2.1", "10.0.0.1", 1000, 5000).drain();
            tick(first, flows, 0.2);
        }
        long average =
                first.host(Address.parse("10.0.0.1")).orElseThrow().averages().get(Metric.IN_PACKETS);
        assertThat(average).isGreaterThan(1000);
        flows.udp("192.0.2.1", "10.0.0.1", 1000, 5000).drain();
        lane.close();
        first.stop();
        TrafficMeter second = meter("networks", "10.0.0.0/8");
        assertThat(second.counters()).containsEntry("flows", 11L);
        assertThat(second.host(Address.parse("10.0.0.1"))
                        .orElseThrow()
                        .averages()
                        .get(Metric.IN_PACKETS))
                .isGreaterThanOrEqualTo(average);
        assertThat(Files.exists(folder.getRoot().toPath().resolve("counters.bin")))
                .isFalse();
    }

    @Test
    public void whatLastsGoesOnInASuccessor() {
        TrafficMeter first = meter("networks", "10.0.0.0/8");
        FlowTapLane lane = first.open(0);
        Flows flows = new Flows(lane, 16);
        flows.udp("192.0.2.1", "10.0.0.1", 60_000, 6_000_000);
        flows.batch.lasted(0, 60_000_000_000L);
        flows.drain();
        for (int i = 0; i < 100; i++) {
            tick(first, flows, 0.2);
        }
        HostTraffic before = first.host(Address.parse("10.0.0.1")).orElseThrow();
        assertThat(before.rates().get(Metric.IN_UDP_PACKETS)).isEqualTo(1000);
        lane.close();
        first.stop();
        TrafficMeter second = meter("networks", "10.0.0.0/8");
        second.beat(0.2);
        HostTraffic after = second.host(Address.parse("10.0.0.1")).orElseThrow();
        assertThat(after.rates().get(Metric.IN_UDP_PACKETS)).isEqualTo(1000);
        assertThat(after.averages().get(Metric.IN_UDP_PACKETS))
                .isCloseTo(before.averages().get(Metric.IN_UDP_PACKETS), within(5L));
        assertThat(second.totals().get(polder.api.traffic.Direction.INCOMING).get(Metric.IN_PACKETS))
                .isEqualTo(1000);
        assertThat(second.networks().get(0).rates().get(Metric.IN_BITS)).isEqualTo(800_000);
        for (int i = 0; i < 50; i++) {
            second.beat(1);
        }
        assertThat(second.host(Address.parse("10.0.0.1")).orElseThrow().rates().get(Metric.IN_UDP_PACKETS))
                .isZero();
        assertThat(second.networks().get(0).rates().get(Metric.IN_BITS)).isZero();
        assertThat(second.counters()).containsEntry("spread.changes", 0L).containsEntry("spread.refused", 0L);
    }

    @Test
    public void aStateFileOfAnotherVersionIsSetAside() throws IOException {
        Path file = folder.getRoot().toPath().resolve("counters.bin");
        Files.write(file, "POL1 and more".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(meter().counters()).containsEntry("flows", 0L);
        assertThat(Files.exists(folder.getRoot().toPath().resolve("counters.bin.bad")))
                .isTrue();
    }

    @Test
    public void aDamagedStateFileIsSetAside() throws IOException {
        Path file = folder.getRoot().toPath().resolve("counters.bin");
        Files.write(file, new byte[] {1, 2, 3});
        assertThat(meter().counters()).containsEntry("flows", 0L);
        assertThat(Files.exists(folder.getRoot().toPath().resolve("counters.bin.bad")))
                .isTrue();
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    public void aGroupInheritsFromDefaultAndSaysWhereALimitComesFrom() {
        TrafficMeter meter = meter();
        meter.addGroup(group("default", "limit.in.packets", "20kpps", "limit.in.bits", "1gbps", "ban.time", "60s"));
        meter.addGroup(group(
                "web",
                "networks",
                "10.1.0.0/16,10.2.0.1",
                "limit.in.packets",
                "100kpps",
                "limit.in.bits",
                "none",
                "limit.in.dropped.packets",
                "5kpps"));
        HostGroup web = meter.groupOf(Address.parse("10.1.2.3"));
        assertThat(web.name()).isEqualTo("web");
        assertThat(web.limit(Metric.IN_PACKETS)).isEqualTo(new Limit(100_000, "web"));
        assertThat(web.limit(Metric.IN_BITS)).isNull();
        assertThat(web.limit(Metric.IN_DROPPED_PACKETS)).isEqualTo(new Limit(5000, "web"));
        assertThat(web.banTime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(meter.groupOf(Address.parse("10.2.0.1")).name()).isEqualTo("web");
        HostGroup rest = meter.groupOf(Address.parse("10.2.0.2"));
        assertThat(rest.name()).isEqualTo("default");
        assertThat(Objects.requireNonNull(rest.limit(Metric.IN_PACKETS)).origin())
                .isEqualTo("default");
        assertThat(meter.groups().stream().map(HostGroup::name)).containsExactly("default", "web");
    }

    @Test
    public void aHotChangeOfGroupsKeepsCountersAndAverages() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8");
        Group web = group("web", "networks", "10.1.0.0/16", "limit.in.packets", "100kpps");
        meter.addGroup(web);
        Flows flows = new Flows(meter.open(0), 16);
        for (int i = 0; i < 20; i++) {
            flows.udp("192.0.2.1", "10.1.0.1", 1000, 5000)
                    .udp("192.0.2.1", "10.2.0.1", 500, 5000)
                    .drain();
            tick(meter, flows, 0.1);
        }
        HostTraffic before = meter.host(Address.parse("10.1.0.1")).orElseThrow();
        Map<String, Long> counters = meter.counters();
        assertThat(meter.groupRates("web").get(Metric.IN_PACKETS)).isEqualTo(10_000);
        web.modified(properties("polder.traffic.group~web", "networks", "10.1.0.0/16", "limit.in.packets", "7kpps"));
        meter.updatedGroup(web);
        meter.beat(1e-6);
        HostTraffic after = meter.host(Address.parse("10.1.0.1")).orElseThrow();
        assertThat(after.group().limit(Metric.IN_PACKETS)).isEqualTo(new Limit(7_000, "web"));
        assertThat(after.rates().get(Metric.IN_UDP_BITS)).isCloseTo(400_000, within(1L));
        assertThat(after.averages().get(Metric.IN_PACKETS))
                .isCloseTo(before.averages().get(Metric.IN_PACKETS), within(1L));
        assertThat(meter.counters()).isEqualTo(counters);
        assertThat(meter.groupRates("web").get(Metric.IN_PACKETS)).isEqualTo(10_000);
        meter.addGroup(group("app", "networks", "10.2.0.0/16, 10.1.0.1/32"));
        meter.beat(1e-6);
        assertThat(meter.host(Address.parse("10.1.0.1")).orElseThrow().rates().get(Metric.IN_PACKETS))
                .isEqualTo(10_000);
        assertThat(meter.groupRates("app").get(Metric.IN_PACKETS)).isEqualTo(15_000);
        assertThat(meter.groupRates("web").get(Metric.IN_PACKETS)).isZero();
        meter.removeGroup(web);
        meter.beat(1e-6);
        assertThat(meter.groups()).extracting(HostGroup::name).containsExactly("default", "app");
        assertThat(meter.counters()).isEqualTo(counters);
    }

    @Test
    public void aBadChangeOfAGroupKeepsTheLastGoodOne() {
        TrafficMeter meter = meter();
        Group web = group("web", "networks", "10.1.0.0/16", "limit.in.packets", "100kpps");
        meter.addGroup(web);
        web.modified(properties("polder.traffic.group~web", "networks", "10.1.0.0/16", "limit.in.packets", "many"));
        meter.updatedGroup(web);
        assertThat(meter.groupOf(Address.parse("10.1.0.1")).limit(Metric.IN_PACKETS))
                .isEqualTo(new Limit(100_000, "web"));
    }

    @Test
    public void aRefusedGroupSaysWhatWouldBeAccepted() {
        assertThatThrownBy(() -> group("web", "network", "10.1.0.0/16"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("etc/polder.traffic.group-web.cfg: networks =  is missing")
                .hasMessageContaining("network is no key of this file; did you mean networks?");
        assertThatThrownBy(() -> group("web", "networks", "10.1.0.1/16", "limit.in.packets", "20kbps"))
                .hasMessageContaining("10.1.0.1/16 has host bits set; the network is 10.1.0.0/16")
                .hasMessageContaining("limit.in.packets = 20kbps is not accepted; give a rate such as 20kpps");
        assertThatThrownBy(() -> group("web", "networks", "10.0.0.0/8", "limit.in.pakets", "1"))
                .hasMessageContaining("limit.in.pakets = 1 is no limit there is");
    }

    @Test
    public void networksAreProposedFromWhatIsSeen() {
        TrafficMeter meter = meter();
        FlowTapLane lane = meter.open(0);
        Flows flows = new Flows(lane, 4096);
        for (int i = 0; i < 200; i++) {
            flows.udp("192.0.2.1", "10.1.0." + i, 100, 100_000);
            flows.udp("192.0.2.1", "10.1.1." + i, 100, 100_000);
            flows.udp("10.1.0.1", "77." + i + ".3.4", 1, 60);
        }
        tick(meter, flows, 0.2);
        tick(meter, flows, 0.2);
        assertThat(meter.propose().stream().map(network -> network.network()))
                .containsExactly(Prefix.parse("10.1.0.0/23"));
    }

    @Test
    public void aFlowOfAMinuteIsShownAtItsOwnRate() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8");
        FlowTapLane lane = meter.open(0);
        Flows flows = new Flows(lane, 16);
        flows.udp("192.0.2.1", "10.0.0.1", 60_000, 6_000_000);
        flows.batch.lasted(0, 60_000_000_000L);
        flows.drain();
        for (int beat = 0; beat < 70; beat++) {
            tick(meter, flows, 0.2);
        }
        HostTraffic host = meter.host(Address.parse("10.0.0.1")).orElseThrow();
        assertThat(host.rates().get(Metric.IN_PACKETS)).isBetween(990L, 1010L);
        assertThat(host.rates().get(Metric.IN_UDP_BITS)).isBetween(792_000L, 808_000L);
        assertThat(meter.totals().get(polder.api.traffic.Direction.INCOMING).get(Metric.IN_PACKETS))
                .isBetween(990L, 1010L);
        assertThat(meter.counters()).containsEntry("flows", 1L);
    }
}
