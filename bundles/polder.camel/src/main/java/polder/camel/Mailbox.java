// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Outbox;

/**
 * The events one route has still to take, and the thread that gives them to it, one after another. It outlives its route: while
 * the route is replaced its events wait here, and the successor gets none before the predecessor is through with the last one.
 */
final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Waiting waiting = new Waiting();
    private final RouteLog log;
    private final String route;
    private final Shelf shelf;
    private final Supplier<Terms> terms;
    private final Outcomes outcomes;
    /** What its route wants; null while nobody knows, or nothing is collected for it any more. */
    private @Nullable AttackFilter filter;

    private @Nullable Delivery taker;
    private long leftSince = System.nanoTime();
    /** The last letter that came before its route left. */
    private long leftAt = Long.MAX_VALUE;

    private boolean busy;
    private boolean closed;
    private String failure = "";
    private long taken;
    private long failed;
    private long dropped;
    private long overtaken;

    Mailbox(String route, Shelf shelf, Supplier<Terms> terms, Outcomes outcomes) {
        this.route = route;
        log = new RouteLog(route);
        this.shelf = shelf;
        this.terms = terms;
        this.outcomes = outcomes;
        Thread thread = new Thread(this::run, "polder-route-" + route + "-0");
        thread.setDaemon(true);
        thread.start();
    }

    /** Puts in what waited when the process ended. */
    void restore(Letter letter) {
        lock.lock();
        try {
            forget(waiting.add(letter));
            failure = letter.failure().isEmpty() ? failure : letter.failure();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a letter in if the route wants it. When it is full an older ONGOING makes room, before a start or an end is lost. */
    void offer(Letter letter) {
        lock.lock();
        try {
            AttackFilter wanted = filter;
            if (closed || wanted == null || !letter.isMeant() || !wanted.accepts(letter.event())) {
                return;
            }
            if (hasRoom()) {
                put(letter);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Puts in one that was given up and is to be tried again; false when there is no route for it, or no room. */
    boolean revive(Letter letter) {
        lock.lock();
        try {
            if (closed
                    || taker == null
                    || waiting.isBusyWith(letter.attack())
                    || waiting.size() >= terms.get().queue()) {
                return false;
            }
            put(letter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void put(Letter letter) {
        shelf.keep(letter);
        overtaken(waiting.add(letter));
        changed.signalAll();
    }

    private void overtaken(List<Letter> letters) {
        overtaken += letters.size();
        forget(letters);
    }

    private void forget(Collection<Letter> letters) {
        letters.forEach(letter -> shelf.remove(letter.number()));
    }

    private boolean hasRoom() {
        int capacity = terms.get().queue();
        if (waiting.size() < capacity) {
            return true;
        }
        dropped++;
        log.full(capacity, dropped);
        Letter out = waiting.makeRoom();
        if (out != null) {
            shelf.remove(out.number());
        }
        return out != null;
    }

    /** Whether it is known what its route wants. */
    boolean isOpen() {
        lock.lock();
        try {
            return filter != null;
        } finally {
            lock.unlock();
        }
    }

    /** Says what its route wants, before the route itself is there. */
    void expect(AttackFilter wanted) {
        lock.lock();
        try {
            filter = wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a route take events from now on; what has failed with its predecessor is tried at once. */
    void attach(AttackFilter wanted, Delivery next) {
        lock.lock();
        try {
            filter = wanted;
            taker = next;
            waiting.wake();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends this when its route is stopped: waits until the route is through with the event it has, at most so long. */
    void detach(Delivery previous, long number, Duration patience) {
        lock.lock();
        try {
            if (taker == previous) {
                taker = null;
                leftSince = System.nanoTime();
                leftAt = number;
            }
            long left = patience.toNanos();
            while (busy && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** How long no route has taken events from it; zero while one does. */
    Duration deserted() {
        lock.lock();
        try {
            return taker != null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - leftSince);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Collects nothing more for a route that does not come back. What came after it left was perhaps never meant for it; what came
     * before waits on until it is given up.
     *
     * @return whether nothing waits
     */
    boolean abandon() {
        lock.lock();
        try {
            if (filter != null) {
                filter = null;
                forget(waiting.after(leftAt));
            }
            return waiting.size() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what is older than it may get; it is no longer here. */
    List<Letter> expire(Instant now) {
        lock.lock();
        try {
            Duration age = terms.get().giveUp();
            List<Letter> old = waiting.expire(now.minus(age));
            if (!old.isEmpty()) {
                log.givenUp(old.size(), old.get(old.size() - 1), age);
            }
            return old.stream().map(letter -> letter.dead(now)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Has everything tried at once; tells how much that is. */
    int retry() {
        lock.lock();
        try {
            waiting.wake();
            changed.signalAll();
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    Outbox.Route status() {
        lock.lock();
        try {
            Instant next = taker == null || waiting.size() == 0
                    ? null
                    : Instant.now().plusMillis(Math.max(0, waiting.due() - millis()));
            return new Outbox.Route(
                    route,
                    taker != null,
                    waiting.size(),
                    waiting.oldest(),
                    waiting.tries(),
                    failure,
                    next,
                    taken,
                    failed,
                    dropped,
                    overtaken);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends it. What waits stays on its shelf.
     *
     * @param patience how long to wait until its route has taken everything that is due
     * @return how many events its route has not taken
     */
    int close(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (taker != null && (busy || waiting.due() <= millis()) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed = true;
        changed.signalAll();
        int left = waiting.size();
        lock.unlock();
        return left;
    }

    /** Takes everything from its shelf; tells how much that was. */
    int empty() {
        lock.lock();
        try {
            forget(waiting.letters());
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void run() {
        try {
            while (deliverNext()) {
                // until it is closed
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean deliverNext() throws InterruptedException {
        Letter letter;
        Delivery now;
        lock.lock();
        try {
            await();
            now = taker;
            if (now == null || closed) {
                return !closed;
            }
            letter = waiting.take(millis());
            if (letter == null) {
                return true;
            }
            if (filter == null || !filter.accepts(letter.event())) {
                waiting.done();
                shelf.remove(letter.number());
                return true;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        deliver(now, letter);
        return true;
    }

    /** Until something is due, or it ends. */
    private void await() throws InterruptedException {
        for (long due = due(); !closed && due > millis(); due = due()) {
            // a day in place of for ever
            changed.await(Math.min(due - millis(), TimeUnit.DAYS.toMillis(1)), TimeUnit.MILLISECONDS);
        }
    }

    private long due() {
        return taker == null ? Long.MAX_VALUE : waiting.due();
    }

    private void deliver(Delivery now, Letter letter) {
        String why = "";
        boolean wanted = true;
        try {
            wanted = now.deliver(letter.event());
        } catch (Exception | LinkageError e) {
            why = RouteFault.reason(e);
            why = why.isEmpty() ? e.toString() : why;
        }
        if (wanted && (why.isEmpty() || letter.tries() == 0)) {
            outcomes.took(letter.event(), route, why);
        }
        lock.lock();
        try {
            busy = false;
            if (why.isEmpty()) {
                taken(letter);
            } else {
                failed(letter, why);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void taken(Letter letter) {
        taken++;
        failure = "";
        waiting.taken();
        shelf.remove(letter.number());
        log.taken(letter, waiting.size());
    }

    private void failed(Letter letter, String why) {
        failed++;
        failure = why;
        overtaken(waiting.failed(why, millis(), terms.get()));
        Letter now = waiting.get(letter.number());
        if (now != null && !closed) {
            shelf.keep(now);
        }
        log.failed(letter, why, failed, failed + taken, waiting.isDown());
    }
}
