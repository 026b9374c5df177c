// SPDX-License-Identifier: Apache-2.0
package polder.detect.threshold;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.traffic.Direction;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;
import polder.api.traffic.Mode;
import polder.api.traffic.TrafficClass;
import polder.api.traffic.TrafficWindow;
import polder.api.traffic.Unit;

/** The limits of a group, for each host or for all together, as arrays in order of metrics, and the words for them. */
final class Rules {
    private static final int LEVELS = Level.values().length;

    final Metric[] metrics;
    /** The limit of each level, {@link Limit#NONE} where there is none. */
    final long[][] limits;
    /** The lowest rate at which anything can hold. */
    final long[] near;

    private final long[] lowest;
    /** {@code incoming udp}. */
    final String[] what;
    /** {@code limit 20.0 kpps of group web (inherited from default)}, for each level. */
    final String[][] allowed;

    /** The limits on the number of sources, and the words for them. */
    final long[] sources = new long[LEVELS];

    final String[] allowedSources = new String[LEVELS];
    private final long nearSources;
    /** Fewer sources are few. */
    final int sourcesMin;

    private final String few;

    private final Direction[] directions;
    /** The packets of the metric's class, and those of its whole direction. */
    private final Metric[] packets;

    private final Metric[] total;

    private Rules(HostGroup group, Map<Metric, Limit> limited, boolean isSum, Judgement judgement) {
        List<Metric> judged = Metric.all().stream()
                .filter(metric -> limited.containsKey(metric) && group.mode(metric.direction()) != Mode.OFF)
                .toList();
        int count = judged.size();
        metrics = judged.toArray(new Metric[0]);
        limits = new long[count][LEVELS];
        near = new long[count];
        lowest = new long[count];
        directions = new Direction[count];
        packets = new Metric[count];
        total = new Metric[count];
        what = new String[count];
        allowed = new String[count][LEVELS];
        for (int i = 0; i < count; i++) {
            Metric metric = metrics[i];
            Limit limit = limited.getOrDefault(metric, new Limit(null, null, null));
            directions[i] = metric.direction();
            packets[i] = Metric.of(metric.direction(), metric.part(), Unit.PACKETS);
            total[i] = Metric.of(metric.direction(), TrafficClass.TOTAL, Unit.PACKETS);
            near[i] = judgement.leave(limit.lowest());
            lowest[i] = limit.lowest();
            String direction = metric.direction() == Direction.INCOMING ? "incoming" : "outgoing";
            what[i] = (isSum ? "group " + group.name() + " " : "") + direction + words(metric);
            for (Level level : Level.values()) {
                bound(i, level, bound(limit, level), group, isSum);
            }
        }
        sourcesMin = isSum ? 1 : group.sources().min();
        few = "fewer than " + sourcesMin + " other ends (sources.min of group "
                + group.heritage().origins().getOrDefault("sources.min", group.name()) + ")";
        Limit most = isSum || group.mode(Direction.INCOMING) == Mode.OFF
                ? null
                : group.sources().limit();
        nearSources = most == null ? Limit.NONE : judgement.leave(most.lowest());
        Arrays.fill(sources, Limit.NONE);
        for (Level level : Level.values()) {
            sources(level, most == null ? null : bound(most, level), group);
        }
    }

    private static @Nullable Bound bound(Limit limit, Level level) {
        return switch (level) {
            case WARN -> limit.warn();
            case ALERT -> limit.alert();
            case CRITICAL -> limit.critical();
        };
    }

    private void sources(Level level, @Nullable Bound bound, HostGroup group) {
        if (bound != null) {
            sources[level.ordinal()] = bound.perSecond();
            allowedSources[level.ordinal()] = name(level)
                    + Quantity.human(bound.perSecond(), "").trim() + " sources of group " + group.name()
                    + inherited(bound, group);
        }
    }

    boolean hasSources() {
        return nearSources != Limit.NONE;
    }

    /** {@code fewer than 5 other ends (sources.min of group web)}. */
    String few() {
        return few;
    }

    /** Whether a row may be at a level of any limit; most are not, and need no closer look. */
    boolean isNear(TrafficWindow window, int row) {
        for (int i = 0; i < metrics.length; i++) {
            if (window.rate(row, metrics[i]) > near[i]) {
                return true;
            }
        }
        return nearSources != Limit.NONE && window.rate(row, Metric.IN_PACKETS) > nearSources;
    }

    /** Whether it is over any. */
    boolean isOver(TrafficWindow window, int row) {
        for (int i = 0; i < metrics.length; i++) {
            if (observed(window, row, i) > lowest[i]) {
                return true;
            }
        }
        return nearSources != Limit.NONE && window.sources(row) > nearSources;
    }

    /** The sliding second, or the average of several where that is more. */
    long observed(TrafficWindow window, int row, int i) {
        return Math.max(window.rate(row, metrics[i]), window.average(row, metrics[i]));
    }

    /** For each host of a group. */
    static Rules ofHosts(HostGroup group, Judgement judgement) {
        return new Rules(group, group.limits(), false, judgement);
    }

    /** For all hosts of a group together. */
    static Rules ofSum(HostGroup group, Judgement judgement) {
        return new Rules(group, group.sumLimits(), true, judgement);
    }

    private void bound(int i, Level level, @Nullable Bound bound, HostGroup group, boolean isSum) {
        limits[i][level.ordinal()] = bound == null ? Limit.NONE : bound.perSecond();
        if (bound != null) {
            allowed[i][level.ordinal()] = name(level)
                    + Quantity.human(bound.perSecond(), metrics[i].unit().perSecond())
                    + (isSum ? " of all hosts of group " : " of group ")
                    + group.name()
                    + inherited(bound, group);
        }
    }

    private static String name(Level level) {
        return switch (level) {
            case WARN -> "warn limit ";
            case ALERT -> "limit ";
            case CRITICAL -> "critical limit ";
        };
    }

    private static String inherited(Bound bound, HostGroup group) {
        return bound.origin().equals(group.name()) ? "" : " (inherited from " + bound.origin() + ")";
    }

    private static String words(Metric metric) {
        String words = metric.part().words();
        return words.isEmpty() ? "" : " " + words;
    }

    /** On how many samples the last second stands. */
    long samples(TrafficWindow window, int row, int i) {
        return share(window, row, i, window.samples(row, directions[i]));
    }

    /** On how many samples the moving average stands. */
    long averageSamples(TrafficWindow window, int row, int i) {
        return share(window, row, i, window.averageSamples(row, directions[i]));
    }

    /** A class of traffic stands on its share of its direction's samples. */
    private long share(TrafficWindow window, int row, int i, long samples) {
        if (samples == Long.MAX_VALUE || packets[i] == total[i]) {
            return samples;
        }
        double share = window.rate(row, packets[i]) / (double) Math.max(1, window.rate(row, total[i]));
        return (long) (samples * Math.min(1, share));
    }
}
