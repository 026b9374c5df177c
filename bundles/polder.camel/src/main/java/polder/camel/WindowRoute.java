// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.WindowRoutes.Route;

/**
 * A route that takes a snapshot every so often, on a thread of its own. Two may wait for it; a third makes the oldest of them go, which is
 * counted. Its counters go on when the route is replaced. Thread-safe.
 */
final class WindowRoute {
    private static final int WAITING = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The end where the route takes its snapshots. */
    @FunctionalInterface
    interface Taker {
        /** Runs it through the route; gives what the other end answered. */
        String take(Object body, boolean test) throws Exception;
    }

    /**
     * What a route asks for.
     *
     * @param from what it takes
     * @param options of the traffic; null for the status
     */
    record Wish(String from, Duration period, @Nullable WindowOptions options) {}

    private record Job(@Nullable Supplier<Object> body, @Nullable CompletableFuture<String> test) {
        static final Job END = new Job(null, null);

        boolean isEnd() {
            return body == null;
        }
    }

    private final String name;
    private final WindowLog log;
    private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(WAITING);
    private @Nullable Taker taker;
    private @Nullable Thread thread;
    private Wish wish;
    private long taken;
    private long failed;
    private long lost;
    private long leftNanos;
    private String failure = "";
    private @Nullable Instant last;
    /** The last period it was given, counted since 1970. */
    private long given;

    WindowRoute(String name, Wish wish) {
        this.name = name;
        this.wish = wish;
        log = new WindowLog(name);
    }

    synchronized void open(Taker now, Wish asked) {
        taker = now;
        wish = asked;
        given = 0;
        jobs.clear();
        Thread started = new Thread(this::run, "polder-route-" + name + "-0");
        started.setDaemon(true);
        // camel finds its classes through the thread's loader
        started.setContextClassLoader(now.getClass().getClassLoader());
        thread = started;
        started.start();
    }

    /** Returns when the route is through with the snapshot it has, at most after a while. */
    void close(Taker previous) {
        Thread ending;
        synchronized (this) {
            if (taker != previous) {
                return;
            }
            taker = null;
            leftNanos = System.nanoTime();
            ending = thread;
            jobs.clear();
            jobs.add(Job.END);
        }
        try {
            if (ending != null && ending != Thread.currentThread()) {
                ending.join(PATIENCE.toMillis());
                ending.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized @Nullable Wish wish() {
        return taker == null ? null : wish;
    }

    /** How long it has been away; zero while it is there. */
    synchronized Duration away() {
        return taker == null ? Duration.ofNanos(System.nanoTime() - leftNanos) : Duration.ZERO;
    }

    /**
     * Whether it is to get the snapshot of a second; those of the periods it was given none of are lost.
     *
     * @param second since 1970
     */
    synchronized boolean isDue(long second) {
        long period = second / wish.period().toSeconds();
        if (taker == null || period <= given) {
            given = Math.min(given, period); // the clock was set back
            return false;
        }
        boolean first = given == 0;
        if (!first) {
            lose(period - given - 1);
        }
        given = period;
        return !first || second % wish.period().toSeconds() == 0;
    }

    private void lose(long snapshots) {
        if (snapshots > 0) {
            lost += snapshots;
            log.lost(lost, taken);
        }
    }

    synchronized void offer(Supplier<Object> body, @Nullable CompletableFuture<String> test) {
        Job job = new Job(body, test);
        while (taker != null && !jobs.offer(job)) {
            if (!makeRoom()) {
                if (test == null) {
                    lose(1);
                } else {
                    test.completeExceptionally(new IOException("it is too busy"));
                }
                return;
            }
        }
    }

    /** By the oldest that waits and is no test: somebody waits for the answer of those. */
    private boolean makeRoom() {
        for (Job waiting : jobs) {
            if (waiting.test() == null && jobs.remove(waiting)) {
                lose(1);
                return true;
            }
        }
        return jobs.remainingCapacity() > 0;
    }

    private void run() {
        try {
            for (Job job = jobs.take(); !job.isEnd(); job = jobs.take()) {
                take(job);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Job job) {
        Taker now;
        synchronized (this) {
            now = taker;
        }
        if (now == null || job.body() == null) {
            return;
        }
        CompletableFuture<String> test = job.test() == null ? new CompletableFuture<>() : job.test();
        String why = "";
        long begin = System.nanoTime();
        try {
            test.complete(now.take(job.body().get(), job.test() != null));
        } catch (Exception | LinkageError e) {
            test.completeExceptionally(e);
            why = RouteFault.reason(e);
            why = why.isEmpty() ? e.toString() : why;
        }
        took(why, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    private synchronized void took(String why, long millis) {
        failure = why;
        if (why.isEmpty()) {
            taken++;
            last = Instant.now();
            log.taken(millis, wish.period());
        } else {
            failed++;
            log.failed(why, failed, failed + taken);
        }
    }

    synchronized Route status() {
        return new Route(name, wish.from(), wish.period(), taker != null, taken, failed, lost, failure, last);
    }
}
