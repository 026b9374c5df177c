// SPDX-License-Identifier: Apache-2.0
package polder.camel;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigation.State;

/**
 * Which changes of mitigations a route wants.
 *
 * @param states those it is told of
 * @param groups empty for all
 * @param kind {@code blackhole}, {@code flowspec}, or empty for both
 * @param confirm whether its outcome is that of the mitigation
 */
record MitigationFilter(Set<State> states, Set<String> groups, String kind, boolean confirm) {
    static final List<String> OPTIONS = List.of("state", "group", "kind", "confirm");

    static MitigationFilter parse(Map<String, String> given) {
        return new MitigationFilter(
                states(given.get("state")),
                words(given.get("group")),
                kind(given.get("kind")),
                confirm(given.get("confirm")));
    }

    private static Set<String> words(@Nullable String text) {
        return text == null ? Set.of() : Arrays.stream(text.split("[\\s,]+")).collect(Collectors.toSet());
    }

    private static Set<State> states(@Nullable String text) {
        if (text == null) {
            return EnumSet.of(State.ANNOUNCED, State.WITHDRAWN, State.EXPIRED);
        }
        if (text.equalsIgnoreCase("all")) {
            return EnumSet.allOf(State.class);
        }
        Set<State> states = EnumSet.noneOf(State.class);
        for (String word : words(text)) {
            states.add(Arrays.stream(State.values())
                    .filter(state -> state.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("state=" + word + " is not accepted; give some of "
                            + Arrays.toString(State.values()) + ", or all")));
        }
        return states;
    }

    private static String kind(@Nullable String text) {
        String kind = text == null ? "" : text.toLowerCase(Locale.ROOT);
        if (!List.of("", "blackhole", "flowspec").contains(kind)) {
            throw new IllegalArgumentException("kind=" + text + " is not accepted; give blackhole or flowspec");
        }
        return kind;
    }

    private static boolean confirm(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("confirm=" + text + " is not accepted; give true or false");
        }
        return "true".equals(text);
    }

    boolean wants(Mitigation one) {
        boolean hole = one.what() instanceof Blackhole;
        return states.contains(one.state())
                && (groups.isEmpty() || groups.contains(one.what().group()))
                && (kind.isEmpty() || kind.equals("blackhole") == hole);
    }
}
