// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackListener;
import polder.api.attack.Attacks.ListenerStatus;

/** A herald for each listener, and for each that went away a moment ago. Any thread may call it. */
final class Heralds {
    /** How long events wait for a listener to come back. */
    static final Duration AWAY = Duration.ofSeconds(60);
    /** How long a listener that goes away may take to finish the event it is being told. */
    private static final Duration FINISH = Duration.ofSeconds(20);

    private final Map<String, Herald> byName = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private final Outcomes outcomes;
    private int capacity;
    private long droppedOfGone;
    /** What has happened since the start, for listeners that come up later than the first attack; empty once they have had time. */
    private final Deque<AttackEvent> early = new ArrayDeque<>();

    private final long started;

    Heralds(int capacity, LongSupplier nanos, Outcomes outcomes) {
        this.capacity = capacity;
        this.outcomes = outcomes;
        this.nanos = nanos;
        started = nanos.getAsLong();
    }

    /** Holds events for listeners that were there before a restart and have not come yet, beginning with those that waited. */
    synchronized void expect(Collection<String> names, Map<String, List<AttackEvent>> waiting) {
        names.forEach(this::herald);
        waiting.forEach((name, events) -> events.forEach(herald(name)::tell));
    }

    private Herald herald(String name) {
        Herald known = byName.get(name);
        if (known != null) {
            return known;
        }
        Herald fresh = new Herald(name, capacity, nanos.getAsLong(), outcomes);
        if (isEarly()) {
            early.forEach(fresh::tell);
        }
        byName.put(name, fresh);
        return fresh;
    }

    synchronized void add(Plug<AttackListener> listener) {
        String free = listener.name;
        for (int n = 2; !herald(free).isAway(); n++) {
            free = listener.name + "#" + n;
        }
        herald(free).attach(listener);
    }

    void remove(Object key) {
        for (Herald herald : all()) {
            herald.detach(key, nanos.getAsLong(), FINISH);
        }
    }

    private synchronized List<Herald> all() {
        return List.copyOf(byName.values());
    }

    synchronized Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    synchronized void capacity(int changed) {
        capacity = changed;
        byName.values().forEach(herald -> herald.capacity(changed));
    }

    synchronized void tell(AttackEvent event) {
        byName.values().forEach(herald -> herald.tell(event));
        if (isEarly() && early.size() < capacity) {
            early.add(event);
        }
    }

    private boolean isEarly() {
        return nanos.getAsLong() - started < AWAY.toNanos();
    }

    /** Gives up on listeners that have not come back. */
    synchronized void expire() {
        if (!isEarly()) {
            early.clear();
        }
        long longAgo = nanos.getAsLong() - AWAY.toNanos();
        Iterator<Herald> all = byName.values().iterator();
        while (all.hasNext()) {
            Herald herald = all.next();
            if (herald.isAwaySince(longAgo)) {
                all.remove();
                herald.close();
                droppedOfGone += herald.giveUp();
            }
        }
    }

    synchronized List<ListenerStatus> status() {
        List<ListenerStatus> known =
                byName.values().stream().map(Herald::status).toList();
        if (droppedOfGone == 0) {
            return known;
        }
        List<ListenerStatus> withGone = new ArrayList<>(known);
        withGone.add(new ListenerStatus("listeners that are gone", 0, 0, 0, droppedOfGone, ""));
        return withGone;
    }

    /**
     * Ends all, letting each finish the event in hand.
     *
     * @return what still waits, by name
     */
    Map<String, List<AttackEvent>> close(Duration patience) throws InterruptedException {
        List<Herald> all = all();
        all.forEach(Herald::close);
        long until = System.nanoTime() + patience.toNanos();
        Map<String, List<AttackEvent>> waiting = new LinkedHashMap<>();
        for (Herald herald : all) {
            waiting.put(herald.name, herald.awaitEnd(until));
        }
        return waiting;
    }
}
