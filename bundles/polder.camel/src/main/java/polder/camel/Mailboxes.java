// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/**
 * The mailbox of every route, by route id. A route that comes within the first minute also gets what has happened since the start:
 * notifiers are started in any order, and none shall miss an event for being later than another.
 */
final class Mailboxes {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final int MOST_EARLY = 10_000;

    private final Map<String, Mailbox> boxes = new HashMap<>();
    private final List<AttackEvent> early = new ArrayList<>();
    private final long end = System.nanoTime() + GRACE.toNanos();
    private final Duration patience;
    private final Outcomes outcomes;
    private int capacity;

    /** @param outcomes takes how each route took each event */
    Mailboxes(int capacity, Duration patience, Outcomes outcomes) {
        this.outcomes = outcomes;
        this.capacity = capacity;
        this.patience = patience;
    }

    synchronized void capacity(int events) {
        capacity = events;
    }

    /** Gives an event to every route that wants it. Never waits for a route. */
    synchronized void post(AttackEvent event) {
        if (System.nanoTime() - end < 0) {
            if (early.size() < MOST_EARLY) {
                early.add(event);
            }
        } else {
            early.clear();
            if (event.phase() == Phase.STARTED) {
                missing(event.attack());
            }
        }
        boxes.values().forEach(box -> box.offer(event, capacity));
    }

    /** A name that is wrong is to be heard of when it matters, not when nobody came. */
    private void missing(Attack attack) {
        for (String action : attack.actions()) {
            if (!action.equals("none") && boxes.keySet().stream().noneMatch(route -> Mailbox.isCalled(route, action))) {
                LOG.warn(
                        "no route is called {}, which is to be told of the attack on {}: actions of group {}",
                        action,
                        attack.target(),
                        attack.group());
            }
        }
    }

    /** Lets a route take its events: those that waited for it first. */
    synchronized void open(String route, AttackFilter filter, Delivery delivery) {
        Mailbox box = boxes.get(route);
        if (box == null) {
            box = new Mailbox(route, filter, outcomes);
            boxes.put(route, box);
            for (AttackEvent event : early) {
                box.offer(event, capacity);
            }
        }
        box.attach(filter, delivery);
    }

    /** Takes no events for a route until it is opened again; waits for the event it has in hand. */
    void pause(String route, Delivery delivery) {
        Mailbox box = find(route);
        if (box != null) {
            box.detach(delivery, patience);
        }
    }

    private synchronized @Nullable Mailbox find(String route) {
        return boxes.get(route);
    }

    /** Forgets a route that will not come back, with what waits for it. */
    synchronized void forget(String route) {
        Mailbox box = boxes.remove(route);
        if (box != null) {
            lost(route, box.close(Duration.ZERO));
        }
    }

    /** Forgets routes that have been away for too long to come back. */
    synchronized void forgetDeserted() {
        boxes.entrySet().stream()
                .filter(box -> box.getValue().deserted().compareTo(GRACE) > 0)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::forget);
    }

    /** Ends all, giving the routes some time to take what waits for them. */
    void close(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        Map<String, Mailbox> all;
        synchronized (this) {
            all = Map.copyOf(boxes);
            boxes.clear();
        }
        all.forEach(
                (route, box) -> lost(route, box.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))));
    }

    private static void lost(String route, int events) {
        if (events > 0) {
            LOG.warn("route {} is gone; {} events it had not taken are dropped", route, events);
        }
    }
}
