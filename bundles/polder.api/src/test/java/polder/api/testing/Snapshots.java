// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import polder.api.traffic.Direction;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.TrafficSnapshot;
import polder.api.traffic.TrafficSnapshot.Table;
import polder.api.traffic.Unit;
import polder.wire.Address;
import polder.wire.Prefix;

/** Snapshots with known values: a metric has the number of its ordinal and one, times a number of the row. */
public final class Snapshots {
    /** What FastNetMon has of a host or network. */
    public static final List<Metric> USUAL = Metric.all().stream()
            .filter(metric -> metric.part() == TrafficClass.TOTAL
                    || (metric.unit() != Unit.FLOWS
                            && List.of(
                                            TrafficClass.TCP,
                                            TrafficClass.SYN,
                                            TrafficClass.UDP,
                                            TrafficClass.ICMP,
                                            TrafficClass.FRAGMENT,
                                            TrafficClass.DROPPED)
                                    .contains(metric.part())))
            .toList();

    private Snapshots() {}

    /**
     * Two groups (web 10, default 20), two networks (192.0.2.0/24 30, 2001:db8::/32 40), three hosts (192.0.2.7 1, 2001:db8::7 2,
     * 192.0.2.130 0), and totals of 100, 200, 300 and 400.
     */
    public static TrafficSnapshot sample(Instant at) {
        List<Address> hosts =
                List.of(Address.parse("192.0.2.7"), Address.parse("2001:db8::7"), Address.parse("192.0.2.130"));
        long[] addresses = new long[6];
        for (int i = 0; i < 3; i++) {
            addresses[2 * i] = hosts.get(i).high();
            addresses[2 * i + 1] = hosts.get(i).low();
        }
        return new TrafficSnapshot(
                at,
                Duration.ofSeconds(1),
                totals(),
                Table.ofGroups(USUAL, List.of("web", "default"), values(10, 20)),
                Table.ofNetworks(
                        USUAL,
                        List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::/32")),
                        new String[] {"", ""},
                        values(30, 40)),
                Table.ofHosts(USUAL, addresses, new String[] {"web", "web", "default"}, values(1, 2, 0)),
                3);
    }

    /** Hosts 10.0.0.0 and on, with TCP and UDP traffic in and out, and the network 10.0.0.0/8. */
    public static TrafficSnapshot many(Instant at, int hosts) {
        long[] addresses = new long[2 * hosts];
        long[] values = new long[hosts * USUAL.size()];
        String[] groups = new String[hosts];
        for (int i = 0; i < hosts; i++) {
            addresses[2 * i + 1] = Address.low4((10 << 24) + i);
            groups[i] = "default";
            for (int m = 0; m < USUAL.size(); m++) {
                TrafficClass part = USUAL.get(m).part();
                boolean has = part == TrafficClass.TOTAL || part == TrafficClass.TCP || part == TrafficClass.UDP;
                values[i * USUAL.size() + m] = has ? at.getEpochSecond() % 1000 * 100 + i + m : 0;
            }
        }
        return new TrafficSnapshot(
                at,
                Duration.ofSeconds(1),
                totals(),
                Table.ofGroups(USUAL, List.of("default"), values(10)),
                Table.ofNetworks(USUAL, List.of(Prefix.parse("10.0.0.0/8")), new String[] {""}, values(30)),
                Table.ofHosts(USUAL, addresses, groups, values),
                hosts);
    }

    private static Map<Direction, Rates> totals() {
        Map<Direction, Rates> totals = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            long[] rates = new long[Metric.COUNT];
            for (int i = 0; i < Metric.COUNT / 2; i++) {
                rates[i] = (i + 1) * 100L * (direction.ordinal() + 1);
            }
            totals.put(direction, new Rates(rates));
        }
        return totals;
    }

    private static long[] values(int... rows) {
        long[] values = new long[rows.length * USUAL.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (USUAL.get(i % USUAL.size()).ordinal() + 1L) * rows[i / USUAL.size()];
        }
        return values;
    }
}
