// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Fired;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Rates;
import polder.attack.BanSettings.Release;
import polder.attack.Offences.Sentence;
import polder.wire.Prefix;

/** The attacks there are and their lives: one for each target and direction. Any thread may call it; nothing in here waits. */
final class AttackBook {
    /**
     * What can have one attack at a time. A ban by hand covers both directions, for which OTHER stands. Groups and the total have no
     * address of their own, so there the group counts.
     */
    private record Key(Prefix target, Direction direction, String group) {
        static Key of(Prefix target, Direction direction, String group) {
            return new Key(target, direction, target.length() == 0 ? group : "");
        }

        static Key of(Attack attack) {
            return of(attack.target(), attack.direction(), attack.group());
        }
    }

    /** What the reason of an end by an operator begins with. */
    private static final String RELEASED = "released";

    private final Map<Key, LiveAttack> live = new LinkedHashMap<>();
    /** Found in this window for the first time; they begin when every detector has been asked. */
    private final Map<Key, LiveAttack> fresh = new LinkedHashMap<>();

    private final Map<Key, Instant> suppressed = new HashMap<>();
    private final Offences<Key> offences = new Offences<>();
    private final Remembered ended;
    private final Policy policy;
    private final Consumer<Change> changes;
    private AttackSettings settings;
    private int acting;
    private volatile int overCap;

    /**
     * @param changes takes what is to be written and told, in order; called under the book's lock, must not wait
     * @param forgotten takes the attacks that are no longer remembered
     */
    AttackBook(AttackSettings settings, Policy policy, Consumer<Change> changes, Consumer<UUID> forgotten) {
        this.settings = settings;
        this.policy = policy;
        this.changes = changes;
        ended = new Remembered(settings.keepEnded(), forgotten);
    }

    synchronized void use(AttackSettings changed) {
        settings = changed;
        ended.most(changed.keepEnded());
    }

    /** Takes up what was written down before a restart. */
    synchronized void load(Collection<Attack> attacks) {
        attacks.stream().filter(attack -> attack.state() != State.ENDED).forEach(attack -> {
            live.put(Key.of(attack), new LiveAttack(attack));
            acting += attack.acting() ? 1 : 0;
        });
        attacks.stream()
                .filter(attack -> attack.state() == State.ENDED)
                .sorted(Comparator.comparing(Remembered::endOf))
                .forEach(attack -> {
                    ended.add(attack);
                    offend(attack, Remembered.endOf(attack));
                });
    }

    /** How many attacks are not acted on because too many are. */
    int overCap() {
        return overCap;
    }

    /** A detector has found something in the window. */
    synchronized void found(
            Instant at, String detector, Prefix target, HostGroup group, Fired fired, Supplier<Rates> rates) {
        Direction direction = fired.direction();
        if (GroupMode.isOff(group, direction)) {
            return;
        }
        Key key = Key.of(target, direction, group.name());
        LiveAttack known = live.get(key);
        if (known == null) {
            known = live.get(Key.of(target, Direction.OTHER, group.name()));
        }
        if (known == null && !isSuppressed(key, at)) {
            known = fresh.computeIfAbsent(key, unknown -> LiveAttack.fresh(target, group, direction, at));
        }
        if (known != null) {
            known.fired(at, detector, fired, group, rates);
        }
    }

    private boolean isSuppressed(Key key, Instant at) {
        Instant until = suppressed.get(key);
        return until != null && at.isBefore(until);
    }

    /** To be called when every detector has judged the window of this time. */
    synchronized void judge(Instant at, Evidence evidence) {
        suppressed.values().removeIf(until -> !at.isBefore(until));
        Folds folds = new Folds(at);
        live.values().forEach(folds::add);
        fresh.values().forEach(folds::add);
        fresh.forEach((key, attack) -> {
            if (!folds.hold(attack)) {
                live.put(key, attack);
                begin(key, attack, at);
            }
        });
        fresh.clear();
        int capped = 0;
        Iterator<Map.Entry<Key, LiveAttack>> all = live.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, LiveAttack> one = all.next();
            LiveAttack attack = one.getValue();
            if (!attack.isManual() && judge(one.getKey(), attack, at, evidence)) {
                all.remove();
            } else if (attack.treatment.why().startsWith(Policy.CAP)) {
                capped++;
            }
        }
        overCap = capped;
    }

    /** Looks at one; tells whether it is over. */
    private boolean judge(Key key, LiveAttack attack, Instant at, Evidence evidence) {
        attack.notAfter(at);
        if (attack.isWarning() && attack.isAlerted(at)) {
            begin(key, attack, at);
            return false;
        }
        boolean known = attack.calm(at, evidence);
        boolean timeOver = attack.treatment.isTimeOver(at);
        if (isTimeUp(attack) && timeOver) {
            end(attack, at, attack.start().reason(), "its ban time is over");
            return true;
        }
        if (attack.isBelow()) {
            if (timeOver) {
                end(attack, at, attack.start().reason(), "below its limits for the hold time");
                return true;
            }
            hold(attack, at);
        } else if (!known && !attack.isOverAt(at)) {
            return false;
        }
        attack.follow(at);
        decide(key, attack, at);
        if (attack.isActive() && !attack.isWarning() && attack.news.due(at, attack, settings)) {
            tell(attack, Phase.ONGOING, attack.treatment.acting() ? Action.KEEP : Action.NONE, at, "");
        }
        return false;
    }

    /** Whether its time alone ends it. */
    private boolean isTimeUp(LiveAttack attack) {
        return settings.bans().release() == Release.TIME
                && attack.treatment.acting()
                && !attack.treatment.banTime().isZero();
    }

    private void begin(Key key, LiveAttack attack, Instant at) {
        attack.begin(at, policy.mark(attack.start()));
        attack.treatment.decided(at);
        String no = whyNotBegin(attack, at);
        Phase phase = attack.isWarning() ? Phase.WARNED : Phase.STARTED;
        if (no.isEmpty()) {
            tell(attack, phase, Action.BEGIN, at, act(key, attack, at));
        } else {
            attack.treatment.refuse(no);
            tell(attack, phase, Action.NONE, at, "not acted on: " + no);
        }
    }

    private String whyNotBegin(LiveAttack attack, Instant at) {
        return policy.whyNotBegin(
                attack.now(), attack.group(), at, acting, settings.bans().most());
    }

    /** Begins to act on it; tells how long and why. */
    private String act(Key key, LiveAttack attack, Instant at) {
        HostGroup group = attack.group();
        Sentence sentence =
                offences.next(key, group == null ? attack.treatment.banTime() : group.banTime(), at, settings.bans());
        attack.treatment.begin(at, sentence.time());
        acting++;
        return "acted on " + sentence.words();
    }

    /** About once a second: something may be against it now, or nothing any more. */
    private void decide(Key key, LiveAttack attack, Instant at) {
        if (attack.isWarning() || !attack.treatment.due(at)) {
            return;
        }
        attack.treatment.decided(at);
        if (attack.treatment.acting()) {
            String no = policy.whyEnd(attack.now(), attack.group());
            if (!no.isEmpty()) {
                acting--;
                attack.treatment.refuse(no);
                tell(attack, Phase.ONGOING, Action.END, at, "no longer acted on: " + no);
            }
        } else if (attack.isOverAt(at)) {
            String no = whyNotBegin(attack, at);
            if (no.isEmpty()) {
                tell(attack, Phase.ONGOING, Action.BEGIN, at, act(key, attack, at));
            } else if (attack.treatment.refuse(no)) {
                changes.accept(Change.silent(attack.now(), at, "not acted on: " + no));
            }
        }
    }

    private void tell(LiveAttack attack, Phase phase, Action action, Instant at, String words) {
        attack.news.told(at, attack.peak(), attack.level());
        changes.accept(new Change(attack.now(), phase, action, at, words));
    }

    private void hold(LiveAttack attack, Instant at) {
        if (attack.isActive()) {
            attack.hold();
            changes.accept(Change.silent(attack.now(), at, "below its limits, kept for its ban time"));
        }
    }

    private Attack end(LiveAttack attack, Instant at, String reason, String why) {
        boolean acted = attack.treatment.acting();
        if (acted) {
            acting--;
            attack.treatment.refuse(why);
        }
        Attack last = attack.ended(at, reason);
        if (acted) {
            offend(last, at);
        }
        changes.accept(new Change(
                last, attack.isWarning() ? Phase.PASSED : Phase.ENDED, acted ? Action.END : Action.NONE, at, why));
        ended.add(last);
        return last;
    }

    /** Remembers that it was acted on, unless an operator has ended it. */
    private void offend(Attack last, Instant to) {
        Instant from = last.actedSince();
        if (from != null && !last.isManual() && !last.why().startsWith(RELEASED)) {
            offences.add(Key.of(last), new Offences.Past(from, to, last.banTime()));
        }
    }

    /** Ends the bans by hand whose time is over. */
    synchronized void expireBans(Instant now) {
        live.values().removeIf(ban -> {
            boolean over = ban.isManual() && !ban.treatment.banTime().isZero() && ban.treatment.isTimeOver(now);
            if (over) {
                end(ban, now, ban.start().reason(), "its ban time is over");
            }
            return over;
        });
    }

    /** Starts a ban by hand, with state, times and detector as given. */
    synchronized void ban(Attack ban) {
        Predicate<LiveAttack> same = one -> one.start().target().equals(ban.target());
        live.values().stream()
                .filter(same.and(one -> one.treatment.acting()))
                .findFirst()
                .ifPresent(there -> {
                    throw new IllegalArgumentException(ban.target() + " is "
                            + (there.isManual() ? "banned" : "under attack and acted on") + " already: " + there.id());
                });
        String no = policy.whyNotByHand(ban);
        if (!no.isEmpty()) {
            throw new IllegalArgumentException(ban.target() + " cannot be banned: " + no);
        }
        live.values().removeIf(one -> {
            boolean ends = same.test(one);
            if (ends) {
                end(one, ban.since(), one.start().reason(), "banned by hand");
            }
            return ends;
        });
        LiveAttack started = new LiveAttack(ban);
        live.put(Key.of(ban), started);
        acting++;
        tell(started, Phase.STARTED, Action.BEGIN, ban.since(), "acted on: " + ban.reason());
    }

    synchronized Optional<Attack> release(UUID id, String reason, Instant now) {
        LiveAttack attack = byId(id);
        if (attack == null) {
            return Optional.empty();
        }
        Key key = Key.of(attack.start());
        live.remove(key);
        Instant until = now.plus(attack.start().hold());
        if (key.direction == Direction.OTHER) {
            suppressed.put(new Key(key.target, Direction.INCOMING, key.group), until);
            suppressed.put(new Key(key.target, Direction.OUTGOING, key.group), until);
        } else {
            suppressed.put(key, until);
        }
        offences.forget(key);
        return Optional.of(
                end(attack, now, attack.start().reason() + "; released: " + reason, RELEASED + ": " + reason));
    }

    private @Nullable LiveAttack byId(UUID id) {
        return live.values().stream()
                .filter(one -> one.id().equals(id))
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
        return ended.all();
    }

    synchronized Optional<Attack> find(UUID id) {
        LiveAttack attack = byId(id);
        return attack == null ? ended.find(id) : Optional.of(attack.now());
    }
}
