// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Outbox;

/**
 * The mailbox of every route, by route id. A route that comes within the first minute also gets what has happened since the start:
 * notifiers are started in any order, and none shall miss an event for being later than another.
 */
final class Mailboxes implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final int MOST_EARLY = 10_000;

    private final Map<String, Mailbox> boxes = new HashMap<>();
    private final List<AttackEvent> early = new ArrayList<>();
    private final long end = System.nanoTime() + GRACE.toNanos();
    private final Duration patience;
    private final Shelf shelf;
    private final DeadLetters dead;
    private final Outcomes outcomes;
    private volatile Terms terms;
    private long number;

    /** @param outcomes takes how each route took each event */
    Mailboxes(Terms terms, Duration patience, Shelf shelf, Outcomes outcomes) {
        this.outcomes = outcomes;
        this.terms = terms;
        this.patience = patience;
        this.shelf = shelf;
        dead = new DeadLetters(shelf);
    }

    /** Puts in what waited, and what was given up, when the process ended; in the order it had come. */
    synchronized void restore(Collection<Letter> letters) {
        for (Letter letter : letters) {
            number = Math.max(number, letter.number());
            if (letter.died() == null) {
                boxes.computeIfAbsent(letter.route(), this::box).restore(letter);
            } else {
                dead.add(letter, terms.dead());
            }
        }
    }

    private Mailbox box(String route) {
        return new Mailbox(route, shelf, () -> terms, new Outcomes() {
            @Override
            public void took(AttackEvent event, String name, String failure) {
                Mailboxes.this.took(event, name, failure);
            }

            @Override
            public void dead(Letter letter) {
                synchronized (Mailboxes.this) {
                    dead.add(letter, terms.dead());
                }
            }
        });
    }

    private void took(AttackEvent event, String route, String failure) {
        outcomes.took(event, route, failure);
        if (failure.isEmpty() && (event.action() == Action.END || event.phase() == Phase.ENDED)) {
            synchronized (this) {
                dead.outlived(route, event);
            }
        }
    }

    void terms(Terms changed) {
        terms = changed;
    }

    /** Gives an event to every route that wants it. Never waits for a route. */
    synchronized void post(AttackEvent event) {
        if (isEarly()) {
            if (early.size() < MOST_EARLY) {
                early.add(event);
            }
        } else if (event.phase() == Phase.STARTED) {
            missing(event.attack());
        }
        Instant now = Instant.now();
        boxes.forEach((route, box) -> box.offer(letter(route, event, now)));
    }

    private Letter letter(String route, AttackEvent event, Instant now) {
        return new Letter(++number, route, event, now, 0, "", null);
    }

    private boolean isEarly() {
        if (System.nanoTime() - end < 0) {
            return true;
        }
        early.clear();
        return false;
    }

    /** A name that is wrong is to be heard of when it matters, not when nobody came. */
    private void missing(Attack attack) {
        for (String action : attack.actions()) {
            if (!action.equals("none") && boxes.keySet().stream().noneMatch(route -> Letter.isCalled(route, action))) {
                LOG.warn(
                        "no route is called {}, which is to be told of the attack on {}: actions of group {}",
                        action,
                        attack.target(),
                        attack.group());
            }
        }
    }

    /** Lets a route take its events: those that waited for it first. */
    synchronized void open(String route, AttackFilter filter, Pace pace, Delivery delivery) {
        Mailbox box = boxes.computeIfAbsent(route, this::box);
        if (!box.isOpen() && isEarly()) {
            box.expect(filter);
            Instant now = Instant.now();
            early.forEach(event -> box.offer(letter(route, event, now)));
        }
        box.attach(filter, pace, delivery);
    }

    /** Takes no events for a route until it is opened again; waits for the event it has in hand. */
    void pause(String route, Delivery delivery) {
        Mailbox box;
        long last;
        synchronized (this) {
            box = boxes.get(route);
            last = number;
        }
        if (box != null) {
            box.detach(delivery, last, patience);
        }
    }

    /** Forgets a route that was taken away, with what waits for it. */
    synchronized void forget(String route) {
        Mailbox box = boxes.remove(route);
        if (box != null) {
            box.close(Duration.ZERO);
            int events = box.empty();
            if (events > 0) {
                LOG.warn("route {} is gone; {} events it had not taken are dropped", route, events);
            }
        }
    }

    /** Gives up what has waited for too long, and collects nothing more for routes that do not come back. */
    synchronized void sweep(Instant now) {
        boxes.values().removeIf(box -> {
            box.expire(now).forEach(letter -> dead.add(letter, terms.dead()));
            boolean over = box.deserted().compareTo(GRACE) > 0 && box.abandon();
            if (over) {
                box.close(Duration.ZERO);
            }
            return over;
        });
    }

    /** Ends all, giving the routes some time to take what waits for them; the rest is kept. */
    void close(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        Map<String, Mailbox> all;
        synchronized (this) {
            all = Map.copyOf(boxes);
            boxes.clear();
        }
        all.forEach((route, box) -> {
            int events = box.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (events > 0) {
                LOG.info("route {}: {} events it has not taken are kept for it", route, events);
            }
        });
    }

    @Override
    public synchronized List<Route> routes() {
        return boxes.values().stream()
                .map(Mailbox::status)
                .filter(route -> route.present() || route.waiting() > 0)
                .sorted(Comparator.comparing(Route::name))
                .toList();
    }

    @Override
    public synchronized List<Dead> dead() {
        return dead.list();
    }

    @Override
    public synchronized long forgotten() {
        return dead.forgotten();
    }

    @Override
    public String test(String route) throws IOException {
        Mailbox box;
        synchronized (this) {
            box = boxes.get(route);
        }
        if (box == null) {
            throw new IllegalArgumentException("there is no route " + route);
        }
        try {
            return box.test(Specimen.event(Instant.now()));
        } catch (Exception e) {
            throw new IOException(RouteFault.reason(e instanceof FinalFailure ? e.getCause() : e), e);
        }
    }

    @Override
    public synchronized int retry(String name) {
        List<Letter> asked = dead.named(name);
        Mailbox named = boxes.get(name);
        if (!name.isEmpty() && named == null && asked.isEmpty()) {
            return -1;
        }
        // those that wait first: what is revived may be taken before anybody has counted it
        int tried = name.isEmpty()
                ? boxes.values().stream().mapToInt(Mailbox::retry).sum()
                : 0;
        tried += named == null ? 0 : named.retry();
        for (Letter letter : asked) {
            Mailbox box = boxes.get(letter.route());
            if (box != null && box.revive(letter.again(Instant.now()))) {
                dead.remove(letter);
                tried++;
            }
        }
        return tried;
    }
}
