// SPDX-License-Identifier: Apache-2.0
package polder.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions. */
final class Await {
    private Await() {}

    /** Looks every 50 ms until it is so; fails when it is not within the limit. */
    static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
        value(what, limit, () -> condition.call() ? Boolean.TRUE : null);
    }

    /** Looks every 50 ms until there is a value; fails when there is none within the limit. */
    static <T> T value(String what, Duration limit, Callable<T> source) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            T value = source.call();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + limit.toSeconds() + " s still not: " + what);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }
}
