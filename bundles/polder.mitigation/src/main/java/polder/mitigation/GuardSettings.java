// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.wire.Prefix;

/**
 * What {@code etc/polder.mitigation.cfg} says.
 *
 * @param blackhole lengths of prefixes that may be blackholed, of IPv4 and IPv6
 * @param flowspec the same of the destinations of FlowSpec rules
 * @param never prefixes nothing is announced for
 * @param narrow whether a FlowSpec rule may be for one of them all the same, when it is narrow
 * @param blackholes at most so many at once
 * @param rules at most so many FlowSpec rules at once
 * @param share at most this part of our own space at once, in percent, of each family
 * @param rate announcements by policies
 * @param loss nothing is announced by policies while more than this part of the telemetry is lost, in percent
 * @param holdMost what no TTL is doubled beyond
 * @param keepOver mitigations remembered after their end
 * @param proposals finds FlowSpec rules
 */
record GuardSettings(
        Lengths blackhole,
        Lengths flowspec,
        List<Prefix> never,
        boolean narrow,
        int blackholes,
        int rules,
        double share,
        Rate rate,
        double loss,
        Duration holdMost,
        int keepOver,
        Proposals proposals) {
    /** Shortest and longest length, both included. */
    record Span(int shortest, int longest) {
        boolean holds(int length) {
            return length >= shortest && length <= longest;
        }

        @Override
        public String toString() {
            return shortest + "-" + longest;
        }
    }

    /** Of both families. */
    record Lengths(Span v4, Span v6) {
        Span of(Prefix prefix) {
            return prefix.base().isV4() ? v4 : v6;
        }
    }

    /** So many in a time. */
    record Rate(int count, Duration time) {
        @Override
        public String toString() {
            return count + "/" + Quantity.human(time);
        }
    }

    private static final Pattern SPAN = Pattern.compile("/?([0-9]{1,3})\\s*-\\s*/?([0-9]{1,3})");
    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,5})\\s*/\\s*([1-9][0-9]{0,5}(?:s|m|h|d))");
    private static final int V4 = 32;
    private static final int V6 = 128;

    static GuardSettings of(Map<String, ?> properties) {
        Settings settings = new Settings(properties);
        GuardSettings read = new GuardSettings(
                lengths(settings, "blackhole", "24-32", "48-128"),
                lengths(settings, "flowspec", "24-32", "48-128"),
                settings.prefixes("never"),
                settings.flag("never.narrow", false),
                settings.number("blackholes.max", 50, 0, 100_000),
                settings.number("flowspec.max", 100, 0, 100_000),
                settings.decimal("share.max", 10, 0, 100),
                settings.read(
                        "rate",
                        "60/1m",
                        "announcements in a time, such as 60/1m",
                        new Rate(1, Duration.ofDays(1)),
                        GuardSettings::rate),
                settings.decimal("loss.max", 20, 0, 100),
                settings.duration("hold.max", "1d", Duration.ofSeconds(1), Duration.ofDays(365)),
                settings.number("keep.over", 1000, 0, 100_000),
                Proposals.of(
                        settings.decimal("flowspec.coverage", 90, 50, 100),
                        settings.decimal("flowspec.collateral", 5, 0, 100)));
        settings.refuseRest();
        return read;
    }

    private static Lengths lengths(Settings settings, String kind, String v4, String v6) {
        return new Lengths(span(settings, kind + ".v4", v4, V4), span(settings, kind + ".v6", v6, V6));
    }

    private static Span span(Settings settings, String key, String fallback, int most) {
        String accepted = "the shortest and the longest length, 1 to " + most + ", such as " + fallback;
        return settings.read(key, fallback, accepted, new Span(most, most), text -> {
            Matcher matcher = SPAN.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("no lengths");
            }
            Span span = new Span(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (span.shortest < 1 || span.longest > most || span.shortest > span.longest) {
                throw new IllegalArgumentException("out of bounds");
            }
            return span;
        });
    }

    private static Rate rate(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no rate");
        }
        return new Rate(Integer.parseInt(matcher.group(1)), Quantity.duration(matcher.group(2)));
    }
}
