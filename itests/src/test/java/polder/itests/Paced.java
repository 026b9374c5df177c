// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;

/** A thread that does the same again and again, evenly in time. */
final class Paced {
    /** How often it is done: so many nanoseconds after one another. */
    static final long STEP_NANOS = 5_000_000;

    private final Thread thread;
    private volatile boolean ended;

    /** What is done each time. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    Paced(String name, Step step) {
        thread = new Thread(() -> run(step), name);
        thread.start();
    }

    private void run(Step step) {
        long due = System.nanoTime();
        try {
            while (!ended) {
                step.run();
                due += STEP_NANOS;
                LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
            }
        } catch (IOException e) {
            if (!ended) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Lets it end after the step it is at. */
    void stop() {
        ended = true;
    }

    /** Ends it; what was done is final then. */
    void end() throws InterruptedException {
        stop();
        thread.join();
    }
}
