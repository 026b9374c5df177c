// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Mitigation.State;
import polder.api.mitigation.Mitigations.Refusal;
import polder.mitigation.Guard.No;
import polder.wire.PrefixTable;

/** The one way to an announcement: asks the guard with what is announced already. Guarded by the {@link Desk}. */
final class Gate {
    private static final int REFUSALS = 200;

    private final Ledger ledger;
    private final Around around;
    private final Bucket bucket;
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private Guard guard;
    private String stopped = "";
    /** What all that is announced was last checked against. */
    private @Nullable Guard checkedBy;

    private @Nullable PrefixTable checkedIn;

    /** Who asks. */
    enum Asks {
        /** A policy that observes. */
        WATCH,
        /** A policy that wants it approved. */
        APPROVAL,
        /** A person. */
        PERSON,
        /** A policy that decides by itself. */
        POLICY
    }

    Gate(Ledger ledger, Around around, GuardSettings settings) {
        this.ledger = ledger;
        this.around = around;
        guard = new Guard(settings);
        bucket = new Bucket(settings.rate());
    }

    GuardSettings settings() {
        return guard.settings();
    }

    void use(GuardSettings settings) {
        guard = new Guard(settings);
        bucket.use(settings.rate());
    }

    /** @param why a sentence while nothing may be announced; else empty */
    void stopped(String why) {
        stopped = why;
    }

    /** Why it may not be; null when it may, and then it counts as done. */
    @Nullable
    No ask(Announcement what, Asks who, Instant now) {
        boolean real = who == Asks.PERSON || who == Asks.POLICY;
        if (real && !stopped.isEmpty()) {
            return new No("stop", stopped);
        }
        PrefixTable own = around.own();
        No no = guard.where(what, own);
        if (no == null && who != Asks.APPROVAL && own != null) {
            Map<Object, Announcement> there = routes(
                    ledger.active(), state -> state.isWanted() || (who == Asks.WATCH && state == State.OBSERVED));
            there.remove(route(what));
            no = guard.room(what, there.values(), own);
        }
        if (no == null && who != Asks.PERSON && who != Asks.APPROVAL) {
            no = guard.pace(who == Asks.POLICY && bucket.isEmpty(now), around.loss());
        }
        if (no == null && who == Asks.POLICY) {
            bucket.take();
        }
        return no;
    }

    /** What a route is known by: two announcements with the same are one route, of which the better holds. */
    static Object route(Announcement what) {
        return what instanceof FlowSpec flowSpec ? flowSpec.rule() : what.target();
    }

    private static Map<Object, Announcement> routes(Collection<Entry> entries, Predicate<State> which) {
        Map<Object, Announcement> routes = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> which.test(entry.state()))
                .forEach(entry ->
                        routes.put(route(entry.now().what()), entry.now().what()));
        return routes;
    }

    /** For each route that is to be announced the mitigation that holds: by hand before a policy's, a later step before an earlier. */
    Map<Object, Entry> holders() {
        Map<Object, Entry> holders = new LinkedHashMap<>();
        for (Entry entry : ledger.active()) {
            if (entry.state().isWanted()) {
                holders.merge(route(entry.now().what()), entry, Gate::better);
            }
        }
        return holders;
    }

    private static Entry better(Entry one, Entry other) {
        boolean hand = one.now().attack() == null;
        if (hand != (other.now().attack() == null)) {
            return hand ? one : other;
        }
        return one.now().rung() > other.now().rung() ? one : other;
    }

    /** Takes back what may no longer be announced, the newest first where there is too much, when networks or settings have changed. */
    void check(Instant now) {
        PrefixTable own = around.own();
        if (own == null || (guard == checkedBy && own == checkedIn)) {
            return;
        }
        Map<Object, Announcement> kept = new LinkedHashMap<>();
        for (Entry entry : ledger.active()) {
            if (!entry.state().isWanted()) {
                continue;
            }
            Announcement what = entry.now().what();
            Announcement same = kept.remove(route(what));
            No no = guard.where(what, own);
            no = no == null ? guard.room(what, kept.values(), own) : no;
            if (no == null) {
                kept.put(route(what), what);
            } else {
                refused(what, no, now);
                ledger.change(entry, State.WITHDRAWN, now, Desk.GUARD, no.words());
                if (same != null) {
                    kept.put(route(same), same);
                }
            }
        }
        checkedBy = guard;
        checkedIn = own;
    }

    void refused(Announcement what, No no, Instant now) {
        refusals.add(new Refusal(now, what, no.words()));
        if (refusals.size() > REFUSALS) {
            refusals.remove();
        }
    }

    /** The newest last. */
    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }
}
