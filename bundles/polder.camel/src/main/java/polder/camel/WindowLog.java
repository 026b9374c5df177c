// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how a route that takes snapshots does, once a minute at most. Guarded by the route. */
final class WindowLog {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final String route;
    private long toldLost = System.nanoTime() - PAUSE;
    private long toldFailed = toldLost;
    private boolean down;

    WindowLog(String route) {
        this.route = route;
    }

    void lost(long lost, long taken) {
        if (System.nanoTime() - toldLost >= PAUSE) {
            toldLost = System.nanoTime();
            LOG.warn("route {} is too slow: it has taken {} snapshots, {} were lost so far", route, taken, lost);
        }
    }

    void failed(String why, long failed, long tries) {
        down = true;
        if (System.nanoTime() - toldFailed >= PAUSE) {
            toldFailed = System.nanoTime();
            LOG.warn("route {}: a snapshot failed and is lost: {} ({} of {} have failed)", route, why, failed, tries);
        }
    }

    void taken(long millis, Duration period) {
        if (down) {
            down = false;
            LOG.info("route {} works: it took a snapshot", route);
        }
        LOG.debug("route {}: {} ms of {} for a snapshot", route, millis, period);
    }
}
