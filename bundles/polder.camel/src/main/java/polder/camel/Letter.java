// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/**
 * An event on its way to one route. Immutable.
 *
 * @param number the order in which letters came, and their name in the store
 * @param route where it goes
 * @param event what it says
 * @param since when it came, or was last taken up again
 * @param tries how often it has failed since then
 * @param failure what it last failed with, or empty
 * @param died when it was given up, or null
 */
record Letter(
        long number,
        String route,
        AttackEvent event,
        Instant since,
        int tries,
        String failure,
        @Nullable Instant died) {
    UUID attack() {
        return event.attack().id();
    }

    /** Whether its host group has this route told. */
    boolean isMeant() {
        List<String> actions = event.attack().actions();
        return actions.isEmpty() || actions.stream().anyMatch(action -> isCalled(route, action));
    }

    /**
     * Whether a host group that names an action means this route: by its id, or by what comes after {@code polder.notify.} in it. What
     * follows a slash tells the routes of one notifier apart, and does not matter here.
     */
    static boolean isCalled(String route, String action) {
        int mark = route.indexOf('/');
        String notifier = mark < 0 ? route : route.substring(0, mark);
        return notifier.equals(action) || notifier.equals("polder.notify." + action);
    }

    /** Whether newer news makes it worthless. */
    boolean isProgress() {
        return event.isProgress();
    }

    /** Whether no progress follows it. */
    boolean isEnd() {
        return event.phase() == Phase.ENDED || event.phase() == Phase.PASSED;
    }

    Letter failed(String why) {
        return new Letter(number, route, event, since, tries + 1, why, null);
    }

    /** Takes the place of one that it makes worthless. */
    Letter instead(Letter other) {
        return new Letter(number, route, event, since, other.tries, other.failure, null);
    }

    Letter dead(Instant when) {
        return new Letter(number, route, event, since, tries, failure, when);
    }

    /** As if it came now. */
    Letter again(Instant now) {
        return new Letter(number, route, event, now, 0, "", null);
    }
}
