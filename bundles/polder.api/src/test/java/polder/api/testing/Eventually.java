// SPDX-License-Identifier: Apache-2.0
package polder.api.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for what is to become so. */
public final class Eventually {
    private Eventually() {}

    /** Asks again and again until the answer is right, and gives it; else fails with the last answer. */
    public static <T> T until(Duration limit, Callable<T> question, Predicate<? super T> right) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            T answer = question.call();
            if (right.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + "; last: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
