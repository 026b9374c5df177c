// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Attacks;
import polder.api.attack.Level;
import polder.api.attack.Maintenance;
import polder.api.attack.Rule;
import polder.api.attack.Step;
import polder.api.capture.LaneStatus;
import polder.api.capture.Lanes;
import polder.api.flow.Exporters;
import polder.api.flow.FilterRule;
import polder.api.flow.FilterRules;
import polder.api.flow.FlowExport;
import polder.api.flow.FlowExports;
import polder.api.replay.Replays;
import polder.api.replay.Simulations;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostGroup.Heritage;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.NetworkTraffic;
import polder.api.traffic.Rates;
import polder.api.traffic.Traffic;
import polder.wire.Address;
import polder.wire.Prefix;

/** A small network: ten IPv4 and three IPv6 hosts, one of them under attack. */
public final class Fakes {
    static final UUID ID = UUID.fromString("0badcafe-0000-4000-8000-000000000001");
    static final HostGroup DEFAULT = new HostGroup(
            "default",
            List.of(),
            Map.of(
                    Metric.IN_PACKETS,
                    new Limit(20_000, "default"),
                    Metric.IN_BITS,
                    new Limit(1_000_000_000, "default")),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1900));
    static final HostGroup WEB = new HostGroup(
            "web",
            List.of(Prefix.parse("10.0.0.0/30")),
            Map.of(
                    Metric.IN_PACKETS,
                    new Limit(new Bound(4_000, "night"), new Bound(5_000, "web"), null),
                    Metric.IN_BITS,
                    new Limit(1_000_000_000, "default")),
            Map.of(Metric.IN_PACKETS, new Limit(80_000, "base")),
            Duration.ofSeconds(30),
            Duration.ZERO,
            Mode.ACT,
            Mode.NOTIFY,
            List.of("mail", "script"),
            new Heritage(
                    List.of("night", "web", "base", "default"),
                    Map.of("mode", "base", "actions", "web"),
                    List.of("night")));

    final List<Attack> active = new ArrayList<>(List.of(attack()));
    final List<Attack> ended = new ArrayList<>();
    List<NetworkTraffic> networks = List.of(new NetworkTraffic(Prefix.parse("10.0.0.0/16"), "cfg", 10, rates(36_000)));
    List<LaneStatus> lanes = List.of(
            lane("edge", LaneStatus.State.RUNNING, "", Map.of("TRUNCATED", 3L, "MISSING_TEMPLATE", 17L)),
            lane("mirror", LaneStatus.State.FAILED, "eth7: no such device", Map.of()));

    final FakeExporters exporters = new FakeExporters();
    List<FilterRule> filterRules = List.of(
            new FilterRule(
                    "polder.filter.whitelist",
                    "etc/polder.filter.whitelist-backup.cfg",
                    "rule.rsync",
                    "protocol tcp target.port 873",
                    0,
                    1200,
                    1_200_000,
                    900_000_000,
                    0,
                    0,
                    ""),
            new FilterRule(
                    "polder.filter.lua",
                    "etc/polder.filter.lua-hooks.cfg",
                    "process_netflow",
                    "/etc/hooks.lua",
                    1000,
                    10,
                    20,
                    30,
                    1_571_000,
                    2,
                    "hooks.lua:3 no such field"));

    List<FlowExport> exports = List.of();

    final FakeReplays replays = new FakeReplays();

    Map<Class<?>, Object> services() {
        return Map.of(
                Traffic.class,
                new FakeTraffic(),
                Attacks.class,
                new FakeAttacks(),
                Maintenance.class,
                new FakeMaintenance(),
                Lanes.class,
                (Lanes) () -> lanes,
                Exporters.class,
                exporters,
                FilterRules.class,
                (FilterRules) () -> filterRules,
                FlowExports.class,
                (FlowExports) () -> exports,
                Replays.class,
                replays,
                Simulations.class,
                new FakeSimulations());
    }

    /** Incoming packets, 4000 bits each, a flow of ten; half of it is UDP, a quarter goes out. */
    static Rates rates(long packets) {
        long[] values = new long[Metric.COUNT];
        values[Metric.IN_PACKETS.ordinal()] = packets;
        values[Metric.IN_BITS.ordinal()] = packets * 4000;
        values[Metric.IN_FLOWS.ordinal()] = packets / 10;
        values[Metric.IN_UDP_PACKETS.ordinal()] = packets / 2;
        values[Metric.OUT_PACKETS.ordinal()] = packets / 4;
        return new Rates(values);
    }

    static HostTraffic host(String address, long packets) {
        Address host = Address.parse(address);
        HostGroup group = WEB.networks().get(0).contains(host) ? WEB : DEFAULT;
        return new HostTraffic(
                host, Prefix.around(host, host.isV4() ? 16 : 32), group, rates(packets), rates(packets), 0);
    }

    static Attack attack() {
        Instant since = Instant.parse("2026-03-01T12:00:00Z");
        return new Attack(
                ID,
                Prefix.parse("10.0.0.1"),
                Attack.State.ACTIVE,
                "web",
                "polder.detect.threshold",
                Metric.IN_PACKETS,
                31_000,
                5_000,
                34_000,
                "31.0 kpps where 5.00 kpps is the limit",
                rates(31_000),
                rates(34_000),
                since,
                since.plusSeconds(60),
                null,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1900),
                Level.ALERT,
                Direction.INCOMING,
                List.of(rule(since)),
                1_234_567,
                987_654_321,
                true,
                since,
                "",
                List.of());
    }

    private static Rule rule(Instant since) {
        return new Rule(
                "polder.detect.threshold",
                Level.ALERT,
                Metric.IN_UDP_PACKETS,
                "web",
                30_100,
                4_000,
                33_300,
                270,
                "incoming udp 30.1 kpps",
                since,
                since.plusSeconds(60));
    }

    private static LaneStatus lane(String name, LaneStatus.State state, String problem, Map<String, Long> rejects) {
        return new LaneStatus(
                name,
                "polder.capture.udp",
                0,
                state,
                problem,
                "netflow",
                1_000_000,
                1_400_000_000L,
                30_000_000,
                0,
                12,
                rejects,
                4000,
                120_000);
    }

    private final class FakeTraffic implements Traffic {
        private List<HostTraffic> hosts() {
            List<HostTraffic> hosts = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                hosts.add(Fakes.host("10.0.0." + i, 30_000 / i));
            }
            for (int i = 1; i <= 3; i++) {
                hosts.add(Fakes.host("2001:db8::" + i, 800 / i));
            }
            return hosts;
        }

        @Override
        public List<HostTraffic> top(Metric metric, int most, Boolean v4) {
            return hosts().stream()
                    .filter(host -> v4 == null || host.address().isV4() == v4)
                    .sorted(Comparator.comparingLong(
                            (HostTraffic host) -> -host.averages().get(metric)))
                    .limit(most)
                    .toList();
        }

        @Override
        public Optional<HostTraffic> host(Address address) {
            return hosts().stream()
                    .filter(host -> host.address().equals(address))
                    .findFirst();
        }

        @Override
        public HostGroup groupOf(Address address) {
            return WEB.networks().get(0).contains(address) ? WEB : DEFAULT;
        }

        @Override
        public Optional<NetworkTraffic> networkOf(Address address) {
            return networks.stream()
                    .filter(one -> one.network().contains(address))
                    .findFirst();
        }

        @Override
        public List<HostGroup> groups() {
            return List.of(DEFAULT, WEB);
        }

        @Override
        public Rates groupRates(String group) {
            return rates(40_000);
        }

        @Override
        public List<NetworkTraffic> networks() {
            return networks;
        }

        @Override
        public List<NetworkTraffic> propose() {
            return List.of(
                    new NetworkTraffic(Prefix.parse("10.0.0.0/24"), "seen", 10, rates(36_000)),
                    new NetworkTraffic(Prefix.parse("2001:db8::/48"), "seen", 3, rates(1_000)));
        }

        @Override
        public Map<Direction, Rates> totals() {
            Map<Direction, Rates> totals = new EnumMap<>(Direction.class);
            for (Direction direction : Direction.values()) {
                totals.put(direction, rates(100_000 / (direction.ordinal() + 1)));
            }
            return totals;
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of("hosts", 13L, "hosts.refused", 0L, "flows", 30_000_000L);
        }
    }

    private static final class FakeMaintenance implements Maintenance {
        private final List<Window> windows = new ArrayList<>();

        @Override
        public List<Window> windows() {
            return List.copyOf(windows);
        }

        @Override
        public Window start(Prefix network, Duration time, String reason) {
            Instant from = Instant.parse("2026-03-01T12:00:00Z");
            windows.add(new Window(network, from, from.plus(time), reason));
            return windows.get(windows.size() - 1);
        }

        @Override
        public Optional<Window> stop(Prefix network) {
            Optional<Window> found = windows.stream()
                    .filter(window -> Objects.equals(window.network(), network))
                    .findFirst();
            found.ifPresent(windows::remove);
            return found;
        }
    }

    private final class FakeAttacks implements Attacks {
        @Override
        public List<Attack> active() {
            return List.copyOf(active);
        }

        @Override
        public List<Attack> ended() {
            return List.copyOf(ended);
        }

        @Override
        public Optional<Attack> find(UUID id) {
            return active.stream().filter(one -> one.id().equals(id)).findFirst();
        }

        @Override
        public Attack ban(Address host, Duration time, String reason) {
            if (active.stream().anyMatch(one -> one.target().equals(Prefix.host(host)))) {
                throw new IllegalArgumentException(host + " is under attack or banned already");
            }
            Instant now = Instant.now();
            Attack ban = new Attack(
                    UUID.randomUUID(),
                    Prefix.host(host),
                    Attack.State.ACTIVE,
                    "default",
                    Attack.MANUAL,
                    null,
                    0,
                    0,
                    0,
                    reason,
                    Rates.NONE,
                    Rates.NONE,
                    now,
                    now,
                    null,
                    Duration.ZERO,
                    time);
            active.add(0, ban);
            return ban;
        }

        @Override
        public Optional<Attack> release(UUID id, String reason) {
            Optional<Attack> found = find(id);
            found.ifPresent(one -> {
                active.remove(one);
                ended.add(0, one);
            });
            return found;
        }

        @Override
        public List<Step> steps(UUID id) {
            Instant at = Instant.parse("2026-03-01T12:00:01Z");
            return List.of(
                    new Step(at, Step.DECISION, Phase.STARTED, AttackEvent.Action.BEGIN, false, "acted on for 31m40s"),
                    new Step(at, "route noc", Phase.STARTED, AttackEvent.Action.BEGIN, true, "exit code 3"),
                    new Step(at, "route mail", Phase.STARTED, AttackEvent.Action.BEGIN, false, ""));
        }

        @Override
        public void took(AttackEvent event, String who, String failure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ListenerStatus> listeners() {
            return List.of(new ListenerStatus("polder.notify.script", 7, 1, 2, 0, "exit code 1"));
        }
    }
}
