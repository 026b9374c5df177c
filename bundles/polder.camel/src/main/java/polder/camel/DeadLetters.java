// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import polder.api.attack.Outbox;

/** Letters that were given up, the oldest first; when there are too many the oldest go. Guarded by its owner. */
final class DeadLetters {
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

    /** All for the empty name; of a route; or the one with that id. */
    List<Letter> named(String name) {
        Collection<Letter> all = letters.values();
        return all.stream()
                .filter(letter -> name.isEmpty()
                        || letter.route().equals(name)
                        || Long.toString(letter.number()).equals(name))
                .toList();
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
