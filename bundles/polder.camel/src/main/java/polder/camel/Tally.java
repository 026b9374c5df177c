// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Outbox;

/** How a route has done so far, and what the log says of it. Guarded by its mailbox. */
final class Tally {
    private final String route;
    private final RouteLog log;
    private String failure = "";
    private long taken;
    private long failed;
    private long dropped;
    private long overtaken;

    Tally(String route) {
        this.route = route;
        log = new RouteLog(route);
    }

    /** What it had failed with when the process ended. */
    void restored(String said) {
        failure = said.isEmpty() ? failure : said;
    }

    void taken(List<Letter> letters, int left) {
        taken += letters.size();
        failure = "";
        log.taken(letters.get(0), left);
    }

    void failed(List<Letter> letters, String why, boolean isDown) {
        failed++;
        failure = why;
        log.failed(letters.get(0), why, failed, failed + taken, isDown);
    }

    /** What no further try will mend. */
    void refused(List<Letter> letters, String why) {
        failed++;
        failure = why;
        log.refused(letters.get(0), why);
    }

    void dropped(int room) {
        dropped++;
        log.full(room, dropped);
    }

    void overtaken(int events) {
        overtaken += events;
    }

    void givenUp(List<Letter> letters, Duration age) {
        log.givenUp(letters.size(), letters.get(letters.size() - 1), age);
    }

    Outbox.Route status(Waiting waiting, boolean present, @Nullable Instant next) {
        return new Outbox.Route(
                route,
                present,
                waiting.size(),
                waiting.oldest(),
                waiting.tries(),
                failure,
                next,
                taken,
                failed,
                dropped,
                overtaken);
    }
}
