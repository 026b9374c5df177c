// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.Attack;
import polder.api.attack.AttackEvent;

/**
 * The events one route has still to take, and the thread that gives them to it, one after another. It outlives its route: while
 * the route is replaced its events wait here, and the successor gets none before the predecessor is through with the last one.
 */
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final long PAUSE_BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<AttackEvent> waiting = new ArrayDeque<>();
    private final String route;
    private final Outcomes outcomes;
    private AttackFilter filter;
    private @Nullable Delivery taker;
    private long leftSince;
    private int leftWith;
    private boolean busy;
    private boolean closed;
    private long delivered;
    private long failed;
    private long dropped;
    private long warned = System.nanoTime() - PAUSE_BETWEEN_WARNINGS;

    Mailbox(String route, AttackFilter filter, Outcomes outcomes) {
        this.route = route;
        this.outcomes = outcomes;
        this.filter = filter;
        Thread thread = new Thread(this::run, "polder-route-" + route + "-0");
        thread.setDaemon(true);
        thread.start();
    }

    /** Puts an event in if the route wants it. When it is full an older ONGOING makes room, before a start or an end is lost. */
    void offer(AttackEvent event, int capacity) {
        lock.lock();
        try {
            if (closed || !isTold(event.attack()) || !filter.accepts(event)) {
                return;
            }
            if (waiting.size() < capacity || forgetOngoing()) {
                waiting.add(event);
                changed.signalAll();
            }
            if (waiting.size() >= capacity && dropped > 0) {
                warnFull(capacity);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isTold(Attack attack) {
        return attack.actions().isEmpty() || attack.actions().stream().anyMatch(action -> isCalled(route, action));
    }

    /** Whether a host group that names an action means this route: by its id, or by what comes after {@code polder.notify.} in it. */
    static boolean isCalled(String route, String action) {
        return route.equals(action) || route.equals("polder.notify." + action);
    }

    private boolean forgetOngoing() {
        dropped++;
        for (Iterator<AttackEvent> all = waiting.iterator(); all.hasNext(); ) {
            if (all.next().isProgress()) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    private void warnFull(int capacity) {
        if (System.nanoTime() - warned >= PAUSE_BETWEEN_WARNINGS) {
            warned = System.nanoTime();
            LOG.warn("route {} is too slow: {} events wait, {} were dropped so far", route, capacity, dropped);
        }
    }

    /** Lets a route take events from now on. */
    void attach(AttackFilter wanted, Delivery next) {
        lock.lock();
        try {
            filter = wanted;
            taker = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends this when its route is stopped: waits until the route is through with the event it has, at most so long. */
    void detach(Delivery previous, Duration patience) {
        lock.lock();
        try {
            if (taker == previous) {
                taker = null;
                leftSince = System.nanoTime();
                leftWith = waiting.size();
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
     * Ends it.
     *
     * @param patience how long to wait until its route has taken everything
     * @return how many events its route has not taken; what came after the route has left is not counted, it may have gone for good
     */
    int close(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (taker != null && (busy || !waiting.isEmpty()) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed = true;
        changed.signalAll();
        int lost = taker == null ? Math.min(leftWith, waiting.size()) : waiting.size();
        waiting.clear();
        lock.unlock();
        return lost;
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
        AttackEvent event;
        Delivery now;
        lock.lock();
        try {
            while (!closed && (taker == null || waiting.isEmpty())) {
                changed.await();
            }
            now = taker;
            event = waiting.poll();
            if (now == null || event == null) {
                return false;
            }
            if (!filter.accepts(event)) {
                return true;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        deliver(now, event);
        return true;
    }

    private void deliver(Delivery now, AttackEvent event) {
        Throwable failure = null;
        boolean wanted = true;
        try {
            wanted = now.deliver(event);
        } catch (Exception | LinkageError e) {
            failure = e;
        }
        if (wanted) {
            outcomes.took(event, route, failure == null ? "" : RouteFault.reason(failure));
        }
        lock.lock();
        try {
            busy = false;
            delivered++;
            if (failure != null) {
                failed++;
                LOG.warn(
                        "route {}: {} of {} failed: {} ({} of {} have failed)",
                        route,
                        event.phase(),
                        event.attack().target(),
                        RouteFault.reason(failure),
                        failed,
                        delivered);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
