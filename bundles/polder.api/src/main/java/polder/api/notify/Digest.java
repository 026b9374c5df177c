// SPDX-License-Identifier: Apache-2.0
package polder.api.notify;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.config.Quantity;

/**
 * Many events in one message, as there were more than the rate a route takes. Immutable, safe to keep.
 *
 * @param events of any attacks, in the order in which they came; at least one
 * @param time in which they came
 */
public record Digest(List<AttackEvent> events, Duration time) {
    public Digest {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a digest of nothing");
        }
    }

    /** How many attacks they are of. */
    public long attacks() {
        return events.stream().map(event -> event.attack().id()).distinct().count();
    }

    /** In place of a target: {@code 37 attacks}, or the one target there is. */
    public String target() {
        List<String> targets = events.stream()
                .map(event -> event.attack().target().toString())
                .distinct()
                .limit(2)
                .toList();
        return targets.size() == 1 ? targets.get(0) : attacks() + " attacks";
    }

    /** The group of all, or {@code several}. */
    public String group() {
        List<String> groups = events.stream()
                .map(event -> event.attack().group())
                .distinct()
                .limit(2)
                .toList();
        return groups.size() == 1 ? groups.get(0) : "several";
    }

    /** The highest. */
    public Level level() {
        return events.stream()
                .map(event -> event.attack().level())
                .max(Comparator.naturalOrder())
                .orElse(Level.WARN);
    }

    /** A sentence: {@code 37 attacks in the last minute: 30 started, 12 ended}. */
    public String summary() {
        return attacks() + (attacks() == 1 ? " attack" : " attacks") + " in the last " + lastTime() + ": "
                + count(Phase.STARTED) + " started, " + count(Phase.ENDED) + " ended";
    }

    private String lastTime() {
        String text = Quantity.human(time);
        return switch (text) {
            case "1s" -> "second";
            case "1m" -> "minute";
            case "1h" -> "hour";
            default -> text;
        };
    }

    private long count(Phase phase) {
        return events.stream().filter(event -> event.phase() == phase).count();
    }
}
