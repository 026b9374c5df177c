// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.api.config.Quantity;

/**
 * When targets were acted on before, and how long they are to be this time. Where traffic is dropped upstream nothing is seen of it
 * here, so the end of a ban is a try: when the attack is back soon, the next ban is longer. Guarded by the {@link AttackBook}.
 *
 * @param <K> what tells targets apart
 */
final class Offences<K> {
    private static final int MOST_TARGETS = 10_000;
    private static final int MOST_EACH = 32;

    /** @param time how long it was to last at least */
    record Past(Instant from, Instant to, Duration time) {}

    /** How long, and why so long. */
    record Sentence(Duration time, String words) {}

    private final Map<K, Deque<Past>> all = new LinkedHashMap<>();

    void add(K key, Past past) {
        Deque<Past> mine = all.remove(key); // so that the eldest is at the front
        mine = mine == null ? new ArrayDeque<>() : mine;
        mine.addLast(past);
        if (mine.size() > MOST_EACH) {
            mine.removeFirst();
        }
        all.put(key, mine);
        if (all.size() > MOST_TARGETS) {
            all.remove(all.keySet().iterator().next());
        }
    }

    /** An operator says that it was none, or that it is settled. */
    void forget(K key) {
        all.remove(key);
    }

    /** @param usual of its group; zero stays zero */
    Sentence next(K key, Duration usual, Instant at, BanSettings settings) {
        if (usual.isZero()) {
            return new Sentence(usual, "without a ban time: until its traffic is below its limits");
        }
        Sentence longest = new Sentence(usual, "for at least " + Quantity.human(usual));
        Deque<Past> mine = all.getOrDefault(key, new ArrayDeque<>());
        Instant recent = at.minus(settings.repeatWithin());
        int times = 1
                + (int) mine.stream().filter(one -> one.from().isAfter(recent)).count();
        List<Double> factors = settings.repeatFactors();
        Duration repeated = times(usual, factors.get(Math.min(times, factors.size()) - 1), settings, usual);
        if (repeated.compareTo(longest.time) > 0) {
            longest = new Sentence(
                    repeated,
                    "for at least " + Quantity.human(repeated) + ": the " + times + ". time within "
                            + Quantity.human(settings.repeatWithin()));
        }
        Past last = mine.peekLast();
        Duration away = last == null ? Duration.ZERO : Duration.between(last.to, at);
        if (last != null && away.compareTo(settings.backoffWithin()) < 0) {
            Duration longer = times(last.time, settings.backoffFactor(), settings, usual);
            if (longer.compareTo(longest.time) > 0) {
                longest = new Sentence(
                        longer,
                        "for at least " + Quantity.human(longer) + ": back " + Quantity.human(away)
                                + " after the end of " + Quantity.human(last.time));
            }
        }
        return longest;
    }

    /** Never more than the longest there may be, unless the group itself says so. */
    private static Duration times(Duration time, double factor, BanSettings settings, Duration usual) {
        Duration product = Duration.ofMillis((long) (time.toMillis() * factor));
        Duration most = settings.longest().compareTo(usual) > 0 ? settings.longest() : usual;
        return product.compareTo(most) > 0 ? most : product;
    }
}
