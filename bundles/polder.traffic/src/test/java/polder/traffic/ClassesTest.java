// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.api.traffic.TrafficClass.*;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Scope;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.Unit;
import polder.wire.Address;

/** Which classes of traffic flows are counted in, from the batch to the window. */
public class ClassesTest {
    /** What a flow is, and the classes it is of beside the total. */
    private record Kind(int protocol, int flags, int port, boolean fragment, Set<TrafficClass> classes) {
        Kind(int protocol, int flags, int port, TrafficClass... classes) {
            this(protocol, flags, port, false, EnumSet.copyOf(List.of(classes)));
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(6, 0x02, 443, TCP, SYN),
            new Kind(6, 0x42, 443, TCP, SYN),
            new Kind(6, 0x12, 443, TCP, SYN_ACK),
            new Kind(6, 0xd2, 443, TCP, SYN_ACK),
            // a whole connection, as a flow record tells of it
            new Kind(6, 0x1b, 443, TCP),
            new Kind(6, 0x1a, 443, TCP),
            new Kind(6, 0x16, 443, TCP),
            new Kind(6, 0x10, 443, TCP),
            new Kind(6, 0x04, 443, TCP),
            new Kind(6, 0x10, 53, TCP),
            new Kind(6, 0x02, 53, TCP, SYN),
            new Kind(6, 0x12, 389, TCP, SYN_ACK),
            new Kind(17, 0, 40000, UDP),
            new Kind(17, 0x12, 40000, UDP),
            new Kind(17, 0x02, 443, UDP),
            new Kind(17, 0, 53, UDP, DNS, AMPLIFICATION),
            new Kind(17, 0x12, 53, UDP, DNS, AMPLIFICATION),
            new Kind(17, 0, 123, UDP, NTP, AMPLIFICATION),
            new Kind(17, 0, 161, UDP, SNMP, AMPLIFICATION),
            new Kind(17, 0, 1900, UDP, SSDP, AMPLIFICATION),
            new Kind(17, 0, 389, UDP, CLDAP, AMPLIFICATION),
            new Kind(17, 0, 11211, UDP, MEMCACHED, AMPLIFICATION),
            new Kind(17, 0, 19, UDP, CHARGEN, AMPLIFICATION),
            new Kind(17, 0, 111, UDP, AMPLIFICATION),
            new Kind(17, 0, 3702, UDP, AMPLIFICATION),
            new Kind(17, 0, 53413, UDP, AMPLIFICATION),
            new Kind(17, 0, 4500, UDP),
            new Kind(17, 0, 27015, UDP),
            new Kind(17, 0, 0, true, EnumSet.of(UDP, FRAGMENT)),
            new Kind(17, 0, 53, true, EnumSet.of(UDP, FRAGMENT, DNS, AMPLIFICATION)),
            new Kind(1, 0, 53, ICMP),
            new Kind(58, 0, 0, ICMP),
            new Kind(47, 0, 0, OTHER),
            new Kind(50, 0x12, 53, OTHER),
            new Kind(132, 0, 19, OTHER),
            new Kind(0, 0, 0, OTHER),
            new Kind(255, 0, 0, true, EnumSet.of(OTHER, FRAGMENT)));

    private final TrafficMeter meter = new TrafficMeter(
            TrafficSettings.of(Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8")),
            Path.of("/nonexistent"));
    private final Flows flows = new Flows(meter.open(0), 64);

    private static Address host(int i) {
        return Address.v4(0x0a000000 + i);
    }

    private void send(Kind kind, Address from, Address to, long lastsNanos) {
        flows.batch
                .next(0)
                .between(from.high(), from.low(), to.high(), to.low())
                .ports(kind.port, kind.port == 53 ? 19 : 53)
                .kind(kind.protocol, kind.flags, kind.fragment)
                .volume(3000, 1_500_000)
                .lasted(0, lastsNanos);
    }

    private static void expect(Rates rates, Direction side, Kind kind, Map<Unit, Long> each) {
        for (Metric metric : Metric.all()) {
            boolean holds =
                    metric.direction() == side && (metric.part() == TOTAL || kind.classes.contains(metric.part()));
            assertThat(rates.get(metric)).as("%s of %s", metric, kind).isEqualTo(holds ? each.get(metric.unit()) : 0);
        }
    }

    @Test
    public void everyFlowIsCountedInItsClassesAndInNoOther() {
        Address remote = Address.parse("192.0.2.1");
        for (int i = 0; i < KINDS.size(); i++) {
            send(KINDS.get(i), remote, host(i), 0);
            send(KINDS.get(i), host(1000 + i), remote, 0);
        }
        TrafficMeterTest.tick(meter, flows, 0.1);
        Map<Unit, Long> each = Map.of(Unit.PACKETS, 3000L, Unit.BITS, 12_000_000L, Unit.FLOWS, 1L);
        for (int i = 0; i < KINDS.size(); i++) {
            HostTraffic in = meter.host(host(i)).orElseThrow();
            expect(in.rates(), Direction.INCOMING, KINDS.get(i), each);
            HostTraffic out = meter.host(host(1000 + i)).orElseThrow();
            expect(out.rates(), Direction.OUTGOING, KINDS.get(i), each);
        }
    }

    @Test
    public void whatLastsBetweenOwnHostsIsInternalForBoth() {
        TrafficMeter counts = new TrafficMeter(
                TrafficSettings.of(
                        Map.of("service.pid", "polder.traffic", "networks", "10.0.0.0/8", "internal", "notify")),
                Path.of("/nonexistent"));
        Flows between = new Flows(counts.open(0), 64);
        between.batch
                .next(0)
                .between(host(1).high(), host(1).low(), host(2).high(), host(2).low())
                .ports(40000, 443)
                .kind(6, 0x1b, false)
                .volume(3000, 1_500_000)
                .lasted(0, 30_000_000_000L);
        for (int beat = 0; beat < 50; beat++) {
            TrafficMeterTest.tick(counts, between, 0.2);
        }
        Rates from = counts.host(host(1)).orElseThrow().rates();
        Rates to = counts.host(host(2)).orElseThrow().rates();
        assertThat(from.get(Metric.OUT_INTERNAL_PACKETS)).isEqualTo(100).isEqualTo(from.get(Metric.OUT_PACKETS));
        assertThat(to.get(Metric.IN_INTERNAL_BITS)).isEqualTo(400_000).isEqualTo(to.get(Metric.IN_BITS));
    }

    @Test
    public void soIsAFlowThatLasts() {
        Address remote = Address.parse("192.0.2.1");
        for (int i = 0; i < KINDS.size(); i++) {
            send(KINDS.get(i), remote, host(i), 30_000_000_000L);
        }
        for (int beat = 0; beat < 50; beat++) {
            TrafficMeterTest.tick(meter, flows, 0.2);
        }
        Map<Unit, Long> each = Map.of(Unit.PACKETS, 100L, Unit.BITS, 400_000L, Unit.FLOWS, 0L);
        for (int i = 0; i < KINDS.size(); i++) {
            expect(meter.host(host(i)).orElseThrow().rates(), Direction.INCOMING, KINDS.get(i), each);
        }
    }

    @Test
    public void aWindowHasEveryClassOfHostsNetworksGroupsAndAll() {
        Address remote = Address.parse("192.0.2.1");
        List<String> wrong = new ArrayList<>();
        List<Scope> seen = new ArrayList<>();
        meter.addTap(window -> {
            for (int row = 0; row < window.size(); row++) {
                seen.add(window.scope(row));
                for (TrafficClass part : TrafficClass.values()) {
                    Metric metric = Metric.of(Direction.INCOMING, part, Unit.PACKETS);
                    long kinds = part == TOTAL
                            ? KINDS.size()
                            : KINDS.stream()
                                    .filter(kind -> kind.classes.contains(part))
                                    .count();
                    if (window.rate(row, metric) != 3000 * kinds) {
                        wrong.add(window.scope(row) + " " + metric + " " + window.rate(row, metric));
                    }
                }
            }
        });
        KINDS.forEach(kind -> send(kind, remote, host(1), 0));
        TrafficMeterTest.tick(meter, flows, 0.1);
        assertThat(wrong).isEmpty();
        assertThat(seen).containsExactly(Scope.HOST, Scope.PREFIX, Scope.GROUP, Scope.TOTAL);
    }

    @Test
    public void aLimitOfEachNewClassIsPassedByItsTrafficAlone() {
        Address remote = Address.parse("192.0.2.1");
        Set<TrafficClass> parts = EnumSet.range(DNS, AMPLIFICATION);
        parts.addAll(List.of(SYN_ACK, OTHER));
        for (TrafficClass part : parts) {
            Metric metric = Metric.of(Direction.INCOMING, part, Unit.BITS);
            meter.addGroup(new Group(
                    Map.of("service.pid", "polder.traffic.group~default", "limit." + metric.key(), "10mbps")));
            for (int i = 0; i < KINDS.size(); i++) {
                send(KINDS.get(i), remote, host(i), 0);
            }
            TrafficMeterTest.tick(meter, flows, 0.1);
            for (int i = 0; i < KINDS.size(); i++) {
                HostTraffic host = meter.host(host(i)).orElseThrow();
                HostGroup group = host.group();
                Limit limit = group.limit(metric);
                assertThat(limit).isEqualTo(new Limit(10_000_000, "default"));
                assertThat(host.rates().get(metric) > 10_000_000)
                        .as("%s by %s", metric, KINDS.get(i))
                        .isEqualTo(KINDS.get(i).classes.contains(part));
            }
        }
    }

    @Test
    public void lanesTellFlowsApartAsTheClassesSay() {
        List<TrafficClass> parts = Arrays.stream(TrafficClass.values())
                .filter(part -> part != AMPLIFICATION)
                .toList();
        for (int protocol : new int[] {0, 1, 6, 17, 47, 58}) {
            for (int flags = 0; flags < 256; flags++) {
                for (int port = 0; port < 65536; port += port < 2048 ? 1 : 37) {
                    int part = Columns.part(protocol, flags, port);
                    long counted = 1L << Columns.OF_PROTOCOL[protocol] | (part == Columns.NONE ? 0 : 1L << part);
                    for (TrafficClass one : parts) {
                        long columns = Columns.columns(Metric.of(Direction.INCOMING, one, Unit.PACKETS));
                        if ((columns & counted) != 0 != one.holds(protocol, flags, port)) {
                            throw new AssertionError(one + " of " + protocol + " " + flags + " " + port);
                        }
                    }
                }
            }
        }
    }
}
