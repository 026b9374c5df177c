// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says what happens again and again: the first at once, then at most a line a minute. Any thread. */
final class Sparingly {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Consumer<String> out;
    private boolean saidBefore;
    private long saidAt;
    private long unsaid;

    Sparingly(Consumer<String> out) {
        this.out = out;
    }

    void say(String what) {
        String line = line(what, System.nanoTime());
        if (!line.isEmpty()) {
            out.accept(line);
        }
    }

    /** The line that is due now, or nothing. */
    synchronized String line(String what, long now) {
        if (saidBefore && now - saidAt < MINUTE) {
            unsaid++;
            return "";
        }
        String others = unsaid == 0 ? "" : "; " + unsaid + " such lines were left out before";
        unsaid = 0;
        saidBefore = true;
        saidAt = now;
        return what + others;
    }
}
