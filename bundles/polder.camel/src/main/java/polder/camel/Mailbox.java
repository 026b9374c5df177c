// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;
import polder.api.attack.Outbox;

/**
 * The events one route has still to take, and the thread that gives them to it, one after another. It outlives its route: while
 * the route is replaced its events wait here, and the successor gets none before the predecessor is through with the last one.
 */
final class Mailbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Waiting waiting = new Waiting();
    private final Tally tally;
    private final String route;
    private final Shelf shelf;
    private final Supplier<Terms> terms;
    private final Outcomes outcomes;
    /** What its route wants; null while nobody knows, or nothing is collected for it any more. */
    private @Nullable AttackFilter filter;

    private Pace pace = Pace.of(null);
    private @Nullable Delivery taker;
    private long leftSince = System.nanoTime();
    /** The last letter that came before its route left. */
    private long leftAt = Long.MAX_VALUE;

    private boolean busy;
    private boolean closed;

    Mailbox(String route, Shelf shelf, Supplier<Terms> terms, Outcomes outcomes) {
        this.route = route;
        tally = new Tally(route);
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
            tally.restored(letter.failure());
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
        tally.overtaken(letters.size());
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
        tally.dropped(capacity);
        Letter out = waiting.makeRoom();
        if (out != null) {
            shelf.remove(out.number());
        }
        return out != null;
    }

    /** Whether it is known what its route wants. */
    boolean isOpen() {
        return locked(() -> filter != null);
    }

    private <T> T locked(Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }

    /** Says what its route wants, before the route itself is there. */
    void expect(AttackFilter wanted) {
        locked(() -> filter = wanted);
    }

    /** Lets a route take events from now on; what has failed with its predecessor is tried at once. */
    void attach(AttackFilter wanted, Pace slow, Delivery next) {
        lock.lock();
        try {
            filter = wanted;
            pace = slow;
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
        return locked(() -> taker != null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - leftSince));
    }

    /**
     * Collects nothing more for a route that does not come back. What came after it left was perhaps never meant for it; what came
     * before waits on until it is given up.
     *
     * @return whether nothing waits
     */
    boolean abandon() {
        return locked(() -> {
            if (filter != null) {
                filter = null;
                forget(waiting.after(leftAt));
            }
            return waiting.size() == 0;
        });
    }

    /** Gives up what is older than it may get; it is no longer here. */
    List<Letter> expire(Instant now) {
        return locked(() -> {
            Duration age = terms.get().giveUp();
            List<Letter> old = waiting.expire(now.minus(age));
            if (!old.isEmpty()) {
                tally.givenUp(old, age);
            }
            return old.stream().map(letter -> letter.dead(now)).toList();
        });
    }

    /** Has everything tried at once; tells how much that is. */
    int retry() {
        return locked(() -> {
            waiting.wake();
            changed.signalAll();
            return waiting.size();
        });
    }

    Outbox.Route status() {
        lock.lock();
        try {
            Instant next = taker == null || waiting.size() == 0
                    ? null
                    : Instant.now().plusMillis(Math.max(0, due() - millis()));
            return tally.status(waiting, taker != null, next);
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
            while (taker != null && (busy || due() <= millis()) && left > 0) {
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
        return locked(() -> {
            forget(waiting.letters());
            return waiting.size();
        });
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
        List<Letter> letters;
        Delivery now;
        lock.lock();
        try {
            await();
            now = taker;
            if (now == null || closed) {
                return !closed;
            }
            letters = wanted(waiting.take(millis(), pace.isCrowded(millis())));
            if (letters.isEmpty()) {
                return true;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        deliver(now, letters);
        return true;
    }

    /** The route that takes them may want others than its predecessor. */
    private List<Letter> wanted(List<Letter> letters) {
        List<Letter> wanted = new ArrayList<>();
        for (Letter letter : letters) {
            if (filter != null && filter.accepts(letter.event())) {
                wanted.add(letter);
            } else {
                waiting.done(letter);
                shelf.remove(letter.number());
            }
        }
        return wanted;
    }

    /** Until something is due, or it ends. */
    private void await() throws InterruptedException {
        for (long due = due(); !closed && due > millis(); due = due()) {
            // a day in place of for ever
            changed.await(Math.min(due - millis(), TimeUnit.DAYS.toMillis(1)), TimeUnit.MILLISECONDS);
        }
    }

    private long due() {
        return taker == null ? Long.MAX_VALUE : Math.max(waiting.due(), pace.next(millis()));
    }

    private void deliver(Delivery now, List<Letter> letters) {
        String why = "";
        boolean wanted = true;
        boolean isFinal = false;
        try {
            wanted = now.deliver(letters.stream().map(Letter::event).toList(), false)
                    .wanted();
        } catch (Exception | LinkageError e) {
            isFinal = e instanceof FinalFailure;
            why = RouteFault.reason(isFinal ? e.getCause() : e);
        }
        for (Letter letter : letters) {
            if (wanted && (why.isEmpty() || letter.tries() == 0)) {
                outcomes.took(letter.event(), route, why);
            }
        }
        settle(letters, why, isFinal);
        if (isFinal) {
            Instant died = Instant.now();
            for (Letter letter : letters) {
                outcomes.dead(letter.failed(why).dead(died));
            }
        }
    }

    private void settle(List<Letter> letters, String why, boolean isFinal) {
        lock.lock();
        try {
            busy = false;
            if (why.isEmpty()) {
                taken(letters);
            } else if (isFinal) {
                letters.forEach(waiting::done);
                tally.refused(letters, why);
            } else {
                failed(letters, why);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void taken(List<Letter> letters) {
        pace.sent(letters.size(), millis());
        waiting.taken();
        forget(letters);
        tally.taken(letters, waiting.size());
    }

    private void failed(List<Letter> letters, String why) {
        overtaken(waiting.failed(why, millis(), terms.get()));
        for (Letter letter : letters) {
            Letter now = waiting.get(letter.number());
            if (now != null && now.tries() != letter.tries() && !closed) {
                shelf.keep(now);
            }
        }
        tally.failed(letters, why, waiting.isDown());
    }

    /**
     * Sends an event past everything that waits, whether its route wants such events or not, on the caller's thread.
     *
     * @return what the server has answered
     * @throws Exception what the route failed with
     */
    String test(AttackEvent event) throws Exception {
        Delivery now = locked(() -> taker);
        if (now == null) {
            throw new IllegalStateException("the route is away");
        }
        return now.deliver(List.of(event), true).answer();
    }
}
