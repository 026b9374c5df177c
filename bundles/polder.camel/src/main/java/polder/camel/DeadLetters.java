// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.api.attack.AttackEvent;
import polder.api.attack.Outbox;

/** Letters that were given up, the oldest first; when there are too many the oldest go. Guarded by its owner. */
final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger("polder.camel");

    private final NavigableMap<Long, Letter> letters = new TreeMap<>();
    private final Shelf shelf;
    private long forgotten;

    DeadLetters(Shelf shelf) {
        this.shelf = shelf;
    }

    void add(Letter letter, int most) {
        letters.put(letter.number(), letter);
        shelf.keep(letter);
        while (letters.size() > most) {
            shelf.remove(letters.pollFirstEntry().getKey());
            forgotten++;
        }
    }

    /** All for the empty name; of a route; or the one with that id and the others of its attack, as none of them goes alone. */
    List<Letter> named(String name) {
        return letters.values().stream()
                .filter(letter -> name.isEmpty() || letter.route().equals(name) || belongs(letter, name))
                .toList();
    }

    private boolean belongs(Letter letter, String id) {
        return letters.values().stream()
                .anyMatch(one -> Long.toString(one.number()).equals(id)
                        && one.route().equals(letter.route())
                        && one.attack().equals(letter.attack()));
    }

    /** A route has taken the end of something: what came before must never be told after it. */
    void outlived(String route, AttackEvent end) {
        letters.values().removeIf(letter -> {
            boolean late = letter.route().equals(route)
                    && letter.attack().equals(end.attack().id())
                    && !letter.event().at().isAfter(end.at());
            if (late) {
                shelf.remove(letter.number());
                LOG.info(
                        "route {}: {} of {}, which was given up, is forgotten, as its end was taken",
                        route,
                        letter.event().phase(),
                        end.attack().target());
            }
            return late;
        });
    }

    long forgotten() {
        return forgotten;
    }

    void remove(Letter letter) {
        letters.remove(letter.number());
    }

    List<Outbox.Dead> list() {
        return letters.values().stream()
                .map(letter -> new Outbox.Dead(
                        Long.toString(letter.number()),
                        letter.route(),
                        letter.event(),
                        letter.since(),
                        Objects.requireNonNull(letter.died()),
                        letter.tries(),
                        letter.failure()))
                .toList();
    }
}
