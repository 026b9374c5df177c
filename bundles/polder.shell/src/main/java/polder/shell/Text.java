// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;

/** Values as people read them. */
final class Text {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Text() {}

    static String of(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Enum<?> name) {
            return name.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Instant instant) {
            return LOCAL.format(instant.atZone(ZoneId.systemDefault()));
        }
        if (value instanceof Duration duration) {
            return duration.isZero() ? "-" : Quantity.human(duration);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
                    .map(entry -> Values.key(entry.getKey()) + " " + of(entry.getValue()))
                    .collect(Collectors.joining(", "));
        }
        if (value instanceof Collection<?> many) {
            return many.stream().map(Text::of).collect(Collectors.joining(", "));
        }
        if (value instanceof Long || value instanceof Integer) {
            return Quantity.human(((Number) value).longValue());
        }
        return value.toString();
    }

    /** How long ago, in whole seconds. */
    static String ago(Instant then) {
        Duration age = Duration.between(then, Instant.now());
        return age.compareTo(Duration.ofSeconds(1)) < 0
                ? "now"
                : Quantity.human(age.truncatedTo(ChronoUnit.SECONDS)) + " ago";
    }

    /** A rate of single things: {@code 0.3/s}, {@code 12/s}, {@code 1.25k/s}. */
    static String perSecond(double rate) {
        return (rate > 0 && rate < 9.95 ? String.format(Locale.ROOT, "%.1f", rate) : Quantity.human(Math.round(rate)))
                + "/s";
    }

    /** A share of something bad, so that a little is told from nothing: {@code 0%}, {@code <0.1%}, {@code 3.2%}. */
    static String share(double percent) {
        return percent <= 0 ? "0%" : percent < 0.1 ? "<0.1%" : percent(percent);
    }

    /** The first of many. */
    static String some(List<?> many) {
        int most = 8;
        return of(many.subList(0, Math.min(most, many.size())))
                + (many.size() > most ? " and " + (many.size() - most) + " more" : "");
    }

    /** A text broken into lines between words, where that is possible. */
    static String lines(String text, int width) {
        StringBuilder out = new StringBuilder(text.length());
        int column = 0;
        for (String word : text.split(" ", -1)) {
            boolean fits = column == 0 || column + 1 + word.length() <= width;
            out.append(column == 0 ? "" : fits ? " " : "\n").append(word);
            column = fits && column > 0 ? column + 1 + word.length() : word.length();
        }
        return out.toString();
    }

    /** {@code 87%}; what is unlimited has none. */
    static String percent(double percent) {
        return percent < 0 ? "-" : String.format(Locale.ROOT, percent < 9.95 ? "%.1f%%" : "%.0f%%", percent);
    }

    /** A text with everything a terminal could take for a command made visible; reasons may hold what others have written. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }
}
