// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.mitigation.FlowAction;

/**
 * A step of a policy's ladder.
 *
 * @param number from 1; 0 for a ban by hand, which is no step
 * @param kind what is announced
 * @param action what becomes of packets, for FlowSpec; else null
 * @param level the least level of attacks it is for, or null for any
 * @param after how long the attack is acted on before it is due
 * @param ttl when it is withdrawn at the latest; zero for when the attack ends
 */
record Rung(int number, Kind kind, @Nullable FlowAction action, @Nullable Level level, Duration after, Duration ttl) {
    static final String ACCEPTED =
            "notify, flowspec discard, flowspec rate-limit 10mbps, flowspec redirect 65001:666, flowspec mark 8,"
                    + " blackhole host or blackhole prefix; then, as wanted, level critical, after 30s, ttl 10m";

    /** What a ban by hand is. */
    static final Rung BAN = new Rung(0, Kind.HOST, null, null, Duration.ZERO, Duration.ZERO);

    private static final Duration LONGEST = Duration.ofDays(365);

    /** What is announced. */
    enum Kind {
        NOTIFY,
        FLOWSPEC,
        HOST,
        PREFIX
    }

    /**
     * Reads {@code flowspec rate-limit 10mbps level critical after 30s ttl 10m}.
     *
     * @throws IllegalArgumentException when the text is something else
     */
    static Rung parse(int number, String text) {
        List<String> words = new ArrayList<>(
                Arrays.asList(text.strip().toLowerCase(Locale.ROOT).split("\\s+")));
        Kind kind = kind(words);
        FlowAction action = kind == Kind.FLOWSPEC ? action(words) : null;
        Level level = null;
        Duration after = Duration.ZERO;
        Duration ttl = Duration.ZERO;
        while (!words.isEmpty()) {
            String option = words.remove(0);
            switch (option) {
                case "level" -> level = Level.valueOf(next(words).toUpperCase(Locale.ROOT));
                case "after" -> after = time(next(words));
                case "ttl" -> ttl = time(next(words));
                default -> throw new IllegalArgumentException("'" + option + "' is no option of a step");
            }
        }
        if (kind == Kind.NOTIFY && !ttl.isZero()) {
            throw new IllegalArgumentException("nothing is announced that could be withdrawn");
        }
        return new Rung(number, kind, action, level, after, ttl);
    }

    private static Kind kind(List<String> words) {
        return switch (next(words)) {
            case "notify" -> Kind.NOTIFY;
            case "flowspec" -> Kind.FLOWSPEC;
            case "blackhole" -> switch (next(words)) {
                case "host" -> Kind.HOST;
                case "prefix" -> Kind.PREFIX;
                default -> throw new IllegalArgumentException("a blackhole is of a host or a prefix");
            };
            default -> throw new IllegalArgumentException("no step");
        };
    }

    private static FlowAction action(List<String> words) {
        String first = next(words);
        return FlowAction.parse(first.equals("discard") ? first : first + ' ' + next(words));
    }

    private static String next(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a word is missing");
        }
        return words.remove(0);
    }

    private static Duration time(String text) {
        Duration time = Quantity.duration(text);
        if (time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is longer than a year");
        }
        return time;
    }

    /** Whether an attack that is acted on for so long, and as bad as this, is to be met with it. */
    boolean isDue(Level worst, Duration acted) {
        return (level == null || worst.compareTo(level) >= 0) && acted.compareTo(after) >= 0;
    }

    /** Without its conditions: {@code blackhole host}. */
    String what() {
        return switch (kind) {
            case NOTIFY -> "notify";
            case FLOWSPEC -> "flowspec " + action;
            case HOST -> "blackhole host";
            case PREFIX -> "blackhole prefix";
        };
    }
}
