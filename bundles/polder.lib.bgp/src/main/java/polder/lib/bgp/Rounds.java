// SPDX-License-Identifier: Apache-2.0
package polder.lib.bgp;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** The one thread that speaks with a daemon: a round at a time, each bringing the daemon's table closer to what is wanted. */
public final class Rounds implements AutoCloseable {
    private static final Duration AFTER_FAULT = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(5);

    /** What is done in a round. */
    @FunctionalInterface
    public interface Round {
        /** Does it, and says how long to wait before the next when nobody wakes the thread before. */
        Duration run() throws InterruptedException;
    }

    private final Semaphore bell = new Semaphore(0);
    private final Round round;
    private final Logger log;
    private final Thread thread;
    private volatile boolean ended;

    /** @param instance of the speaker; the thread is {@code polder-bgp-INSTANCE-0} */
    public Rounds(String instance, Logger log, Round round) {
        this.round = round;
        this.log = log;
        thread = new Thread(this::run, "polder-bgp-" + instance + "-0");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Has the next round begin now, or right after the one that runs. Any thread. */
    public void wake() {
        bell.release();
    }

    private void run() {
        try {
            while (!ended) {
                Duration pause = once();
                if (bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    bell.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration once() throws InterruptedException {
        try {
            return round.run();
        } catch (RuntimeException e) {
            // without this thread nothing would ever be withdrawn
            log.error("a round failed; the next is in {} s", AFTER_FAULT.toSeconds(), e);
            return AFTER_FAULT;
        }
    }

    /** Ends the thread; waits for it a few seconds. */
    @Override
    public void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
