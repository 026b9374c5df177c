// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The rows of one protocol by source port (or ICMP type), in their order. Immutable. */
final class Shelf {
    /** For what shows no port or type: rows that ask for one do not match it. */
    private final VectorRule[] unknown;

    /** Where the numbers start that have the same rows as those before the next start. */
    private final int[] starts;

    private final VectorRule[][] rows;

    Shelf(List<VectorRule> rules) {
        unknown = rules.stream().filter(rule -> rule.source().isAny()).toArray(VectorRule[]::new);
        SortedSet<Integer> changes = new TreeSet<>(List.of(0));
        for (VectorRule rule : rules) {
            for (Ranges.Range range : rule.source().ranges()) {
                changes.add(range.least());
                changes.add(range.most() + 1);
            }
        }
        starts = changes.stream().mapToInt(Integer::intValue).toArray();
        rows = new VectorRule[starts.length][];
        for (int i = 0; i < starts.length; i++) {
            int start = starts[i];
            rows[i] =
                    rules.stream().filter(rule -> rule.source().accepts(start)).toArray(VectorRule[]::new);
        }
    }

    VectorRule[] of(int number) {
        if (number < 0) {
            return unknown;
        }
        int found = Arrays.binarySearch(starts, number);
        return rows[found >= 0 ? found : -found - 2];
    }
}
