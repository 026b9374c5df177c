// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.traffic.Direction;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Address;

/** What FastNetMon means by its configuration, where we mean the same. The differences are in docs/detection.md. */
public class FastNetMonTest {
    private static final Address HOST = Address.parse("10.0.0.1");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TrafficMeter meter(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.traffic"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new TrafficMeter(TrafficSettings.of(properties), folder.getRoot().toPath());
    }

    private static Group group(String name, String key, String value) {
        return new Group(Map.of("service.pid", "polder.traffic.group~" + name, key, value));
    }

    /** A second of so many packets to the host. */
    private static void second(TrafficMeter meter, Flows flows, double seconds, long packets) {
        if (packets > 0) {
            flows.udp("192.0.2.1", "10.0.0.1", packets, packets * 100).drain();
        }
        TrafficMeterTest.tick(meter, flows, seconds);
    }

    private static HostTraffic host(TrafficMeter meter) {
        return meter.host(HOST).orElseThrow();
    }

    @Test
    public void theAverageRisesToTheSameShareOfAConstantRate() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8", "average", "5s");
        Flows flows = new Flows(meter.open(0), 16);
        double[] shares = new double[16];
        for (int second = 1; second <= 15; second++) {
            second(meter, flows, 1, 100_000);
            shares[second] = host(meter).averages().get(Metric.IN_PACKETS) / 1000.0;
        }
        assertThat(shares[1]).isCloseTo(18, within(0.5));
        assertThat(shares[2]).isCloseTo(33, within(0.5));
        assertThat(shares[3]).isCloseTo(45, within(0.5));
        assertThat(shares[5]).isCloseTo(63, within(0.5));
        assertThat(shares[10]).isCloseTo(86, within(0.5));
        assertThat(shares[15]).isCloseTo(95, within(0.5));
    }

    @Test
    public void aConstantRatePassesALimitAfterAsManySeconds() {
        Map<Long, Integer> seconds = Map.of(100_000L, 2, 25_000L, 9, 22_000L, 12);
        seconds.forEach((rate, expected) -> {
            TrafficMeter meter = meter("networks", "10.0.0.0/8", "average", "5s");
            Flows flows = new Flows(meter.open(0), 16);
            int passed = 0;
            do {
                second(meter, flows, 1, rate);
                passed++;
            } while (host(meter).averages().get(Metric.IN_PACKETS) <= 20_000);
            assertThat(passed).as("%d pps", rate).isEqualTo(expected);
        });
    }

    /** There a pass that comes after 1.9 s divides by one second. */
    @Test
    public void aLateBeatRaisesNoRate() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8");
        Flows flows = new Flows(meter.open(0), 16);
        for (int i = 0; i < 20; i++) {
            second(meter, flows, 0.1, 1000);
        }
        second(meter, flows, 1.9, 19_000);
        assertThat(host(meter).rates().get(Metric.IN_PACKETS)).isCloseTo(10_000, within(50L));
        assertThat(host(meter).averages().get(Metric.IN_PACKETS)).isLessThan(10_000);
    }

    @Test
    public void directionsAreThoseOfTheNetworks() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8");
        Flows flows = new Flows(meter.open(0), 16);
        flows.udp("192.0.2.1", "10.0.0.1", 1, 100)
                .udp("10.0.0.1", "192.0.2.1", 10, 100)
                .udp("10.0.0.1", "10.0.0.2", 100, 100)
                .udp("192.0.2.1", "192.0.2.2", 1000, 100)
                .drain();
        TrafficMeterTest.tick(meter, flows, 1);
        Map<Direction, Rates> totals = meter.totals();
        assertThat(packets(totals, Direction.INCOMING)).isEqualTo(1);
        assertThat(packets(totals, Direction.OUTGOING)).isEqualTo(10);
        assertThat(packets(totals, Direction.INTERNAL)).isEqualTo(100);
        assertThat(packets(totals, Direction.OTHER)).isEqualTo(1000);
        assertThat(host(meter).rates().get(Metric.IN_PACKETS)).isEqualTo(1);
        assertThat(host(meter).rates().get(Metric.OUT_PACKETS)).isEqualTo(10);
        assertThat(meter.host(Address.parse("10.0.0.2")))
                .as("internal raises nothing")
                .isEmpty();
    }

    private static long packets(Map<Direction, Rates> totals, Direction direction) {
        return Objects.requireNonNull(totals.get(direction)).get(Metric.IN_PACKETS);
    }

    /** There nothing can be done about it; here it is a switch. */
    @Test
    public void internalTrafficCountsWhenItIsSwitchedOn() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8", "internal", "notify");
        Flows flows = new Flows(meter.open(0), 16);
        flows.udp("10.0.0.2", "10.0.0.1", 100, 100).drain();
        TrafficMeterTest.tick(meter, flows, 1);
        assertThat(host(meter).rates().get(Metric.IN_PACKETS)).isEqualTo(100);
        assertThat(host(meter).rates().get(Metric.IN_INTERNAL_PACKETS)).isEqualTo(100);
        Rates sender = meter.host(Address.parse("10.0.0.2")).orElseThrow().rates();
        assertThat(sender.get(Metric.OUT_PACKETS)).isEqualTo(100);
        assertThat(sender.get(Metric.OUT_INTERNAL_BITS)).isEqualTo(sender.get(Metric.OUT_BITS));
    }

    /** There a group's prefix has to be one of the networks too, and IPv6 hosts have no groups. */
    @Test
    public void theGroupIsThatOfTheLongestPrefixWhateverTheNetworks() {
        TrafficMeter meter = meter("networks", "10.0.0.0/8 2001:db8::/32");
        meter.addGroup(group("wide", "networks", "10.0.0.0/16, 2001:db8::/33"));
        meter.addGroup(group("host", "networks", "10.0.0.1, 2001:db8::1"));
        meter.addGroup(group("all6", "networks", "::/0"));
        Map<String, String> expected = Map.of(
                "10.0.0.1", "host",
                "10.0.0.2", "wide",
                "10.1.0.0", "default",
                "192.0.2.1", "default",
                "2001:db8::1", "host",
                "2001:db8::2", "wide",
                "2001:db8:8000::1", "all6");
        expected.forEach((address, name) -> assertThat(
                        meter.groupOf(Address.parse(address)).name())
                .as(address)
                .isEqualTo(name));
    }
}
