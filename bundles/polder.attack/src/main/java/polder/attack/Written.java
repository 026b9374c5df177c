// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import polder.api.attack.Maintenance.Window;

/**
 * What the journal knows beside the attacks. Immutable.
 *
 * @param listeners names of those there were
 * @param vetoes names of those there were
 * @param maintenance the times of maintenance
 */
record Written(Set<String> listeners, Set<String> vetoes, List<Window> maintenance) {
    static final Written NOTHING = new Written(Set.of(), Set.of(), List.of());

    Written {
        listeners = Set.copyOf(listeners);
        vetoes = Set.copyOf(vetoes);
        maintenance = List.copyOf(maintenance);
    }

    Written withListeners(String names) {
        return new Written(names(names), vetoes, maintenance);
    }

    Written withVetoes(String names) {
        return new Written(listeners, names(names), maintenance);
    }

    Written withMaintenance(List<Window> windows) {
        return new Written(listeners, vetoes, windows);
    }

    private static Set<String> names(String text) {
        return text.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(text.split(",", -1)));
    }
}
