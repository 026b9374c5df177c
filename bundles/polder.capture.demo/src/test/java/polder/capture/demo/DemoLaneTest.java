// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.Test;
import polder.api.capture.CaptureLane;
import polder.api.capture.PacketBatch;
import polder.api.config.SettingsException;
import polder.wire.Address;
import polder.wire.Prefix;

public class DemoLaneTest {
    private static final List<Prefix> NETWORKS =
            List.of(Prefix.parse("198.51.100.0/24"), Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8::/48"));

    private final FakeTicker ticker = new FakeTicker();
    private final PacketBatch batch = new PacketBatch(64);

    private static Map<String, Object> properties(Object... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                "service.pid",
                "polder.capture.demo~demo",
                "networks",
                "198.51.100.0/24, 203.0.113.0/24, 2001:db8::/48"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    private CaptureLane lane(Object... keysAndValues) {
        DemoCapture capture = new DemoCapture(null, properties(keysAndValues));
        return new DemoLane(capture, capture.settings(), ticker);
    }

    /** Polls until a time and gives how many frames came. */
    private long until(double seconds, CaptureLane lane) throws Exception {
        long all = 0;
        while (ticker.seconds() < seconds) {
            all += lane.poll(batch);
        }
        return all;
    }

    private void each(double seconds, CaptureLane lane, Consumer<Dissected> look) throws Exception {
        while (ticker.seconds() < seconds) {
            int got = lane.poll(batch);
            for (int i = 0; i < got; i++) {
                look.accept(Dissected.of(batch, i));
            }
        }
    }

    private static boolean isOurs(Address address) {
        return NETWORKS.stream().anyMatch(network -> network.contains(address));
    }

    @Test
    public void theRatesAreAsConfigured() throws Exception {
        CaptureLane lane = lane();
        assertThat(until(8, lane)).isCloseTo(40_000, within(100L));
        assertThat(until(28, lane)).isCloseTo(20 * 65_000, within(1000L));
        assertThat(until(48, lane)).isCloseTo(20 * 5_000, within(500L));
        assertThat(until(68, lane)).isCloseTo(20 * 65_000, within(1000L));
    }

    @Test
    public void aPollWaitsMillisecondsOnlyAndGivesBursts() throws Exception {
        CaptureLane lane = lane();
        long polls = 0;
        while (ticker.seconds() < 20) {
            long before = ticker.nanos;
            lane.poll(batch);
            assertThat(ticker.nanos - before).isLessThan(100_000_000);
            polls++;
        }
        assertThat(polls).isLessThan(20_000);
    }

    @Test
    public void aLaneThatWasHeldUpDoesNotMakeUpForIt() throws Exception {
        CaptureLane lane = lane();
        until(1, lane);
        ticker.nanos += 5_000_000_000L;
        assertThat(until(6.1, lane)).isBetween(2_500L, 3_500L);
    }

    @Test
    public void everydayTrafficGoesBothWaysOverManyHostsAndProtocols() throws Exception {
        Map<Integer, Integer> protocols = new HashMap<>();
        Map<Address, Integer> hosts = new HashMap<>();
        int[] ways = new int[2];
        each(4, lane(), frame -> {
            assertThat(isOurs(frame.from())).isNotEqualTo(isOurs(frame.to()));
            ways[isOurs(frame.to()) ? 0 : 1]++;
            protocols.merge(frame.protocol(), 1, Integer::sum);
            hosts.merge(isOurs(frame.to()) ? frame.to() : frame.from(), 1, Integer::sum);
        });
        assertThat(ways[0]).isBetween(8_500, 11_500);
        assertThat(protocols).containsOnlyKeys(1, 6, 17, 58);
        assertThat(protocols.get(6)).isGreaterThan(13_000);
        assertThat(hosts.size()).isBetween(150, 600);
        assertThat(hosts.keySet().stream().map(Address::isV4)).contains(true, false);
        int busiest = hosts.values().stream().max(Integer::compare).orElse(0);
        assertThat(busiest).isBetween(1_500, 5_000);
    }

    /** Attack number n alone: there is no everyday traffic. */
    private List<Dissected> attack(int n) throws Exception {
        List<Dissected> seen = new ArrayList<>();
        CaptureLane lane = lane("background", "0pps", "attack.rate", "1kpps");
        until(8 + n * 40, lane);
        each(8 + n * 40 + 20, lane, seen::add);
        assertThat(seen).hasSizeBetween(19_500, 20_500);
        assertThat(seen.stream().map(Dissected::to).distinct()).hasSize(1);
        assertThat(isOurs(seen.get(0).to())).isTrue();
        assertThat(seen).noneMatch(frame -> isOurs(frame.from()));
        return seen;
    }

    private static Set<Address> sources(List<Dissected> frames) {
        Set<Address> sources = new HashSet<>();
        frames.forEach(frame -> sources.add(frame.from()));
        return sources;
    }

    @Test
    public void theFirstAttackIsASynFloodFromSpoofedSources() throws Exception {
        List<Dissected> frames = attack(0);
        assertThat(frames)
                .allMatch(frame -> frame.protocol() == 6 && frame.tcpFlags() == 2 && frame.targetPort() == 443);
        assertThat(sources(frames)).hasSizeGreaterThan(10_000);
    }

    @Test
    public void amplificationsComeFromAFewServersOfOnePort() throws Exception {
        int[] ports = {123, 53, 11211};
        for (int i = 0; i < 3; i++) {
            int port = ports[i];
            List<Dissected> frames = attack(1 + 5 * i);
            assertThat(frames).allMatch(frame -> frame.protocol() == 17 && frame.sourcePort() == port);
            assertThat(sources(frames)).hasSizeBetween(100, 200);
            ticker.nanos = 0;
        }
    }

    @Test
    public void thenComeIcmpFragmentsAndIpv6() throws Exception {
        assertThat(attack(2)).allMatch(frame -> frame.protocol() == 1 && !frame.fragment());
        ticker.nanos = 0;
        assertThat(attack(3)).allMatch(frame -> frame.protocol() == 17 && frame.fragment());
        ticker.nanos = 0;
        assertThat(attack(4))
                .allMatch(frame -> frame.protocol() == 17 && !frame.to().isV4());
        ticker.nanos = 0;
        assertThat(attack(5)).allMatch(frame -> frame.tcpFlags() == 2);
    }

    @Test
    public void theSameSeedGivesTheSameFrames() throws Exception {
        List<Dissected> once = new ArrayList<>();
        each(9, lane("seed", "7"), once::add);
        ticker.nanos = 0;
        List<Dissected> again = new ArrayList<>();
        each(9, lane("seed", "7"), again::add);
        ticker.nanos = 0;
        List<Dissected> other = new ArrayList<>();
        each(9, lane("seed", "8"), other::add);
        assertThat(again).isEqualTo(once);
        assertThat(other).isNotEqualTo(once);
    }

    @Test
    public void nothingIsAllocated() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CaptureLane lane = lane();
        until(208, lane);
        long before = threads.getCurrentThreadAllocatedBytes();
        long frames = until(408, lane);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(frames).isGreaterThan(6_000_000);
        assertThat(after - before).isZero();
    }

    @Test
    public void networksOfOneFamilyAreEnough() throws Exception {
        CaptureLane v6 = lane("networks", "2001:db8:1::/64", "first.attack", "0s");
        each(1, v6, frame -> assertThat(frame.to().isV4()).isFalse());
        ticker.nanos = 0;
        CaptureLane host = lane("networks", "192.0.2.200", "first.attack", "0s");
        each(1, host, frame -> assertThat(
                        List.of(frame.from().toString(), frame.to().toString()))
                .contains("192.0.2.200"));
    }

    @Test
    public void badSettingsAreRefusedAndTheLastGoodOnesGoOn() throws Exception {
        assertThatThrownBy(() -> lane("networks", "", "background", "many"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("networks =  names no network")
                .hasMessageContaining("background = many is not accepted; give a rate");
        DemoCapture capture = new DemoCapture(null, properties());
        CaptureLane lane = new DemoLane(capture, capture.settings(), ticker);
        capture.modified(properties("seed", "-1"));
        assertThat(lane.poll(batch)).isPositive();
        capture.modified(properties("seed", "2"));
        assertThat(lane.poll(batch)).isEqualTo(CaptureLane.REOPEN);
    }
}
