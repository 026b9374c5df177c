// SPDX-License-Identifier: Apache-2.0
package polder.traffic;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.api.config.Quantity;
import polder.api.config.Settings;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;

/**
 * The limits one file sets for a metric, a second; {@link #UNSET} where it says nothing and {@link Limit#NONE} where it takes an
 * inherited one away.
 */
record Levels(long warn, long alert, long critical) {
    static final long UNSET = -1;
    private static final String LIMIT = "limit.";
    private static final String SUM = "group.";
    private static final String WARN = ".warn";
    private static final String CRITICAL = ".critical";
    static final String SOURCES = "in.sources";
    private static final Levels NOTHING = new Levels(UNSET, UNSET, UNSET);

    /**
     * Reads every key that starts with {@code limit.}: into {@code sums} those that go on with {@code group.}, else into {@code hosts}.
     *
     * @return what is said of the number of sources
     */
    static Levels read(Settings settings, Map<Metric, Levels> hosts, Map<Metric, Levels> sums) {
        Levels sources = NOTHING;
        for (String key : settings.keys(LIMIT)) {
            boolean isSum = key.startsWith(SUM, LIMIT.length());
            String rest = key.substring(LIMIT.length() + (isSum ? SUM.length() : 0));
            String what = strip(strip(rest, WARN), CRITICAL);
            Optional<Metric> metric = Metric.ofKey(what);
            if (what.equals(SOURCES) && !isSum) {
                sources = sources.with(rest, limit(settings, key, ""));
            } else if (metric.isEmpty()) {
                settings.fault(
                        key,
                        "is no limit there is; limits are limit. or limit.group. followed by "
                                + Metric.form()
                                + ", or limit.in.sources, and then nothing, .warn or .critical");
            } else {
                long value = limit(settings, key, metric.get().unit().perSecond());
                (isSum ? sums : hosts)
                        .compute(metric.get(), (any, known) -> (known == null ? NOTHING : known).with(rest, value));
            }
        }
        hosts.forEach((metric, levels) -> levels.check(settings, LIMIT + metric.key()));
        sums.forEach((metric, levels) -> levels.check(settings, LIMIT + SUM + metric.key()));
        sources.check(settings, LIMIT + SOURCES);
        return sources;
    }

    private static String strip(String key, String end) {
        return key.endsWith(end) ? key.substring(0, key.length() - end.length()) : key;
    }

    private Levels with(String key, long value) {
        return key.endsWith(WARN)
                ? new Levels(value, alert, critical)
                : key.endsWith(CRITICAL) ? new Levels(warn, alert, value) : new Levels(warn, value, critical);
    }

    private void check(Settings settings, String key) {
        if (!isAbove(alert, warn) || !isAbove(critical, warn)) {
            settings.fault(key + WARN, "has to be below " + (isAbove(alert, warn) ? key + CRITICAL : key));
        }
        if (!isAbove(critical, alert)) {
            settings.fault(key + CRITICAL, "has to be above " + key);
        }
    }

    private static boolean isAbove(long higher, long lower) {
        return higher == UNSET || higher == Limit.NONE || lower == UNSET || lower == Limit.NONE || higher > lower;
    }

    private static long limit(Settings settings, String key, String unit) {
        String accepted =
                (unit.isEmpty() ? "a number" : "a rate") + " such as 20k" + unit + " or 1.5m" + unit + ", or none";
        return settings.read(key, "none", accepted, Limit.NONE, text -> {
            if (text.equalsIgnoreCase("none")) {
                return Limit.NONE;
            }
            long rate = Quantity.rate(text, unit);
            if (rate < 1) {
                throw new IllegalArgumentException("a limit of zero would ban every host");
            }
            return rate;
        });
    }

    /**
     * The limits that hold where each of a chain of files is asked in turn. The one that gives the plain limit is the last one asked for
     * its levels: what a file says of a level belongs to the limit it knows of, not to one that replaces it.
     *
     * @param of the limits of a file, {@link GroupSettings#limits} or {@link GroupSettings#sumLimits}
     * @param start how keys start, for the problems
     * @param problems hears of levels left out as they are not in order
     */
    static Map<Metric, Limit> inherited(
            List<GroupSettings> chain,
            Function<GroupSettings, Map<Metric, Levels>> of,
            String start,
            Consumer<String> problems) {
        Map<Metric, Limit> limits = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.all()) {
            Limit limit = inherited(chain, one -> of.apply(one).getOrDefault(metric, NOTHING));
            if (limit != null) {
                Limit ordered =
                        ordered(limit, start + metric.key(), metric.unit().perSecond(), problems);
                limits.put(metric, ordered);
            }
        }
        return limits;
    }

    /** The same for the number of sources. */
    static @Nullable Limit inheritedSources(List<GroupSettings> chain, Consumer<String> problems) {
        Limit limit = inherited(chain, GroupSettings::sourceLimit);
        return limit == null ? null : ordered(limit, LIMIT + SOURCES, "", problems);
    }

    private static @Nullable Limit inherited(List<GroupSettings> chain, Function<GroupSettings, Levels> of) {
        @Nullable Bound warn = null;
        @Nullable Bound alert = null;
        @Nullable Bound critical = null;
        for (GroupSettings one : chain) {
            Levels levels = of.apply(one);
            warn = warn == null ? bound(levels.warn, one) : warn;
            critical = critical == null ? bound(levels.critical, one) : critical;
            alert = bound(levels.alert, one);
            if (alert != null) {
                break;
            }
        }
        Limit limit = new Limit(given(warn), given(alert), given(critical));
        return limit.lowest() == Limit.NONE ? null : limit;
    }

    private static @Nullable Bound bound(long value, GroupSettings says) {
        return value == UNSET ? null : new Bound(value, says.name());
    }

    private static @Nullable Bound given(@Nullable Bound bound) {
        return bound == null || bound.perSecond() == Limit.NONE ? null : bound;
    }

    private static Limit ordered(Limit limit, String key, String unit, Consumer<String> problems) {
        Bound warn = limit.warn();
        Bound alert = limit.alert();
        Bound critical = limit.critical();
        Bound above = alert == null ? critical : alert;
        if (warn != null && above != null && warn.perSecond() >= above.perSecond()) {
            problems.accept(problem(key + WARN, warn, unit) + "has to be below "
                    + problem(alert == null ? key + CRITICAL : key, above, unit).trim());
            warn = null;
        }
        if (critical != null && alert != null && critical.perSecond() <= alert.perSecond()) {
            problems.accept(problem(key + CRITICAL, critical, unit) + "has to be above "
                    + problem(key, alert, unit).trim());
            critical = null;
        }
        return new Limit(warn, alert, critical);
    }

    private static String problem(String key, Bound bound, String unit) {
        return key + " = "
                + Quantity.human(bound.perSecond(), unit).replace(" ", "") + " of group "
                + bound.origin() + " ";
    }
}
