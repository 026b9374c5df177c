// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import polder.api.attack.AttackEvent;
import polder.api.attack.AttackEvent.Action;
import polder.api.attack.AttackEvent.Phase;
import polder.api.attack.Level;
import polder.api.traffic.Direction;

/** Which events a route wants; an empty set is all of them. */
record AttackFilter(
        Set<String> groups,
        Set<Phase> phases,
        Set<String> detectors,
        Set<Action> actions,
        Set<Level> levels,
        Set<Direction> directions) {
    /** The options of an endpoint, each a list of words. */
    static final List<String> OPTIONS = List.of("group", "phase", "detector", "action", "level", "direction");

    private static final String ALL = "ALL";

    /**
     * Reads options. Without phase and action it is every phase of attacks, and none of warnings.
     *
     * @throws IllegalArgumentException at a word there is none of
     */
    static AttackFilter parse(Map<String, String> options) {
        Set<String> phases = words(options.get("phase"));
        Set<Action> actions = names(Action.class, "action", words(options.get("action")));
        Set<Phase> wanted = phases.removeIf(ALL::equalsIgnoreCase)
                ? EnumSet.noneOf(Phase.class)
                : names(Phase.class, "phase", phases);
        if (!options.containsKey("phase") && actions.isEmpty()) {
            wanted = EnumSet.of(Phase.STARTED, Phase.ONGOING, Phase.ENDED);
        }
        return new AttackFilter(
                words(options.get("group")),
                wanted,
                words(options.get("detector")),
                actions,
                names(Level.class, "level", words(options.get("level"))),
                names(Direction.class, "direction", words(options.get("direction"))));
    }

    private static <E extends Enum<E>> Set<E> names(Class<E> type, String option, Set<String> words) {
        Set<E> names = EnumSet.noneOf(type);
        List<E> all = Arrays.asList(type.getEnumConstants());
        for (String word : words) {
            names.add(all.stream()
                    .filter(one -> one.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            option + "=" + word + " is not accepted; give some of " + accepted(all))));
        }
        return names;
    }

    private static String accepted(List<?> all) {
        return String.join(", ", all.stream().map(Object::toString).toList());
    }

    private static Set<String> words(@Nullable String list) {
        Set<String> words =
                new HashSet<>(List.of((list == null ? "" : list).trim().split("[\\s,]+")));
        words.remove("");
        return words;
    }

    boolean accepts(AttackEvent event) {
        return has(groups, event.attack().group())
                && has(phases, event.phase())
                && has(detectors, event.attack().detector())
                && has(actions, event.action())
                && has(levels, event.attack().level())
                && has(directions, event.attack().direction());
    }

    private static <T> boolean has(Set<T> wanted, T one) {
        return wanted.isEmpty() || wanted.contains(one);
    }
}
