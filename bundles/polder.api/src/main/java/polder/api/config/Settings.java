// SPDX-License-Identifier: Apache-2.0
package polder.api.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.api.capture.Capture;
import polder.wire.Prefix;

/**
 * The properties of a component, read key by key and checked. What is wrong is answered with file, key, value and what would be
 * accepted, all faults of a file at once:
 *
 * <pre>{@code
 * Settings settings = new Settings(properties);
 * int port = settings.number("port", 2055, 1, 65535);
 * Duration pause = settings.duration("pause", "30s");
 * settings.refuseRest(); // throws SettingsException
 * }</pre>
 *
 * Used by one thread.
 */
public final class Settings {
    private static final Set<String> FRAMEWORK =
            Set.of("objectclass", "felix.fileinstall.filename", "felix.fileinstall.source.path");

    /** Of a file that is no cfg at all the beginning will do. */
    private static final int TOLD = 5;

    private static final int LONGEST = 2000;

    private final Map<String, String> values = new TreeMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();
    private final String file;
    private final String instance;

    /** @param properties the component properties DS passes to a constructor or to {@code @Modified} */
    public Settings(Map<String, ?> properties) {
        for (Map.Entry<String, ?> entry : properties.entrySet()) {
            if (!isFramework(entry.getKey())) {
                values.put(entry.getKey(), text(entry.getValue()));
            }
        }
        Object name = properties.get("service.pid");
        String pid = text(name == null ? properties.get("component.name") : name);
        Object path = properties.get("felix.fileinstall.filename");
        file = path == null
                ? "etc/" + pid.replace('~', '-') + ".cfg"
                : "etc/" + path.toString().substring(path.toString().lastIndexOf('/') + 1);
        int mark = pid.indexOf('~');
        instance = mark < 0 ? "default" : pid.substring(mark + 1);
    }

    private static boolean isFramework(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return key.startsWith(".")
                || lower.startsWith("service.")
                || lower.startsWith("component.")
                || lower.startsWith("osgi.ds.")
                || lower.endsWith(".target")
                || FRAMEWORK.contains(lower);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Object[] many) {
            return String.join(",", Arrays.stream(many).map(String::valueOf).toList());
        }
        return value.toString().trim();
    }

    /** The file these settings are of, as an operator knows it: {@code etc/polder.capture.udp-edge.cfg}. */
    public String file() {
        return file;
    }

    /** The instance of a factory configuration, {@code edge} of {@code etc/polder.capture.udp-edge.cfg}; else {@code default}. */
    public String instance() {
        return instance;
    }

    /** The text of a key, or the default when it is absent or empty. */
    public String text(String key, String fallback) {
        known.add(key);
        String value = values.getOrDefault(key, "");
        return value.isEmpty() ? fallback : value;
    }

    /** A text that has to be there. */
    public String text(String key) {
        String value = text(key, "");
        if (value.isEmpty()) {
            faults.add(file + ": " + key + " is missing");
        }
        return value;
    }

    /** A text of any length: as it stands, or {@code file:/path} for what a file holds now. */
    public String longText(String key, String fallback) {
        String value = text(key, fallback);
        if (!value.startsWith("file:")) {
            return value;
        }
        try {
            return Files.readString(Path.of(value.substring("file:".length())));
        } catch (IOException | InvalidPathException e) {
            fault(
                    key,
                    "is not accepted; the file cannot be read: " + e.getClass().getSimpleName());
            return "";
        }
    }

    /** A password or token; where it is kept, not what it is, is told of a fault. */
    public Secret secret(String key) {
        Secret secret = new Secret(text(key, ""));
        try {
            secret.reveal();
        } catch (IllegalStateException e) {
            faults.add(file + ": " + key + " is not accepted; " + e.getMessage());
        }
        return secret;
    }

    /** A whole number within bounds. */
    public int number(String key, int fallback, int least, int most) {
        return read(key, Integer.toString(fallback), "a whole number from " + least + " to " + most, least, text -> {
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException("out of bounds");
            }
            return value;
        });
    }

    /** A decimal number within bounds. */
    public double decimal(String key, double fallback, double least, double most) {
        return read(key, Double.toString(fallback), "a number from " + least + " to " + most, least, text -> {
            double value = Double.parseDouble(text);
            if (!(value >= least && value <= most)) {
                throw new IllegalArgumentException("out of bounds");
            }
            return value;
        });
    }

    /** A switch: on/off, yes/no, true/false, 1/0. */
    public boolean flag(String key, boolean fallback) {
        return read(
                key,
                fallback ? "on" : "off",
                "on or off (yes, no, true, false, 1, 0)",
                false,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "on", "yes", "true", "1" -> true;
                    case "off", "no", "false", "0" -> false;
                    default -> throw new IllegalArgumentException("no switch");
                });
    }

    /** A size such as {@code 16mb}, within bounds, in bytes. */
    public long bytes(String key, String fallback, long least, long most) {
        String accepted = "a size such as 64kb or 16mb, from " + least + " to " + most + " bytes";
        return read(key, fallback, accepted, least, text -> {
            long value = Quantity.bytes(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException("out of bounds");
            }
            return value;
        });
    }

    /** A time such as {@code 30s}. */
    public Duration duration(String key, String fallback, Duration least, Duration most) {
        String accepted =
                "a time such as 200ms, 30s, 5m or 1h, from " + Quantity.human(least) + " to " + Quantity.human(most);
        return read(key, fallback, accepted, least, text -> {
            Duration value = Quantity.duration(text);
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException("out of bounds");
            }
            return value;
        });
    }

    /** One word of several; case does not matter. */
    public <E extends Enum<E>> E choice(String key, E fallback) {
        List<E> all = List.of(fallback.getDeclaringClass().getEnumConstants());
        String accepted =
                "one of " + String.join(", ", all.stream().map(Settings::word).toList());
        return read(key, word(fallback), accepted, fallback, text -> all.stream()
                .filter(one -> word(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such word")));
    }

    private static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The name of a decoder.
     *
     * @param examples names to give as an example, such as {@code packet}
     */
    public String decoder(String fallback, String examples) {
        return read(Capture.DECODER, fallback, "a decoder's name such as " + examples, "", text -> {
            if (!text.matches("[a-z0-9.]+")) {
                throw new IllegalArgumentException("no name");
            }
            return text;
        });
    }

    /** Words separated by commas or blanks. */
    public List<String> list(String key) {
        String value = text(key, "");
        return value.isEmpty() ? List.of() : List.of(value.split("[\\s,]+"));
    }

    /** Prefixes separated by commas or blanks. */
    public List<Prefix> prefixes(String key) {
        List<Prefix> prefixes = new ArrayList<>();
        for (String word : list(key)) {
            try {
                prefixes.add(Prefix.parse(word));
            } catch (IllegalArgumentException e) {
                faults.add(file + ": " + key + " = " + word + " is not accepted: " + e.getMessage());
            }
        }
        return prefixes;
    }

    /** Any other kind of value; the reader throws IllegalArgumentException at what it does not accept. */
    public <T> T read(String key, String fallback, String accepted, T onFault, Function<String, T> reader) {
        String value = text(key, fallback);
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException e) {
            faults.add(file + ": " + key + " = " + value + " is not accepted; give " + accepted);
            return onFault;
        }
    }

    /** The keys not yet asked for that start so; each is then known. */
    public List<String> keys(String start) {
        List<String> found = values.keySet().stream()
                .filter(key -> key.startsWith(start) && !known.contains(key))
                .toList();
        known.addAll(found);
        return found;
    }

    /** Adds a fault a component has found by itself. */
    public void fault(String key, String what) {
        faults.add(file + ": " + key + " = " + values.getOrDefault(key, "") + " " + what);
    }

    /** To be called last: refuses what was wrong, and every key nobody asked for. */
    public void refuseRest() {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                faults.add(file + ": " + key + " is no key of this file; " + nearest(key));
            }
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(printable(
                    faults.size() <= TOLD
                            ? String.join("; ", faults)
                            : String.join("; ", faults.subList(0, TOLD)) + "; and " + (faults.size() - TOLD)
                                    + " more"));
        }
    }

    /** One line whatever the file holds. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .limit(LONGEST)
                .forEach(c ->
                        out.append(Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c)));
        return out.toString();
    }

    private String nearest(String key) {
        String best = known.stream()
                .min(Comparator.comparingInt(one -> distance(key, one)))
                .orElse("");
        return !best.isEmpty() && distance(key, best) <= 1 + key.length() / 3
                ? "did you mean " + best + "?"
                : "keys are " + String.join(", ", known);
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
