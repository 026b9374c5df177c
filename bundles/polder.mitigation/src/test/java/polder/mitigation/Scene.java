// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Level;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Proposal;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** A {@link Desk} with everything around it, on a clock that goes when told, and kept in a map. */
final class Scene implements Around {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    final Map<String, String> kept = new LinkedHashMap<>();
    final Map<String, Policy> policies = new LinkedHashMap<>();
    final Map<String, HostGroup> groups = new HashMap<>();
    /** Each change, as {@code STATE what}. */
    final List<String> told = new ArrayList<>();

    final List<String> passed = new ArrayList<>();
    final Map<UUID, Attack> attacks = new LinkedHashMap<>();

    @Nullable
    PrefixTable own = table("192.0.2.0/24", "198.51.100.0/22", "2001:db8::/32");

    Proposal proposal = new Proposal(List.of(), 0, Double.NaN, "no flows");
    double loss;
    /** What speakers say of everything. */
    Verdict verdict = new Verdict(Verdict.State.CONFIRMED, true, "bird");

    GuardSettings settings = GuardSettings.of(Map.of("share.max", "50"));
    Instant now = START;
    Desk desk = desk();

    static PrefixTable table(String... networks) {
        return new PrefixTable(List.of(networks).stream().map(Prefix::parse).toList());
    }

    Desk desk() {
        Keeper keeper = (key, text) -> {
            if (text == null) {
                kept.remove(key);
            } else {
                kept.put(key, text);
            }
        };
        return new Desk(new Ledger(keeper, this::told), keeper, this, settings);
    }

    private void told(Mitigation mitigation) {
        told.add(mitigation.state() + " " + mitigation.what().target());
    }

    /** The process is killed and started again. */
    void restart() {
        desk = desk();
        List<Entry> entries = kept.entrySet().stream()
                .filter(one -> Ledger.isKey(one.getKey()))
                .map(one -> EntryLine.parse(one.getValue()))
                .toList();
        desk.load(entries, kept.getOrDefault(Desk.STOPPED, ""));
    }

    void policy(String name, String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "polder.mitigation.policy~" + name));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        policies.put(name, Policy.of(properties));
    }

    void guard(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        settings = GuardSettings.of(properties);
        desk.use(settings);
    }

    Attack attack(String target) {
        return attack(target, "web", Level.ALERT, Direction.INCOMING, "threshold");
    }

    Attack attack(String target, String group, Level level, Direction direction, String detector) {
        Rates none = new Rates(new long[Metric.COUNT]);
        return new Attack(
                UUID.randomUUID(),
                Prefix.parse(target),
                Attack.State.ACTIVE,
                group,
                detector,
                null,
                0,
                0,
                0,
                "a flood",
                none,
                none,
                now,
                now,
                null,
                Duration.ofSeconds(30),
                Duration.ofMinutes(30),
                level,
                direction,
                List.of(),
                0,
                0,
                true,
                now,
                "",
                List.of());
    }

    /** The same at another level, acted on or not, over its limits now or not. */
    static Attack with(Attack a, Level level, boolean acting, Instant lastOver, String why) {
        return new Attack(
                a.id(),
                a.target(),
                a.state(),
                a.group(),
                a.detector(),
                a.metric(),
                a.observed(),
                a.limit(),
                a.peak(),
                a.reason(),
                a.startRates(),
                a.rates(),
                a.since(),
                lastOver,
                a.ended(),
                a.hold(),
                a.banTime(),
                level,
                a.direction(),
                a.rules(),
                a.packets(),
                a.bytes(),
                acting,
                a.actedSince(),
                why,
                a.actions());
    }

    Attack begin(Attack attack) {
        attacks.put(attack.id(), attack);
        desk.see(attack, now);
        return attack;
    }

    Attack begin(String target) {
        return begin(attack(target));
    }

    void end(Attack attack, String why) {
        attacks.remove(attack.id());
        desk.see(with(attack, attack.level(), false, attack.lastOver(), why), now);
    }

    /** It is seen over its limits now. */
    Attack over(Attack attack) {
        Attack changed = with(attack, attack.level(), true, now, "");
        attacks.put(attack.id(), changed);
        desk.see(changed, now);
        return changed;
    }

    void pass(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusMillis(Math.min(1000, Duration.between(now, end).toMillis()));
            tick();
        }
    }

    void tick() {
        desk.seeAll(attacks.values(), now);
        desk.tick(now);
        desk.heard(what -> verdict, now);
    }

    /** What routers are to have: {@code blackhole 192.0.2.7}. */
    Set<String> wanted() {
        return desk.wanted(now).stream().map(Announcement::toString).collect(Collectors.toSet());
    }

    Mitigation only() {
        List<Mitigation> active = desk.active();
        if (active.size() != 1) {
            throw new AssertionError(active.toString());
        }
        return active.get(0);
    }

    @Override
    public @Nullable PrefixTable own() {
        return own;
    }

    @Override
    public String why(UUID attack) {
        return "";
    }

    @Override
    public Optional<HostGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    @Override
    public @Nullable Policy policy(String group) {
        return Policy.of(group, policies.values());
    }

    @Override
    public Proposal propose(Attack attack) {
        return proposal;
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public void passedOver(Attack attack, String words) {
        passed.add(words);
    }
}
