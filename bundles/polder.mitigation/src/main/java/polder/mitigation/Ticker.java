// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a task some times a second, on a thread of its own ({@code polder-mitigation-desk-0}). */
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("polder.mitigation");
    private static final long PAUSE_MILLIS = 200;

    private final Thread thread;
    private final Runnable task;
    private final CountDownLatch end = new CountDownLatch(1);

    Ticker(Runnable task) {
        this.task = task;
        thread = new Thread(this::run, "polder-mitigation-desk-0");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!end.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            task.run();
        } catch (Exception e) { // attacks, evidence and speakers are foreign code; the next time may be better
            LOG.error("mitigations could not be looked after, it is tried again: {}", e.toString());
        }
    }

    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
