// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;

/** Which events a route wants; an empty set is all of them. */
record AttackFilter(Set<String> groups, Set<Phase> phases, Set<String> detectors) {
    /**
     * Reads the options of an endpoint, each a list of words.
     *
     * @throws IllegalArgumentException at a phase there is none of
     */
    static AttackFilter parse(@Nullable String groups, @Nullable String phases, @Nullable String detectors) {
        Set<Phase> wanted = EnumSet.noneOf(Phase.class);
        for (String word : words(phases)) {
            wanted.add(phase(word));
        }
        return new AttackFilter(words(groups), wanted, words(detectors));
    }

    private static Phase phase(String word) {
        for (Phase phase : Phase.values()) {
            if (phase.name().equals(word.toUpperCase(Locale.ROOT))) {
                return phase;
            }
        }
        throw new IllegalArgumentException("phase=" + word + " is not accepted; give STARTED, ONGOING or ENDED");
    }

    private static Set<String> words(@Nullable String list) {
        Set<String> words =
                new HashSet<>(List.of((list == null ? "" : list).trim().split("[\\s,]+")));
        words.remove("");
        return words;
    }

    boolean accepts(AttackEvent event) {
        return (groups.isEmpty() || groups.contains(event.attack().group()))
                && (phases.isEmpty() || phases.contains(event.phase()))
                && (detectors.isEmpty() || detectors.contains(event.attack().detector()));
    }
}
