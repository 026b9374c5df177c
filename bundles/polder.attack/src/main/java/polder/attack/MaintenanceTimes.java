// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Maintenance.Window;
import polder.wire.Prefix;

/** The times of maintenance there are. Any thread may call it. */
final class MaintenanceTimes {
    private final List<Window> all;

    MaintenanceTimes(Collection<Window> known) {
        all = new ArrayList<>(known);
    }

    synchronized List<Window> all() {
        return all.stream().sorted(Comparator.comparing(Window::until)).toList();
    }

    /** Those that are not over. */
    synchronized List<Window> at(Instant now) {
        return all().stream().filter(window -> now.isBefore(window.until())).toList();
    }

    synchronized void start(Window window) {
        remove(window.network());
        all.add(window);
    }

    synchronized Optional<Window> stop(@Nullable Prefix network) {
        Optional<Window> stopped = all.stream()
                .filter(window -> Objects.equals(window.network(), network))
                .findFirst();
        remove(network);
        return stopped;
    }

    private void remove(@Nullable Prefix network) {
        all.removeIf(window -> Objects.equals(window.network(), network));
    }

    /** Takes out and returns those that are over. */
    synchronized List<Window> expire(Instant now) {
        List<Window> over =
                all.stream().filter(window -> !now.isBefore(window.until())).toList();
        all.removeAll(over);
        return over;
    }

    /** Why nobody is to begin to act on this target; empty when there is no maintenance of it. */
    synchronized String reason(Prefix target, Instant at) {
        for (Window window : all) {
            if (window.covers(target, at)) {
                return "maintenance of " + name(window.network()) + " until " + window.until() + ", " + window.reason();
            }
        }
        return "";
    }

    static String name(@Nullable Prefix network) {
        return network == null ? "all" : network.toString();
    }
}
