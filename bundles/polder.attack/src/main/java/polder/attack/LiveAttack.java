// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.attack.Attack.State;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.attack.Rule;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** An attack that has not ended: how it started, and how it stands. Guarded by its {@link AttackBook}. */
final class LiveAttack {
    /** As it stood when it started, or when it was last written down. */
    private Attack start;

    private State state;
    private Instant lastOver;
    private Rates rates;
    private long peak;
    private Level level;
    private Level highest;
    /** Its group as it last was; null after a restart until it is found again. */
    private @Nullable HostGroup group;

    private final LiveRules rules;
    private final Volume volume;
    /** Who has found it over its limits, when last, and has not yet looked for the hold time and found nothing. */
    private final Map<String, Instant> open = new HashMap<>();

    final Treatment treatment;
    final News news;

    /** @param start as it stood when it started, or when it was last written down */
    LiveAttack(Attack start) {
        this.start = start;
        state = start.state();
        lastOver = start.lastOver();
        rates = start.rates();
        peak = start.peak();
        level = start.level();
        highest = level;
        rules = new LiveRules(start.rules());
        volume = new Volume(start.packets(), start.bytes());
        treatment = new Treatment(start);
        news = new News(start);
        Instant recent = lastOver.minus(start.hold());
        for (Rule rule : start.rules()) {
            highest = LiveRules.max(highest, rule.level());
            if (isOver(rule.level()) && !rule.last().isBefore(recent)) {
                open.merge(rule.detector(), rule.last(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        if (open.isEmpty() && state == State.ACTIVE) {
            open.put(start.detector(), lastOver);
        }
    }

    /** One of which nothing is known yet; {@link #begin} follows when all detectors have been asked. */
    static LiveAttack fresh(Prefix target, HostGroup group, Direction direction, Instant at) {
        return new LiveAttack(new Attack(
                UUID.randomUUID(),
                target,
                State.HELD,
                group.name(),
                "",
                null,
                0,
                0,
                0,
                "",
                Rates.NONE,
                Rates.NONE,
                at,
                at,
                null,
                group.hold(),
                group.banTime(),
                Level.WARN,
                direction,
                List.of(),
                0,
                0,
                false,
                null,
                "",
                group.actions()));
    }

    UUID id() {
        return start.id();
    }

    Attack start() {
        return start;
    }

    boolean isManual() {
        return start.isManual();
    }

    boolean isWarning() {
        return level == Level.WARN;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    Level level() {
        return level;
    }

    long peak() {
        return peak;
    }

    /** Of the last window in which it was over. */
    Rates rates() {
        return rates;
    }

    @Nullable
    HostGroup group() {
        return group;
    }

    boolean isOverAt(Instant at) {
        return lastOver.equals(at);
    }

    /** Whether a rule of this level keeps it alive. */
    private boolean isOver(Level of) {
        return isWarning() || of != Level.WARN;
    }

    /** A rule has fired. */
    void fired(Instant at, String detector, Fired fired, HostGroup now, Supplier<Rates> rated) {
        group = now;
        if (!volume.has(at)) {
            rates = rated.get();
            volume.add(at, rates, start.direction() == Direction.OTHER ? fired.direction() : start.direction());
        }
        rules.fired(at, detector, fired, now.name());
        if (isOver(fired.level())) {
            lastOver = at;
            open.put(detector, at);
            if (state == State.HELD) {
                state = State.ACTIVE;
                news.isBack();
            }
        }
        if (fired.metric() == start.metric() && (fired.metric() != null || detector.equals(start.detector()))) {
            peak = Math.max(peak, fired.observed());
        }
    }

    /** Whether something worse than a warning was found in this window. */
    boolean isAlerted(Instant at) {
        return rules.highest(at, Duration.ZERO) != Level.WARN;
    }

    /**
     * It starts, as a warning or as an attack, with what was worst in this window.
     *
     * @param mark what its reason begins with, or nothing
     */
    void begin(Instant at, String mark) {
        Rule lead = rules.lead(at);
        if (!start.detector().isEmpty()) { // it was a warning
            volume.restart(rates, start.direction());
        }
        level = lead.level();
        highest = level;
        state = State.ACTIVE;
        lastOver = at;
        peak = lead.observed();
        open.clear();
        rules.now().stream()
                .filter(rule -> rule.last().equals(at) && isOver(rule.level()))
                .forEach(rule -> open.put(rule.detector(), at));
        start = startedBy(lead, at, mark + lead.reason());
        news.told(at, peak, level);
    }

    /** The clock was set back. */
    void notAfter(Instant at) {
        if (lastOver.isAfter(at)) {
            lastOver = at;
            open.replaceAll((detector, last) -> last.isAfter(at) ? at : last);
            rules.notAfter(at);
        }
    }

    /**
     * Closes what has been below its limits for the hold time.
     *
     * @return whether everybody who matters has judged this window
     */
    boolean calm(Instant at, Evidence evidence) {
        boolean[] known = {true};
        open.entrySet().removeIf(one -> {
            Instant since = evidence.since(one.getKey(), at);
            known[0] &= since != null;
            return since != null && isBelow(one.getValue(), at, since);
        });
        return known[0];
    }

    private boolean isBelow(Instant last, Instant at, Instant evidenceSince) {
        if (last.equals(at)) {
            return false;
        }
        Instant from = last.isAfter(evidenceSince) ? last : evidenceSince;
        return Duration.between(from, at).compareTo(start.hold()) >= 0;
    }

    /** Whether every detector has found it below its limits for the hold time. */
    boolean isBelow() {
        return open.isEmpty();
    }

    /** The level follows what has fired within the hold time; below an alert it is over and not a warning again. */
    void follow(Instant at) {
        if (!isWarning()) {
            level = LiveRules.max(Level.ALERT, rules.highest(at, start.hold()));
            highest = LiveRules.max(highest, level);
        }
    }

    /** Below its limits, and kept. */
    void hold() {
        state = State.HELD;
        news.isHeld();
    }

    Attack now() {
        return as(start, state, start.reason(), null);
    }

    Attack ended(Instant at, String reason) {
        return as(start, State.ENDED, reason, at);
    }

    private Attack startedBy(Rule lead, Instant at, String reason) {
        return new Attack(
                start.id(),
                start.target(),
                state,
                lead.group(),
                lead.detector(),
                lead.metric(),
                lead.observed(),
                lead.limit(),
                peak,
                reason,
                rates,
                rates,
                at,
                at,
                null,
                group == null ? start.hold() : group.hold(),
                start.banTime(),
                level,
                start.direction(),
                List.of(),
                volume.packets,
                volume.bytes,
                treatment.acting(),
                treatment.since(),
                treatment.why(),
                start.actions());
    }

    private Attack as(Attack of, State asState, String reason, @Nullable Instant ended) {
        return new Attack(
                of.id(),
                of.target(),
                asState,
                of.group(),
                of.detector(),
                of.metric(),
                of.observed(),
                of.limit(),
                peak,
                reason,
                of.startRates(),
                rates,
                of.since(),
                lastOver,
                ended,
                of.hold(),
                treatment.banTime(),
                asState == State.ACTIVE ? level : highest,
                of.direction(),
                rules.now(),
                volume.packets,
                volume.bytes,
                treatment.acting(),
                treatment.since(),
                treatment.why(),
                start.actions());
    }
}
