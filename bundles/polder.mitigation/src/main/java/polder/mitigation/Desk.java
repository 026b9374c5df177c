// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations.Refusal;
import polder.mitigation.Gate.Asks;
import polder.mitigation.Guard.No;

/**
 * The mitigations and their lives: attacks, decisions and time go in, what routers are to have comes out. Any thread may call it; it has
 * no thread, clock or file of its own.
 */
final class Desk {
    static final String POLICY = "polder.mitigation";
    static final String GUARD = "guard";
    static final String SPEAKER = "speaker";
    static final String STOPPED = "stopped";

    /** How long a speaker may be away, as when its bundle is updated, before what it took has failed. */
    private static final Duration AWAY = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Keeper keeper;
    private final Gate gate;
    private final Ladders ladders;
    private String stopped = "";
    private boolean climbing = true;
    private @Nullable Instant nobody;

    Desk(Ledger ledger, Keeper keeper, Around around, GuardSettings settings) {
        this.ledger = ledger;
        this.keeper = keeper;
        gate = new Gate(ledger, around, settings);
        ladders = new Ladders(ledger, gate, around);
    }

    /**
     * Takes up what was kept.
     *
     * @param stop why everything was stopped; empty when it was not
     */
    synchronized void load(Collection<Entry> kept, String stop) {
        ledger.load(kept);
        stopped = stop;
        gate.stopped(stop);
    }

    synchronized void use(GuardSettings settings) {
        gate.use(settings);
    }

    /** An attack has changed. */
    synchronized void see(Attack attack, Instant now) {
        ladders.see(attack, now);
        if (climbing) {
            ladders.climb(attack.id(), now);
        }
    }

    /** Whether ladders are gone up: not while policies are being read. */
    synchronized void climbing(boolean may) {
        climbing = may;
    }

    /** All attacks there are. */
    synchronized void seeAll(Collection<Attack> all, Instant now) {
        ladders.seeAll(all, now);
    }

    /** Time has passed; to be called some times a second. */
    synchronized void tick(Instant now) {
        gate.check(now);
        for (Entry entry : ledger.active()) {
            if (entry.isExpired(now)) {
                ledger.change(entry, State.EXPIRED, now, POLICY, "its time is over");
            }
        }
        if (climbing) {
            ladders.climb(now);
        }
        ledger.trim(
                gate.settings().keepOver(),
                entry -> ladders.isLive(entry.now().attack()) && (entry.barred || entry.state() == State.EXPIRED));
    }

    /** What is to be announced now; nothing that may not be. */
    synchronized Set<Announcement> wanted(Instant now) {
        gate.check(now);
        Set<Announcement> wanted = new LinkedHashSet<>();
        gate.holders().values().forEach(entry -> wanted.add(entry.now().what()));
        return wanted;
    }

    /** How what is to be announced stands with the speakers. */
    synchronized void heard(Function<Announcement, Verdict> verdicts, Instant now) {
        Map<Object, Entry> holders = gate.holders();
        boolean alone = false;
        for (Entry entry : ledger.active()) {
            Entry holder = holders.get(Gate.route(entry.now().what()));
            if (entry.state().isWanted() && holder != null) {
                entry.verdict = verdicts.apply(holder.now().what());
                alone |= entry.verdict.state() == Verdict.State.NOBODY;
                hear(entry, now);
            }
        }
        nobody = !alone ? null : nobody == null || nobody.isAfter(now) ? now : nobody;
    }

    private void hear(Entry entry, Instant now) {
        Verdict verdict = entry.verdict;
        State state = entry.state();
        switch (verdict.state()) {
            case CONFIRMED -> become(entry, State.CONFIRMED, now, verdict.words());
            case FAILED -> become(entry, State.FAILED, now, verdict.words());
            case WAITING, SENT -> {
                if (state != State.ANNOUNCED && !entry.byRoute) {
                    become(entry, State.ANNOUNCED, now, verdict.words());
                }
            }
            case NOBODY -> {
                Instant since = nobody;
                if (!entry.byRoute
                        && since != null
                        && Duration.between(since, now).compareTo(AWAY) >= 0) {
                    become(
                            entry,
                            State.FAILED,
                            now,
                            "no BGP speaker takes it; install and configure polder-bgp-exabgp or polder-bgp-gobgp");
                }
            }
        }
    }

    private void become(Entry entry, State state, Instant now, String words) {
        if (entry.state() != state) {
            ledger.change(entry, state, now, SPEAKER, words);
        }
    }

    /** Somebody that is no speaker has told the routers, or failed to. */
    synchronized void took(UUID id, String who, String failure, Instant now) {
        Entry entry = get(id);
        if (!entry.state().isWanted()) {
            return;
        }
        State state = failure.isEmpty() ? State.CONFIRMED : State.FAILED;
        entry.byRoute = true;
        if (entry.state() != state) {
            ledger.change(entry, state, now, who, failure);
        }
    }

    synchronized Mitigation approve(UUID id, String who, Instant now) {
        Entry entry = get(id);
        if (entry.state() != State.PENDING && entry.state() != State.OBSERVED) {
            throw new IllegalStateException(entry.now().what() + " is " + word(entry) + ", and cannot be approved");
        }
        permit(entry.now().what(), now);
        entry.approved = true;
        ledger.change(entry, State.ANNOUNCED, now, who, "approved");
        return entry.now();
    }

    synchronized Mitigation reject(UUID id, String who, String why, Instant now) {
        Entry entry = get(id);
        if (entry.state() != State.PENDING && entry.state() != State.OBSERVED) {
            throw new IllegalStateException(entry.now().what() + " is " + word(entry) + ", and cannot be rejected");
        }
        entry.barred = true;
        ledger.change(entry, State.REJECTED, now, who, said("rejected", why));
        return entry.now();
    }

    synchronized Mitigation withdraw(UUID id, String who, String why, Instant now) {
        Entry entry = get(id);
        if (!entry.state().isWanted()) {
            throw new IllegalStateException(entry.now().what() + " is " + word(entry) + ", and not announced");
        }
        entry.barred = true;
        ledger.change(entry, State.WITHDRAWN, now, who, said("withdrawn", why));
        return entry.now();
    }

    private static String said(String what, String why) {
        return why.isEmpty() ? what : what + ": " + why;
    }

    private static String word(Entry entry) {
        return entry.state().name().toLowerCase(Locale.ROOT);
    }

    private Entry get(UUID id) {
        Entry entry = ledger.find(id);
        if (entry == null) {
            throw new IllegalArgumentException("there is no mitigation " + id);
        }
        return entry;
    }

    private void permit(Announcement what, Instant now) {
        No no = gate.ask(what, Asks.PERSON, now);
        if (no != null) {
            gate.refused(what, no, now);
            throw new IllegalArgumentException("the guard is against " + what + ": " + no.words());
        }
    }

    synchronized Mitigation announce(Announcement what, Duration time, String who, String why, Instant now) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("an announcement of " + time + " is over before it starts");
        }
        Entry there = gate.holders().get(Gate.route(what));
        if (there != null && there.now().attack() == null) {
            throw new IllegalArgumentException(what + " is announced by hand already: " + there.id());
        }
        permit(what, now);
        Mitigation fresh = new Mitigation(
                UUID.randomUUID(),
                null,
                what,
                0,
                "",
                State.OBSERVED,
                now,
                null,
                null,
                null,
                Double.NaN,
                Double.NaN,
                "",
                List.of());
        Entry entry = new Entry(fresh, time);
        entry.approved = true;
        entry.become(State.ANNOUNCED, now, who, said("by hand", why));
        ledger.add(entry);
        return entry.now();
    }

    synchronized void stop(String who, String why, Instant now) {
        stopped = "everything is stopped since " + now.truncatedTo(ChronoUnit.SECONDS) + " by " + who
                + (why.isEmpty() ? "" : ": " + why) + "; polder:mitigation-resume ends that";
        keeper.keep(STOPPED, stopped);
        gate.stopped(stopped);
        for (Entry entry : ledger.active()) {
            if (entry.state().isWanted()) {
                ledger.change(entry, State.WITHDRAWN, now, who, said("everything is stopped", why));
            }
        }
    }

    synchronized void resume() {
        stopped = "";
        keeper.keep(STOPPED, null);
        gate.stopped("");
    }

    synchronized String stopped() {
        return stopped;
    }

    synchronized List<Mitigation> active() {
        return newestFirst(ledger.active());
    }

    synchronized List<Mitigation> over() {
        return newestFirst(ledger.over());
    }

    private static List<Mitigation> newestFirst(List<Entry> entries) {
        List<Mitigation> all = new ArrayList<>(entries.stream().map(Entry::now).toList());
        Collections.reverse(all);
        all.sort(Comparator.comparing(Mitigation::since).reversed());
        return all;
    }

    synchronized Optional<Mitigation> find(UUID id) {
        return Optional.ofNullable(ledger.find(id)).map(Entry::now);
    }

    synchronized List<Refusal> refusals() {
        return gate.refusals();
    }
}
