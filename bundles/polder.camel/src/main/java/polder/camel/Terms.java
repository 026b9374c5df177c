// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.time.Duration;
import polder.api.config.Settings;

/**
 * How long and how often it is tried to give an event to a route.
 *
 * @param queue events that wait for a route, at most
 * @param first the pause after the first failure; each is twice the one before
 * @param most the longest pause
 * @param giveUp the age at which an event is given up
 * @param dead events given up that are kept, at most
 */
record Terms(int queue, Duration first, Duration most, Duration giveUp, int dead) {
    private static final int MOST_DOUBLINGS = 20;

    static Terms read(Settings settings) {
        Terms terms = new Terms(
                settings.number("queue", 10_000, 10, 1_000_000),
                settings.duration("retry.first", "1s", Duration.ofMillis(10), Duration.ofHours(1)),
                settings.duration("retry.most", "1m", Duration.ofMillis(10), Duration.ofDays(1)),
                settings.duration("give.up", "1d", Duration.ofSeconds(1), Duration.ofDays(365)),
                settings.number("dead.most", 1000, 0, 100_000));
        if (terms.first.compareTo(terms.most) > 0) {
            settings.fault("retry.most", "is not accepted; give a time that is not shorter than retry.first");
        }
        return terms;
    }

    /** The pause after so many failures, milliseconds. */
    long pause(int failures) {
        return Math.min(first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS), most.toMillis());
    }
}
