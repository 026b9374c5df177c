// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.config.Quantity;

/** Says how a route does: each event that fails once, and a route that is down once a minute. Guarded by its mailbox. */
final class RouteLog {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final String route;
    private long warned = System.nanoTime() - PAUSE;
    private boolean down;

    RouteLog(String route) {
        this.route = route;
    }

    private boolean now() {
        boolean now = System.nanoTime() - warned >= PAUSE;
        warned = now ? System.nanoTime() : warned;
        return now;
    }

    void full(int events, long dropped) {
        if (now()) {
            LOG.warn("route {} is too slow: {} events wait, {} were dropped so far", route, events, dropped);
        }
    }

    /** @param letter as it was before this try */
    void failed(Letter letter, String why, long failed, long tries, boolean isDown) {
        down = isDown;
        if (letter.tries() == 0 && (!down || now())) {
            LOG.warn(
                    "route {}: {} of {} failed: {} ({} of {} have failed); it is tried again",
                    route,
                    letter.event().phase(),
                    letter.event().attack().target(),
                    why,
                    failed,
                    tries);
        }
    }

    void refused(Letter letter, String why) {
        LOG.warn(
                "route {}: {} of {} failed: {}; it is not tried again (polder:outbox-list --dead)",
                route,
                letter.event().phase(),
                letter.event().attack().target(),
                why);
    }

    void taken(Letter letter, int left) {
        if (letter.tries() > 0 || down) {
            LOG.info(
                    "route {} works: it took {} of {} at try {}; {} more events wait for it",
                    route,
                    letter.event().phase(),
                    letter.event().attack().target(),
                    letter.tries() + 1,
                    left);
        }
        down = false;
    }

    /** @param last of those that were given up */
    void givenUp(int events, Letter last, Duration age) {
        LOG.warn(
                "route {}: {} events are given up after {}, the last {} of {}: {}; see polder:outbox-list --dead, and polder:outbox-retry {}",
                route,
                events,
                Quantity.human(age),
                last.event().phase(),
                last.event().attack().target(),
                last.failure().isEmpty() ? "it was never tried" : last.failure(),
                events == 1 ? Long.toString(last.number()) : route);
    }
}
