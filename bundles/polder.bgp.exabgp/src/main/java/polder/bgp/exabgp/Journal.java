// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What ExaBGP was told to announce, on disk: how to withdraw each, so that after a crash nothing is left behind. A route is written down
 * before ExaBGP hears of it, and struck out when it is gone. Used by one thread.
 */
final class Journal {
    private final Path file;
    private final Map<String, String> withdrawals = new HashMap<>();

    /** Reads what an earlier run has left. */
    Journal(Path file) throws IOException {
        this.file = file;
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        for (String line : lines) {
            int tab = line.indexOf('\t');
            if (tab > 0 && line.startsWith("withdraw ", tab + 1)) {
                withdrawals.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
    }

    /** The keys of all that may be with ExaBGP. */
    Set<String> keys() {
        return new TreeSet<>(withdrawals.keySet());
    }

    /** The command that withdraws a route. */
    String withdrawal(String key) {
        return withdrawals.getOrDefault(key, "");
    }

    void add(Collection<Route> routes) throws IOException {
        boolean changed = false;
        for (Route route : routes) {
            changed |= !route.withdraw().equals(withdrawals.put(route.key(), route.withdraw()));
        }
        if (changed) {
            save();
        }
    }

    void remove(Collection<String> keys) throws IOException {
        if (withdrawals.keySet().removeAll(Set.copyOf(keys))) {
            save();
        }
    }

    private void save() throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(
                fresh,
                withdrawals.entrySet().stream()
                        .map(entry -> entry.getKey() + '\t' + entry.getValue())
                        .sorted()
                        .toList());
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
