// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent.Phase;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.TrafficWindow;
import polder.wire.Prefix;

/** The attacks there are and their lives: one for each target and direction. Any thread may call it; nothing in here waits. */
final class AttackBook {
    /** A rising peak is told at most this often. */
    private static final Duration PEAK_PAUSE = Duration.ofSeconds(1);

    /**
     * What can have one attack at a time. A ban by hand covers both directions, for which OTHER stands. Groups and the total have no
     * address of their own, so there the group counts.
     */
    private record Key(Prefix target, Direction direction, String group) {
        static Key of(Prefix target, Direction direction, String group) {
            return new Key(target, direction, target.length() == 0 ? group : "");
        }

        static Key of(Attack attack) {
            Metric metric = attack.metric();
            return of(attack.target(), metric == null ? Direction.OTHER : metric.direction(), attack.group());
        }
    }

    /** One finding of a detector, as {@link polder.api.attack.Findings#report} takes it. */
    record Finding(String detector, int row, Metric metric, long observed, long limit, String reason) {}

    private final Map<Key, LiveAttack> live = new HashMap<>();
    private final Deque<Attack> ended = new ArrayDeque<>();
    private final Map<Key, Instant> suppressed = new HashMap<>();
    private final Consumer<Change> changes;
    private AttackSettings settings;

    /** @param changes takes what is to be written and told, in order; called under the book's lock, must not wait */
    AttackBook(AttackSettings settings, Consumer<Change> changes) {
        this.settings = settings;
        this.changes = changes;
    }

    synchronized void use(AttackSettings changed) {
        settings = changed;
        forgetOldest();
    }

    /** Takes up what was written down before a restart. */
    synchronized void load(Collection<Attack> attacks) {
        attacks.stream()
                .filter(attack -> attack.state() != State.ENDED)
                .forEach(attack -> live.put(Key.of(attack), new LiveAttack(attack)));
        attacks.stream()
                .filter(attack -> attack.state() == State.ENDED)
                .sorted(Comparator.comparing(AttackBook::endOf))
                .forEach(ended::addFirst);
        forgetOldest();
    }

    private static Instant endOf(Attack attack) {
        Instant end = attack.ended();
        return end == null ? Instant.MIN : end;
    }

    private void forgetOldest() {
        while (ended.size() > settings.keepEnded()) {
            ended.removeLast();
        }
    }

    /** A detector has found something in the window. */
    synchronized void found(TrafficWindow window, Instant at, Finding finding) {
        Prefix target = window.target(finding.row);
        HostGroup group = window.group(finding.row);
        Key key = Key.of(target, finding.metric.direction(), group.name());
        LiveAttack known = live.get(key);
        if (known == null) {
            known = live.get(Key.of(target, Direction.OTHER, group.name()));
        }
        if (known != null) {
            known.over(at, finding.metric, finding.observed, window.rates(finding.row));
        } else if (!isSuppressed(key, at)) {
            Rates rates = window.rates(finding.row);
            start(key, attack(finding, target, group, rates, at));
        }
    }

    private static Attack attack(Finding finding, Prefix target, HostGroup group, Rates rates, Instant at) {
        return new Attack(
                UUID.randomUUID(),
                target,
                State.ACTIVE,
                group.name(),
                finding.detector,
                finding.metric,
                finding.observed,
                finding.limit,
                finding.observed,
                finding.reason,
                rates,
                rates,
                at,
                at,
                null,
                group.hold(),
                group.banTime());
    }

    private boolean isSuppressed(Key key, Instant at) {
        Instant until = suppressed.get(key);
        return until != null && at.isBefore(until);
    }

    private void start(Key key, Attack attack) {
        LiveAttack started = new LiveAttack(attack);
        started.told = attack.since();
        live.put(key, started);
        changes.accept(new Change(attack, Phase.STARTED, attack.since()));
    }

    /** To be called when every detector has judged the window of this time. */
    synchronized void judge(Instant at, Evidence evidence) {
        suppressed.values().removeIf(until -> !at.isBefore(until));
        Iterator<LiveAttack> all = live.values().iterator();
        while (all.hasNext()) {
            LiveAttack attack = all.next();
            if (attack.lastOver.isAfter(at)) {
                attack.lastOver = at; // the clock was set back
            }
            Instant since = evidence.since(attack.start.detector(), at);
            if (since == null) {
                continue;
            }
            if (isBelow(attack, at, since)) {
                if (isBanTimeOver(attack, at)) {
                    all.remove();
                    end(attack, at, attack.start.reason());
                    continue;
                }
                hold(attack, at);
            }
            if (attack.state == State.ACTIVE) {
                tellProgress(attack, at);
            }
        }
    }

    private static boolean isBelow(LiveAttack attack, Instant at, Instant evidenceSince) {
        if (attack.lastOver.equals(at)) {
            return false;
        }
        Instant from = attack.lastOver.isAfter(evidenceSince) ? attack.lastOver : evidenceSince;
        return Duration.between(from, at).compareTo(attack.start.hold()) >= 0;
    }

    private static boolean isBanTimeOver(LiveAttack attack, Instant at) {
        Duration banTime = attack.start.banTime();
        return banTime.isZero() || Duration.between(attack.start.since(), at).compareTo(banTime) >= 0;
    }

    private void hold(LiveAttack attack, Instant at) {
        if (attack.state == State.ACTIVE) {
            attack.state = State.HELD;
            attack.back = false;
            changes.accept(new Change(attack.now(), null, at));
        }
    }

    private void tellProgress(LiveAttack attack, Instant at) {
        Instant last = attack.told;
        if (last == null) {
            attack.told = at;
            return;
        }
        Duration quiet = Duration.between(last, at);
        boolean risen = attack.peak > attack.toldPeak && attack.peak >= attack.toldPeak * settings.peakStep();
        Duration pause = risen ? PEAK_PAUSE : settings.updateEvery();
        if (attack.back || quiet.compareTo(pause) >= 0) {
            attack.back = false;
            attack.told = at;
            attack.toldPeak = attack.peak;
            changes.accept(new Change(attack.now(), Phase.ONGOING, at));
        }
    }

    private Attack end(LiveAttack attack, Instant at, String reason) {
        Attack last = attack.ended(at, reason);
        ended.addFirst(last);
        forgetOldest();
        changes.accept(new Change(last, Phase.ENDED, at));
        return last;
    }

    /** Ends the bans by hand whose time is over. */
    synchronized void expireBans(Instant now) {
        Iterator<LiveAttack> all = live.values().iterator();
        while (all.hasNext()) {
            LiveAttack ban = all.next();
            Duration time = ban.start.banTime();
            if (ban.start.isManual()
                    && !time.isZero()
                    && !now.isBefore(ban.start.since().plus(time))) {
                all.remove();
                end(ban, now, ban.start.reason());
            }
        }
    }

    /** Starts a ban by hand, with state, times and detector as given. */
    synchronized void ban(Attack ban) {
        Optional<LiveAttack> present = live.values().stream()
                .filter(one -> one.start.target().equals(ban.target()))
                .findFirst();
        if (present.isPresent()) {
            Attack there = present.get().start;
            throw new IllegalArgumentException(
                    ban.target() + " is " + (there.isManual() ? "banned" : "under attack") + " already: " + there.id());
        }
        start(Key.of(ban), ban);
    }

    synchronized Optional<Attack> release(UUID id, String reason, Instant now) {
        LiveAttack attack = byId(id);
        if (attack == null) {
            return Optional.empty();
        }
        Key key = Key.of(attack.start);
        live.remove(key);
        Instant until = now.plus(attack.start.hold());
        if (key.direction == Direction.OTHER) {
            suppressed.put(new Key(key.target, Direction.INCOMING, key.group), until);
            suppressed.put(new Key(key.target, Direction.OUTGOING, key.group), until);
        } else {
            suppressed.put(key, until);
        }
        return Optional.of(end(attack, now, attack.start.reason() + "; released: " + reason));
    }

    private @Nullable LiveAttack byId(UUID id) {
        return live.values().stream()
                .filter(one -> one.start.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    synchronized List<Attack> active() {
        return live.values().stream()
                .map(LiveAttack::now)
                .sorted(Comparator.comparing(Attack::since).reversed())
                .toList();
    }

    synchronized List<Attack> ended() {
        return new ArrayList<>(ended);
    }

    synchronized Optional<Attack> find(UUID id) {
        return Stream.concat(live.values().stream().map(LiveAttack::now), ended.stream())
                .filter(attack -> attack.id().equals(id))
                .findFirst();
    }
}
