// SPDX-License-Identifier: Apache-2.0
package polder.capture.tcp;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator is told of refused and closed connections: the first at once, then at most a line a minute. Any thread. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger("polder.capture.tcp");
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final String instance;
    private boolean saidBefore;
    private long saidAt;
    private long unsaid;

    Complaints(String instance) {
        this.instance = instance;
    }

    /** Says that a connection was refused or closed, and why. */
    void say(String peer, String why) {
        String line = line(peer, why, System.nanoTime());
        if (!line.isEmpty()) {
            // one line, whatever a peer has put into its certificate
            LOG.warn(line.replaceAll("\\p{Cntrl}", " "));
        }
    }

    /** The line that is due now, or nothing. */
    synchronized String line(String peer, String why, long now) {
        if (saidBefore && now - saidAt < MINUTE) {
            unsaid++;
            return "";
        }
        String others = unsaid == 0 ? "" : "; so were " + unsaid + " others since the last such line";
        unsaid = 0;
        saidBefore = true;
        saidAt = now;
        return instance + ": connection of " + peer + " closed: " + why + others;
    }
}
