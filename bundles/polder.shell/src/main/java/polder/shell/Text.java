// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
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
