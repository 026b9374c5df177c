// SPDX-License-Identifier: Apache-2.0
package polder.capture.demo;

import java.util.concurrent.locks.LockSupport;

/** The time, and waiting for it to pass: tests have their own. */
interface Ticker {
    Ticker OF_THIS_MACHINE = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochNanos() {
            return System.currentTimeMillis() * 1_000_000;
        }

        @Override
        public void rest(long nanos) {
            LockSupport.parkNanos(nanos);
        }
    };

    /** Nanoseconds since some moment. */
    long nanos();

    /** Nanoseconds since 1970. */
    long epochNanos();

    void rest(long nanos);
}
