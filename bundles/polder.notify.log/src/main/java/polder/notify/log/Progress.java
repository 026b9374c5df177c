// SPDX-License-Identifier: Apache-2.0
package polder.notify.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** How many lines tell that attacks go on: with thousands of them the log would be of nothing else. */
final class Progress {
    static final int MOST = 20;
    static final long TIME = TimeUnit.SECONDS.toNanos(10);

    private final Logger log;
    private final LongSupplier nanos;
    private long since;
    private int lines;
    private int leftOut;

    Progress(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
        since = nanos.getAsLong();
    }

    /** Whether there is to be one more line. */
    synchronized boolean hasRoom() {
        long now = nanos.getAsLong();
        if (now - since >= TIME) {
            if (leftOut > 0) {
                log.info("{} more lines on attacks that go on were left out; polder:attack-list shows them", leftOut);
            }
            since = now;
            lines = 0;
            leftOut = 0;
        }
        if (lines < MOST) {
            lines++;
            return true;
        }
        leftOut++;
        return false;
    }
}
