// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The alarms of one scenario beside the truth. */
final class Score {
    /** A prefix that is longer or shorter by so many bits is still a useful answer to a carpet. */
    private static final int NEAR = 4;

    /** An alarm nobody wanted, and what was behind it. */
    record False(Alarm alarm, String cause) {}

    /** The attacks that were to be found, with the alarm for each; null for those missed. */
    private final Map<Event, @Nullable Alarm> found = new LinkedHashMap<>();

    /** The attacks the source cannot tell of. */
    private final Set<Event> hidden = new HashSet<>();

    private final List<False> wrong = new ArrayList<>();
    private int repeats;

    Score(List<Event> events, List<Alarm> alarms, long grace) {
        this(events, alarms, grace, any -> true);
    }

    /**
     * @param grace how long after an attack's end its alarm may come, nanoseconds
     * @param isTold whether the source tells of an attack at all
     */
    Score(List<Event> events, List<Alarm> alarms, long grace, Predicate<Event> isTold) {
        events.stream().filter(Event::isToBeFound).filter(isTold.negate()).forEach(hidden::add);
        events.stream().filter(Event::isToBeFound).forEach(event -> found.put(event, null));
        alarms.stream().sorted(Comparator.comparingLong(Alarm::since)).forEach(alarm -> judge(events, alarm, grace));
    }

    private void judge(List<Event> events, Alarm alarm, long grace) {
        List<Event> at = events.stream()
                .filter(event -> event.direction() == alarm.direction())
                .filter(event -> alarm.since() >= event.start() && alarm.since() <= event.end() + grace)
                .filter(event -> event.target().contains(alarm.target().base())
                        || alarm.target().contains(event.target().base()))
                .toList();
        Optional<Event> right = at.stream()
                .filter(event -> event.isToBeFound() && isAnswer(event, alarm))
                .findFirst();
        if (right.isPresent()) {
            if (found.get(right.get()) == null) {
                found.put(right.get(), alarm);
            } else {
                repeats++;
            }
        } else {
            wrong.add(new False(alarm, cause(at, events, alarm)));
        }
    }

    private static boolean isAnswer(Event event, Alarm alarm) {
        return event.target().isHost()
                ? alarm.target().equals(event.target())
                : !alarm.target().isHost()
                        && Math.abs(alarm.target().length() - event.target().length()) <= NEAR;
    }

    /** The narrowest event that explains it. */
    private static String cause(List<Event> at, List<Event> all, Alarm alarm) {
        return at.stream()
                .max(Comparator.comparingInt(event -> event.target().bits()))
                .map(Score::name)
                .orElseGet(() -> all.stream()
                        .filter(event -> event.target().equals(alarm.target()))
                        .findFirst()
                        .map(event -> name(event) + ", out of its time or direction")
                        .orElse("nothing but the background"));
    }

    private static String name(Event event) {
        String what = event.kind().isAttack() && event.target().isHost()
                ? "attack below its limit"
                : event.kind().isAttack() ? "one host of a carpet" : event.kind().text;
        return String.format("%s, %.2f × its limit", what, event.multiple());
    }

    Map<Event, @Nullable Alarm> found() {
        return found;
    }

    boolean isHidden(Event event) {
        return hidden.contains(event);
    }

    List<False> wrong() {
        return wrong;
    }

    /** Alarms for attacks that had one already. */
    int repeats() {
        return repeats;
    }
}
