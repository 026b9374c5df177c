// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table of vectors, ready to name samples: the first row that matches does. Immutable, for any thread. A sample costs some tens of
 * nanoseconds however many rows there are: only those of its protocol and source port are looked at.
 */
final class Vectors {
    private static final int PROTOCOLS = 256;

    private final List<VectorRule> rules;
    private final Shelf[] shelves = new Shelf[PROTOCOLS];

    /** @param rules in the order they are tried */
    Vectors(List<VectorRule> rules) {
        this.rules = List.copyOf(rules);
        Shelf unnamed = new Shelf(rules.stream()
                .filter(rule -> rule.isFor(VectorRule.ANY_PROTOCOL))
                .toList());
        for (int i = 0; i < PROTOCOLS; i++) {
            int protocol = i;
            boolean named = rules.stream().anyMatch(rule -> rule.protocol() == protocol);
            shelves[i] = named
                    ? new Shelf(
                            rules.stream().filter(rule -> rule.isFor(protocol)).toList())
                    : unnamed;
        }
    }

    /** The user's rows first; they take the place of those built in with the same name. */
    static Vectors of(List<VectorRule> own, List<VectorRule> builtIn) {
        Set<String> taken = new HashSet<>();
        own.forEach(rule -> taken.add(rule.vector().name()));
        List<VectorRule> all = new ArrayList<>(own);
        builtIn.stream().filter(rule -> !taken.contains(rule.vector().name())).forEach(all::add);
        return new Vectors(all);
    }

    /** In the order they are tried. */
    List<VectorRule> rules() {
        return rules;
    }

    /** What the sample is made of, {@link Vector#OTHER} when no row matches; the sample then knows how sure that is. */
    Vector of(VectorSample sample) {
        VectorRule[] tried = shelves[sample.protocol()].of(sample.source());
        for (VectorRule rule : tried) {
            Certainty certainty = rule.of(sample);
            if (certainty != Certainty.NONE) {
                sample.certainty(certainty);
                return rule.vector();
            }
        }
        sample.certainty(Certainty.SEEN);
        return Vector.OTHER;
    }
}
