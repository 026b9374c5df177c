// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.api.traffic.Metric;

/**
 * What {@code etc/polder.detect.prefix.cfg} says.
 *
 * @param lengths of IPv4 prefixes, the longest first
 * @param lengths6 of IPv6 prefixes, the longest first
 * @param factor how many times the limit of a host a prefix may have more than is usual
 * @param rise how many times what is usual it has to have
 * @param learn the time constant of what is usual
 * @param first for how long after the start everything is usual
 * @param sustain how long a prefix has to be over
 * @param hosts how many hosts have to share what it has
 * @param samplesMin on how many samples a rate has to stand
 * @param sigma how many standard errors a rate of sampled traffic has to be above a limit
 * @param most prefixes of one length that are counted
 * @param acts whether attacks on prefixes are acted on
 * @param given limits by the length they are given for, IPv6 ones under {@link #V6} + length, in order of {@link Columns}
 */
record PrefixSettings(
        List<Integer> lengths,
        List<Integer> lengths6,
        double factor,
        double rise,
        Duration learn,
        Duration first,
        Duration sustain,
        int hosts,
        int samplesMin,
        double sigma,
        int most,
        boolean acts,
        Map<Integer, List<Long>> given) {
    static final int V6 = 1000;
    static final long NONE = Long.MAX_VALUE;

    static PrefixSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        List<Integer> v4 = lengths(settings, "lengths", "24 22 20 18 16", 8, 31);
        List<Integer> v6 = lengths(settings, "lengths.ipv6", "64 56 48 40 32", 16, 127);
        Map<Integer, List<Long>> given = new HashMap<>();
        v4.forEach(length -> given.put(length, limits(settings, "limit." + length + ".")));
        v6.forEach(length -> given.put(V6 + length, limits(settings, "limit.ipv6." + length + ".")));
        PrefixSettings read = new PrefixSettings(
                v4,
                v6,
                factor(settings),
                settings.decimal("rise", 3, 1, 1000),
                settings.duration("learn", "10m", Duration.ofSeconds(10), Duration.ofDays(7)),
                settings.duration("learn.first", "10s", Duration.ZERO, Duration.ofDays(1)),
                settings.duration("sustain", "1500ms", Duration.ZERO, Duration.ofMinutes(10)),
                settings.number("hosts.min", 10, 2, 100_000),
                settings.number("samples.min", 20, 1, 1_000_000),
                settings.decimal("sigma", 4, 1, 10),
                settings.number("prefixes.max", 262_144, 16, 4_000_000),
                settings.read("mode", "notify", "notify or act", false, PrefixSettings::acts),
                given);
        settings.refuseRest();
        return read;
    }

    private static boolean acts(String text) {
        if (!text.equals("act") && !text.equals("notify")) {
            throw new IllegalArgumentException(text);
        }
        return text.equals("act");
    }

    private static double factor(Settings settings) {
        return settings.read(
                "factor",
                "3",
                "a number from 1 to 1000000, or none",
                1.0,
                text -> text.equals("none") ? Double.POSITIVE_INFINITY : within(Double.parseDouble(text)));
    }

    private static double within(double value) {
        if (!(value >= 1 && value <= 1_000_000)) {
            throw new IllegalArgumentException("out of bounds");
        }
        return value;
    }

    private static List<Integer> lengths(Settings settings, String key, String fallback, int least, int most) {
        String accepted = "different lengths from " + least + " to " + most + ", or none";
        return settings.read(key, fallback, accepted, List.of(), text -> {
            if (text.equals("none")) {
                return List.of();
            }
            List<Integer> read =
                    Arrays.stream(text.split("[\\s,]+")).map(Integer::valueOf).toList();
            List<Integer> sorted = read.stream()
                    .distinct()
                    .filter(length -> length >= least && length <= most)
                    .sorted((a, b) -> b - a)
                    .toList();
            if (sorted.size() != read.size()) {
                throw new IllegalArgumentException("out of bounds");
            }
            return sorted;
        });
    }

    private static List<Long> limits(Settings settings, String start) {
        return Columns.METRICS.stream()
                .map(metric -> limit(settings, start + metric.key(), metric))
                .toList();
    }

    private static Long limit(Settings settings, String key, Metric metric) {
        String unit = metric.unit().perSecond();
        return settings.read(key, "none", "a rate such as 200k" + unit + ", or none", NONE, text -> {
            if (text.equals("none")) {
                return NONE;
            }
            return Quantity.rate(text, unit);
        });
    }

    /** The limit given for a length, {@link #NONE} when there is none. */
    long given(boolean v4, int length, int column) {
        List<Long> limits = given.get(v4 ? length : V6 + length);
        return limits == null ? NONE : limits.get(column);
    }

    /** The columns limits are given for, as bits. */
    int columns() {
        int columns = 0;
        for (List<Long> limits : given.values()) {
            for (int column = 0; column < Columns.COUNT; column++) {
                columns |= limits.get(column) == NONE ? 0 : 1 << column;
            }
        }
        return columns;
    }

    /** Whether the ladder is another. */
    boolean isOther(PrefixSettings than) {
        return most != than.most || !lengths.equals(than.lengths) || !lengths6.equals(than.lengths6);
    }
}
