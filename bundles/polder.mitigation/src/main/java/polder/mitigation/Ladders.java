// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.mitigation.Gate.Asks;
import polder.mitigation.Guard.No;
import polder.mitigation.Policy.Mode;
import polder.mitigation.Targets.Plan;
import polder.mitigation.Targets.Planned;
import polder.wire.Prefix;

/** Goes up the ladders of the attacks that are acted on. Guarded by the {@link Desk}. */
final class Ladders {
    /** When a step for which there was nothing to announce is tried again, and one the guard was against. */
    private static final Duration NOTHING_PAUSE = Duration.ofSeconds(5);

    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(1);
    /** An attack on a target that had one so short ago begins at the step that one had reached. */
    private static final Duration BACK = Duration.ofMinutes(10);

    private static final int BACK_MOST = 10_000;
    /** How long a policy has to be another one before what was done by it is undone: files are changed in steps. */
    private static final Duration MISFIT = Duration.ofSeconds(5);
    /** What is seen so short after a withdrawal may have been on its way before. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Map<UUID, Case> cases = new LinkedHashMap<>();
    private final Map<Prefix, Reached> reached = new LinkedHashMap<>();
    private final Ledger ledger;
    private final Gate gate;
    private final Around around;
    private final Targets targets;

    /** How far the ladder of an attack that is over was gone up. */
    private record Reached(int rung, Instant at) {}

    Ladders(Ledger ledger, Gate gate, Around around) {
        this.ledger = ledger;
        this.gate = gate;
        this.around = around;
        targets = new Targets(around);
    }

    boolean isLive(@Nullable UUID attack) {
        return attack != null && cases.containsKey(attack);
    }

    /** How an attack stands. */
    void see(Attack attack, Instant now) {
        if (!attack.acting()) {
            close(attack.id(), attack.why(), now);
            return;
        }
        Case known = cases.get(attack.id());
        if (known == null) {
            known = new Case(attack, now);
            cases.put(attack.id(), known);
            Reached last = reached.remove(attack.target());
            Duration ago = last == null ? BACK : Duration.between(last.at, now);
            known.due = last != null && !ago.isNegative() && ago.compareTo(BACK) < 0 ? last.rung : 0;
        }
        known.attack = attack;
    }

    /** All attacks there are; what is not among them is over. */
    void seeAll(Collection<Attack> all, Instant now) {
        Set<UUID> there = new HashSet<>();
        all.stream().filter(Attack::acting).forEach(attack -> {
            there.add(attack.id());
            see(attack, now);
        });
        Set<UUID> gone = new HashSet<>(cases.keySet());
        ledger.active().forEach(entry -> {
            UUID attack = entry.now().attack();
            if (attack != null) {
                gone.add(attack);
            }
        });
        gone.removeAll(there);
        gone.forEach(id -> close(id, around.why(id), now));
    }

    private void close(UUID id, String why, Instant now) {
        Case one = cases.remove(id);
        if (one != null && !why.startsWith("released")) {
            int rung = done(one);
            if (rung > 0) {
                reached.put(one.attack.target(), new Reached(rung, now));
            }
            if (reached.size() > BACK_MOST) {
                reached.remove(reached.keySet().iterator().next());
            }
        }
        String words = "its attack is over, or no longer acted on" + (why.isEmpty() ? "" : ": " + why);
        for (Entry entry : ledger.of(id)) {
            if (!entry.state().isOver()) {
                ledger.change(entry, State.WITHDRAWN, now, Desk.POLICY, words);
            }
        }
    }

    void climb(Instant now) {
        for (Case one : List.copyOf(cases.values())) {
            climb(one, now);
        }
    }

    void climb(UUID attack, Instant now) {
        Case one = cases.get(attack);
        if (one != null) {
            climb(one, now);
        }
    }

    private void climb(Case one, Instant now) {
        Policy policy = around.policy(one.attack.group());
        if (policy == null) {
            return;
        }
        fit(one, policy, now);
        List<Rung> ladder = one.attack.isManual() ? List.of(Rung.BAN) : policy.ladder();
        int done = done(one);
        for (int i = ladder.size() - 1; i >= 0 && ladder.get(i).number() > done; i--) {
            Rung rung = ladder.get(i);
            if (one.isDue(rung, now) && take(one, policy, rung, now)) {
                break;
            }
        }
        ladder.stream()
                .filter(rung -> rung.number() == done)
                .findFirst()
                .ifPresent(rung -> renew(one, policy, rung, now));
        replace(one, now);
    }

    /** The highest step that was taken and need not be taken again; -1 when none was. */
    private int done(Case one) {
        int done = one.notified == 0 ? -1 : one.notified;
        for (Entry entry : ledger.of(one.attack.id())) {
            if (entry.barred || !entry.state().isOver() || isExpired(one, entry)) {
                done = Math.max(done, entry.now().rung());
            }
        }
        return done;
    }

    private static boolean isExpired(Case one, Entry entry) {
        return entry.state() == State.EXPIRED && !entry.now().since().isBefore(one.since());
    }

    /** Takes a step; false when there was nothing to take or the guard was against all of it. */
    private boolean take(Case one, Policy policy, Rung rung, Instant now) {
        if (one.waits(rung, now, NOTHING_PAUSE)) {
            return false;
        }
        if (rung.kind() == Rung.Kind.NOTIFY) {
            one.notified = rung.number();
            return true;
        }
        Plan plan = targets.of(one.attack, rung, policy.outgoing() || one.attack.isManual(), gate.settings());
        if (plan.all().isEmpty()) {
            one.again.put(rung.number(), now.plus(NOTHING_PAUSE));
            if (one.told.add("nothing " + rung.number())) {
                around.passedOver(one.attack, step(policy, rung) + " is passed over: " + plan.words());
            }
            return false;
        }
        boolean taken = false;
        for (Planned planned : plan.all()) {
            taken |= put(one, policy, rung, planned, now);
        }
        if (!taken) {
            one.again.put(rung.number(), now.plus(REFUSED_PAUSE));
        }
        return taken;
    }

    private static String step(Policy policy, Rung rung) {
        return rung.number() == 0
                ? "the ban by hand"
                : "step." + rung.number() + " (" + rung.what() + ") of policy " + policy.name();
    }

    private boolean put(Case one, Policy policy, Rung rung, Planned planned, Instant now) {
        Asks asks = asks(one, policy.mode());
        No no = gate.ask(planned.what(), asks, now);
        if (no != null && !one.told.add("refused " + rung.number() + ' ' + no.key())) {
            return false;
        }
        Mitigation fresh = new Mitigation(
                UUID.randomUUID(),
                one.attack.id(),
                planned.what(),
                rung.number(),
                policy.name(),
                State.OBSERVED,
                now,
                null,
                asks == Asks.WATCH && !rung.ttl().isZero() ? now.plus(ttl(one, rung)) : null,
                null,
                planned.coverage(),
                planned.collateral(),
                "",
                List.of());
        Entry entry = new Entry(fresh, ttl(one, rung));
        String words = step(policy, rung);
        if (no != null) {
            gate.refused(planned.what(), no, now);
            entry.become(State.REFUSED, now, Desk.GUARD, no.words());
        } else {
            switch (asks) {
                case WATCH -> entry.become(
                        State.OBSERVED, now, policy.name(), words + " would be announced; the policy observes");
                case APPROVAL -> entry.become(
                        State.PENDING, now, policy.name(), words + " waits for polder:mitigation-approve");
                case PERSON, POLICY -> entry.become(State.ANNOUNCED, now, policy.name(), words);
            }
        }
        ledger.add(entry);
        return no == null;
    }

    private static Asks asks(Case one, Mode mode) {
        return switch (mode) {
            case OBSERVE -> Asks.WATCH;
            case APPROVE -> one.attack.isManual() ? Asks.PERSON : Asks.APPROVAL;
            case AUTO -> one.attack.isManual() ? Asks.PERSON : Asks.POLICY;
        };
    }

    /** Twice as long each time it was withdrawn and the attack was still there. */
    private Duration ttl(Case one, Rung rung) {
        Duration ttl = rung.ttl();
        Duration most = gate.settings().holdMost();
        long times = expired(one, rung).stream()
                .map(entry -> entry.now().since())
                .distinct()
                .count();
        for (long i = 0; i < times && ttl.compareTo(most) < 0; i++) {
            ttl = ttl.multipliedBy(2);
        }
        return ttl.compareTo(most) > 0 && most.compareTo(rung.ttl()) > 0
                ? most
                : ttl.compareTo(most) > 0 ? rung.ttl() : ttl;
    }

    private List<Entry> expired(Case one, Rung rung) {
        return ledger.of(one.attack.id()).stream()
                .filter(entry -> entry.now().rung() == rung.number() && isExpired(one, entry))
                .toList();
    }

    /** Takes the step anew whose time was over, when the attack has been seen since. */
    private void renew(Case one, Policy policy, Rung rung, Instant now) {
        boolean there = ledger.of(one.attack.id()).stream()
                .anyMatch(entry -> entry.now().rung() >= rung.number()
                        && (entry.barred || !entry.state().isOver()));
        if (there) {
            return;
        }
        boolean seen = expired(one, rung).stream().allMatch(entry -> {
            Instant ended = entry.now().ended();
            return ended != null && one.attack.lastOver().isAfter(ended.plus(MARGIN));
        });
        if (seen && one.notified != rung.number()) {
            take(one, policy, rung, now);
        }
    }

    /** Takes back the steps before the highest that is in place. */
    private void replace(Case one, Instant now) {
        List<Entry> active = ledger.of(one.attack.id()).stream()
                .filter(entry -> !entry.state().isOver())
                .toList();
        int top = active.stream().mapToInt(entry -> entry.now().rung()).max().orElse(0);
        List<Entry> highest =
                active.stream().filter(entry -> entry.now().rung() == top).toList();
        if (!highest.stream().allMatch(Entry::isInPlace)) {
            return;
        }
        boolean real = highest.stream().anyMatch(entry -> entry.state().isWanted());
        for (Entry entry : active) {
            if (entry.now().rung() < top && (real || !entry.state().isWanted())) {
                ledger.change(entry, State.WITHDRAWN, now, Desk.POLICY, "step." + top + " has taken its place");
            }
        }
    }

    /** Undoes what its policy would not have as it is: its mode was changed. */
    private void fit(Case one, Policy policy, Instant now) {
        for (Entry entry : ledger.of(one.attack.id())) {
            if (entry.state().isOver() || fits(entry, asks(one, policy.mode()))) {
                entry.misfit = null;
                continue;
            }
            Instant since = entry.misfit;
            if (since == null || since.isAfter(now)) {
                entry.misfit = now;
            } else if (Duration.between(since, now).compareTo(MISFIT) >= 0) {
                String mode = policy.mode().name().toLowerCase(Locale.ROOT);
                ledger.change(
                        entry, State.WITHDRAWN, now, Desk.POLICY, "policy " + policy.name() + " has mode = " + mode);
            }
        }
    }

    private static boolean fits(Entry entry, Asks asks) {
        return switch (entry.state()) {
            case OBSERVED -> asks == Asks.WATCH;
            case PENDING -> asks == Asks.APPROVAL;
            default -> entry.approved || asks == Asks.PERSON || asks == Asks.POLICY;
        };
    }
}
