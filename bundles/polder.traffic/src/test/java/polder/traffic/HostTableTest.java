// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Scope;
import polder.wire.Address;
import polder.wire.Prefix;

public class HostTableTest {
    private static final Scheme SCHEME = scheme(Map.of(Prefix.parse("10.0.0.0/8"), "cfg"));

    private final Pulse pulse = new Pulse();
    private final HostTable table = new HostTable(10_000, SCHEME);
    private final LaneMeter lane = new LaneMeter(() -> SCHEME, pulse, 10_000);
    private final Flows flows = new Flows(lane, 64);

    private static Scheme scheme(Map<Prefix, String> networks) {
        return new Scheme(networks, false, new GroupBook().groups(List.of(), Instant.EPOCH));
    }

    /** A beat in which every host is counted, quiet ones too. */
    private void beat(double seconds) {
        beat(seconds, LaneTable.STRIPES);
    }

    private void beat(double seconds, int stripes) {
        pulse.beat(stripes);
        flows.drain();
        table.begin(seconds, 5);
        Handed taken = lane.take();
        assertThat(taken).isNotNull();
        table.merge(taken);
        taken.clear();
        lane.giveBack(taken);
        table.end(60);
    }

    private static int hostRows(Window window) {
        int rows = 0;
        while (window.scope(rows) == Scope.HOST) {
            rows++;
        }
        return rows;
    }

    private int row(String address) {
        return table.find(Address.parse(address));
    }

    @Test
    public void theSlidingSecondHoldsWhatCameInItAndNothingElse() {
        Random random = new Random(7);
        List<Map<String, Long>> beats = new ArrayList<>();
        for (int b = 0; b < 200; b++) {
            Map<String, Long> counted = new HashMap<>();
            for (int i = 0; i < random.nextInt(300); i++) {
                String host = "10.0." + random.nextInt(3) + "." + random.nextInt(40);
                long packets = 1 + random.nextInt(5);
                flows.udp("192.0.2.1", host, packets, packets * 100);
                counted.merge(host, packets, Long::sum);
            }
            beats.add(counted);
            beat(0.2);
            Map<String, Long> expected = new HashMap<>();
            beats.subList(Math.max(0, beats.size() - 5), beats.size())
                    .forEach(one -> one.forEach((host, packets) -> expected.merge(host, packets, Long::sum)));
            assertThat(table.active().size()).isEqualTo(expected.size());
            expected.forEach((host, packets) -> {
                assertThat(table.sum(row(host), Metric.IN_PACKETS)).isEqualTo(packets);
                assertThat(table.sum(row(host), Metric.IN_UDP_BITS)).isEqualTo(packets * 800);
            });
            assertThat(table.networks.sum(0, Metric.IN_PACKETS))
                    .isEqualTo(expected.values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            assertThat(table.networks.hosts(0)).isEqualTo(expected.size());
        }
    }

    @Test
    public void theAverageRisesAsTheTextbookSays() {
        for (int b = 0; b < 25; b++) {
            flows.udp("192.0.2.1", "10.0.0.1", 20_000, 1);
            beat(0.2);
        }
        // constant 100,000 a second for 5 s with a time constant of 5 s
        assertThat(table.average(row("10.0.0.1"), Metric.IN_PACKETS))
                .isCloseTo(100_000 * (1 - Math.exp(-1)), within(100.0));
        for (int b = 0; b < 25; b++) {
            beat(0.2);
        }
        assertThat(table.average(row("10.0.0.1"), Metric.IN_PACKETS))
                .isCloseTo(100_000 * (1 - Math.exp(-1)) * Math.exp(-1), within(100.0));
    }

    @Test
    public void aLateBeatDoesNotOverstateTheRate() {
        for (int b = 0; b < 10; b++) {
            flows.udp("192.0.2.1", "10.0.0.1", 2000, 1);
            beat(2.0);
        }
        Window window = new Window(table);
        window.at(0);
        assertThat(window.rate(0, Metric.IN_PACKETS)).isEqualTo(1000);
        assertThat(window.average(0, Metric.IN_PACKETS)).isBetween(900L, 1000L);
        assertThat(window.current(0, Metric.IN_PACKETS)).isEqualTo(1000);
    }

    @Test
    public void aShortBurstHasItsRateHoweverLateBeatsAre() {
        Window window = new Window(table);
        long peak = 0;
        for (int b = 0; b < 60; b++) {
            if (b >= 30 && b < 35) {
                flows.udp("192.0.2.1", "10.0.0.1", 10_000, 1);
            }
            beat(b % 7 == 0 ? 0.31 : b % 3 == 0 ? 0.12 : 0.1);
            window.at(0);
            boolean any = window.scope(0) == Scope.HOST;
            peak = Math.max(peak, any ? window.rate(0, Metric.IN_PACKETS) : 0);
        }
        assertThat(peak).isBetween(49_750L, 50_000L);
        assertThat(table.active().size()).isZero();
        assertThat(table.networks.sum(0, Metric.IN_PACKETS)).isZero();
    }

    @Test
    public void idleHostsAreForgottenAndTheirRoomUsedAgain() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5000; i++) {
                flows.udp("192.0.2.1", "10.1." + (i >> 8) + "." + (i & 255), 1, 1);
            }
            beat(0.2);
            assertThat(table.hosts()).isGreaterThanOrEqualTo(5000);
            for (int b = 0; b < 100; b++) {
                beat(1.0);
            }
            assertThat(table.hosts()).isZero();
        }
        assertThat(table.rowCount()).isLessThanOrEqualTo(5000);
    }

    @Test
    public void memoryIsBoundedAndWhatFindsNoRoomIsCounted() {
        for (int i = 0; i < 20_000; i++) {
            flows.udp("192.0.2.1", "10.2." + (i >> 8) + "." + (i & 255), 1, 1);
        }
        beat(0.2);
        assertThat(table.hosts()).isEqualTo(10_000);
        assertThat(table.refused()).isEqualTo(10_000);
    }

    @Test
    public void anotherConfigurationLosesNoCounter() {
        flows.udp("192.0.2.1", "10.0.0.1", 500, 1);
        beat(0.2);
        table.adopt(scheme(Map.of(Prefix.parse("10.0.0.0/24"), "cfg", Prefix.parse("10.9.0.0/16"), "cfg")));
        assertThat(table.sum(row("10.0.0.1"), Metric.IN_PACKETS)).isEqualTo(500);
        assertThat(table.networks.sum(0, Metric.IN_PACKETS)).isEqualTo(500);
        for (int b = 0; b < 6; b++) {
            beat(0.2);
        }
        assertThat(table.networks.sum(0, Metric.IN_PACKETS)).isZero();
        assertThat(table.networks.hosts(0)).isZero();
    }

    @Test
    public void sampledPacketsSayHowManySamplesTheyStandOn() {
        flows.next(Address.parse("192.0.2.1"), Address.parse("10.0.0.1"), 17, 0)
                .volume(25, 2500)
                .sampled(1000);
        flows.udp("192.0.2.1", "10.0.0.2", 25, 2500);
        beat(0.2);
        Window window = new Window(table);
        window.at(0);
        assertThat(window.rate(0, Metric.IN_PACKETS)).isEqualTo(25_000);
        assertThat(window.samples(0, polder.api.traffic.Direction.INCOMING)).isEqualTo(25);
        assertThat(window.samples(1, polder.api.traffic.Direction.INCOMING)).isEqualTo(Long.MAX_VALUE);
        assertThat(window.group(0).name()).isEqualTo(HostGroup.DEFAULT);
        assertThat(window.group(0).hold()).isEqualTo(Duration.ofSeconds(30));
    }

    /** Counted once a second, each in its own beat, and right in all of them. */
    @Test
    public void quietHostsAreRightInEveryBeat() {
        Window window = new Window(table);
        int shown = 0;
        for (int b = 0; b < 200; b++) {
            for (int host = 0; host < 1000; host++) {
                flows.udp("192.0.2.1", "10.0." + (host >> 8) + "." + (host & 255), 5, 500);
            }
            beat(0.1, 1);
            window.at(0);
            shown += b < 100 ? 0 : hostRows(window);
            for (int host = 0; b > 30 && host < 1000; host += 111) {
                int row = row("10.0." + (host >> 8) + "." + (host & 255));
                assertThat(table.sum(row, Metric.IN_PACKETS)).isEqualTo(50);
                assertThat(table.newest(row, Metric.IN_PACKETS)).isEqualTo(50);
                assertThat(table.average(row, Metric.IN_UDP_PACKETS))
                        .isCloseTo(50 * (1 - Math.exp(-b * 0.02)), within(5.5));
            }
        }
        assertThat(window.busy()).isZero();
        assertThat(shown).isEqualTo(10 * 1000);
        assertThat(table.networks.sum(0, Metric.IN_PACKETS)).isEqualTo(50_000);
        assertThat(table.average(row("10.0.0.1"), Metric.IN_PACKETS)).isCloseTo(50 * (1 - Math.exp(-4)), within(1.0));
    }

    @Test
    public void aHostThatBecomesBusyIsShownInEveryBeatFromThenOnAndUntilItsAverageHasFaded() {
        Window window = new Window(table);
        List<Integer> busy = new ArrayList<>();
        for (int b = 0; b < 300; b++) {
            flows.udp("192.0.2.1", "10.0.0.1", b < 50 ? 5 : b < 100 ? 2000 : 0, 500);
            beat(0.1, 1);
            window.at(0);
            busy.add(window.busy());
            if (window.busy() > 0) {
                assertThat(window.target(0)).isEqualTo(Prefix.parse("10.0.0.1/32"));
                assertThat(new Address(window.high(0), window.low(0))).hasToString("10.0.0.1");
            }
        }
        assertThat(busy.subList(0, 50)).containsOnly(0);
        assertThat(busy.subList(50, 220)).containsOnly(1);
        assertThat(busy.subList(290, 300)).containsOnly(0);
    }
}
