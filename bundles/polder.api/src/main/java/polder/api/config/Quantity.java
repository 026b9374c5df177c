// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes quantities as people do: {@code 20kpps}, {@code 1.5gbps}, {@code 16mb}, {@code 30s}. */
public final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?) ?([a-z]*)");
    private static final String[] SCALES = {"", "k", "M", "G", "T", "P"};

    private Quantity() {}

    /**
     * A rate: a number, an optional k, m, g or t (thousands), and the unit or nothing.
     *
     * @param unit such as {@code pps}
     * @throws IllegalArgumentException when the text is something else
     */
    public static long rate(String text, String unit) {
        String scaled = strip(text, unit);
        return scale(scaled, 1000, text);
    }

    /** A size in bytes: a number and b, kb, mb, gb (powers of 1024), or a bare number of bytes. */
    public static long bytes(String text) {
        return scale(strip(text, "b"), 1024, text);
    }

    /** A time: a number and ms, s, m, h or d; a bare number is seconds. */
    public static Duration duration(String text) {
        Matcher matcher = match(text);
        long millis =
                switch (matcher.group(2)) {
                    case "ms" -> 1;
                    case "", "s" -> 1000;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    case "d" -> 86_400_000;
                    default -> throw new IllegalArgumentException("'" + text + "' is not a time");
                };
        return Duration.ofMillis(exact(new BigDecimal(matcher.group(1)), millis, text));
    }

    private static String strip(String text, String unit) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        return lower.endsWith(unit) ? lower.substring(0, lower.length() - unit.length()) : lower;
    }

    private static Matcher match(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number with a unit");
        }
        return matcher;
    }

    private static long scale(String number, long step, String text) {
        Matcher matcher = match(number);
        int power = " kmgt".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
        if (power < 0 || matcher.group(2).length() > 1) {
            throw new IllegalArgumentException("'" + text + "' has an unknown unit");
        }
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= step;
        }
        return exact(new BigDecimal(matcher.group(1)), factor, text);
    }

    private static long exact(BigDecimal number, long factor, String text) {
        try {
            return number.multiply(BigDecimal.valueOf(factor)).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large or not whole", e);
        }
    }

    /** A value for people, three figures and a scale: {@code 104k}, {@code 1.25G}. */
    public static String human(long value) {
        double scaled = value;
        int scale = 0;
        while (Math.abs(scaled) >= 999.5 && scale < SCALES.length - 1) {
            scaled /= 1000;
            scale++;
        }
        if (scale == 0) {
            return Long.toString(value);
        }
        String format = Math.abs(scaled) >= 99.95 ? "%.0f%s" : Math.abs(scaled) >= 9.995 ? "%.1f%s" : "%.2f%s";
        return String.format(Locale.ROOT, format, scaled, SCALES[scale]);
    }

    /** A rate for people: {@code 104 kpps}, {@code 1.25 Gbps}, {@code 900 fps}. */
    public static String human(long value, String unit) {
        String text = human(value);
        int end = text.length();
        while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + " " + text.substring(end) + unit;
    }

    /** A time for people: {@code 31m40s}, {@code 2h}, {@code 150ms}. */
    public static String human(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + "ms";
        }
        StringBuilder out = new StringBuilder();
        append(out, duration.toDays(), "d");
        append(out, duration.toHoursPart(), "h");
        append(out, duration.toMinutesPart(), "m");
        append(out, duration.toSecondsPart(), "s");
        return out.toString();
    }

    private static void append(StringBuilder out, long value, String unit) {
        if (value > 0) {
            out.append(value).append(unit);
        }
    }
}
