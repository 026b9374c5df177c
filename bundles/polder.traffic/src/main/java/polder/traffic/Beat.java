// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of the counting: calls a task every so often, with the time that has really passed. A task that takes long is called less
 * often: after each time it rests for as long as it took, or for a whole beat.
 */
final class Beat implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

    /** What is done each beat. */
    @FunctionalInterface
    interface Task {
        void beat(double seconds);
    }

    private final Task task;
    private final Thread thread;
    private volatile long nanos;
    private volatile boolean stopped;
    private boolean complained;

    Beat(Task task, Duration every) {
        this.task = task;
        nanos = every.toNanos();
        thread = new Thread(this, "polder-beat-0");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void every(Duration duration) {
        nanos = duration.toNanos();
    }

    /** Returns when the last beat is over. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        long last = System.nanoTime();
        long due = last + nanos;
        while (!stopped) {
            long now = System.nanoTime();
            if (now - due < 0) {
                LockSupport.parkNanos(due - now);
                continue;
            }
            try {
                task.beat((now - last) / 1e9);
            } catch (RuntimeException e) {
                if (!complained) {
                    complained = true;
                    LOG.error("a beat failed; further failures are not logged", e);
                }
            }
            last = now;
            long end = System.nanoTime();
            // who waits for what the task locks gets it before the next beat does
            due = Math.max(due + nanos, end + Math.min(nanos, end - now));
        }
    }
}
