// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.mitigation.Mitigation;

/**
 * What a route has still to take, in order, on a thread of its own ({@code polder-route-<id>-0}). What it fails at is tried again until
 * it is taken, or newer news of that mitigation waits.
 */
final class MitigationQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final int MOST = 10_000;
    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toMillis(1);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toMillis(1);
    private static final long FAREWELL = TimeUnit.SECONDS.toMillis(10);

    private final Deque<Mitigation> waiting = new ArrayDeque<>();
    private final String route;
    private final Taker taker;
    private final Supplier<List<Mitigation>> all;
    private final Thread thread;
    private boolean closed;
    /** It is to be told how everything stands. */
    private boolean behind = true;

    /** Runs one through the route. */
    @FunctionalInterface
    interface Taker {
        void take(Mitigation mitigation) throws Exception;
    }

    /** @param all how everything stands, in order; the route is told of that first */
    MitigationQueue(String route, Taker taker, Supplier<List<Mitigation>> all) {
        this.route = route;
        this.all = all;
        this.taker = taker;
        thread = new Thread(this::run, "polder-route-" + route + "-0");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes the place of older news of the same mitigation. */
    synchronized void add(Mitigation mitigation) {
        waiting.removeIf(older -> older.id().equals(mitigation.id()));
        if (waiting.size() >= MOST) {
            Mitigation lost = waiting.remove();
            LOG.warn("route {} is too slow: {} {} is not told", route, lost.state(), lost.what());
        }
        waiting.add(mitigation);
        notifyAll();
    }

    private synchronized @Nullable Mitigation next() throws InterruptedException {
        while (waiting.isEmpty() && !closed && !behind) {
            wait();
        }
        return closed || waiting.isEmpty() ? null : waiting.remove();
    }

    /** Has the route told anew how everything stands. */
    synchronized void refresh() {
        behind = true;
        notifyAll();
    }

    private synchronized boolean isOpen() {
        return !closed;
    }

    private void catchUp() {
        synchronized (this) {
            if (!behind) {
                return;
            }
            behind = false;
        }
        all.get().forEach(this::addOlder);
    }

    private synchronized void addOlder(Mitigation mitigation) {
        if (waiting.stream().noneMatch(newer -> newer.id().equals(mitigation.id()))) {
            waiting.add(mitigation);
        }
    }

    private void run() {
        try {
            while (isOpen()) {
                catchUp();
                Mitigation next = next();
                if (next != null) {
                    deliver(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Mitigation mitigation) throws InterruptedException {
        long pause = FIRST_PAUSE;
        while (true) {
            String failure = take(mitigation);
            if (failure.isEmpty()) {
                return;
            }
            if (pause == FIRST_PAUSE) {
                LOG.warn(
                        "route {}: {} of {} failed: {}; it is tried again",
                        route,
                        mitigation.state(),
                        mitigation.what(),
                        failure);
            }
            if (isOvertaken(mitigation, pause)) {
                return;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private String take(Mitigation mitigation) {
        try {
            taker.take(mitigation);
            return "";
        } catch (Exception e) { // a route is foreign code
            return RouteFault.reason(e);
        }
    }

    /** Waits for the next try; true when it need not be made. */
    private synchronized boolean isOvertaken(Mitigation mitigation, long pause) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        while (!closed && waiting.stream().noneMatch(newer -> newer.id().equals(mitigation.id()))) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
