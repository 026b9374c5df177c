// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;

/**
 * How near a host is to one of its limits.
 *
 * @param rate over the sliding second
 * @param average the moving average
 */
record Load(Metric metric, long rate, long average, Limit limit) {
    /** A load for each limit of a group, in order of metrics. */
    static List<Load> all(HostGroup group, Rates rates, Rates averages) {
        return all(group.limits(), rates, averages);
    }

    /** A load for each of these limits, in order of metrics. */
    static List<Load> all(Map<Metric, Limit> limits, Rates rates, Rates averages) {
        List<Load> loads = new ArrayList<>();
        for (Metric metric : Metric.all()) {
            Limit limit = limits.get(metric);
            if (limit != null) {
                loads.add(new Load(metric, rates.get(metric), averages.get(metric), limit));
            }
        }
        return loads;
    }

    /** Percent of the limit nearest to being reached, or -1 when the host has no limit. */
    static double nearestPercent(HostTraffic host) {
        return all(host.group(), host.rates(), host.averages()).stream()
                .mapToDouble(Load::percent)
                .max()
                .orElse(-1);
    }

    /** The key of the metric of that limit, or an empty text. */
    static String nearestMetric(HostTraffic host) {
        return all(host.group(), host.rates(), host.averages()).stream()
                .max(Comparator.comparingDouble(Load::percent))
                .map(load -> load.metric().key())
                .orElse("");
    }

    /** Of the larger of rate and average: either may be what a detector judges by. With no plain limit, of the lowest level. */
    double percent() {
        long most = Math.max(rate, average);
        long of = limit.perSecond() == Limit.NONE ? limit.lowest() : limit.perSecond();
        return of == 0 ? (most > 0 ? 100 : 0) : 100.0 * most / of;
    }

    /** The file that says so. */
    String file() {
        return Groups.file(limit.origin());
    }

    /** For what each host may have. */
    static Columns<Load> columns() {
        return limits(new Columns<Load>("No limit applies: traffic is counted, and never too much.")
                        .text("metric", "Metric", load -> load.metric().key())
                        .right("rate", "Rate", Load::rate, load -> load.human(load.rate()))
                        .right("average", "Average", Load::average, load -> load.human(load.average())))
                .less("group", "average");
    }

    /** For what all hosts of a group may have together. */
    static Columns<Load> sumColumns() {
        return limits(new Columns<Load>("No limit applies to the whole group.")
                        .text("metric", "Of the whole group", load -> load.metric()
                                .key())
                        .right("rate", "Rate", Load::rate, load -> load.human(load.rate())))
                .less("group");
    }

    private static Columns<Load> limits(Columns<Load> columns) {
        return columns.right(
                        "warn",
                        "Warn",
                        load -> raw(load.limit().warn()),
                        load -> load.human(load.limit().warn()))
                .right(
                        "limit",
                        "Limit",
                        load -> raw(load.limit().alert()),
                        load -> load.human(load.limit().alert()))
                .right(
                        "critical",
                        "Critical",
                        load -> raw(load.limit().critical()),
                        load -> load.human(load.limit().critical()))
                .right("limit_percent", "Of limit", Load::percent, load -> Text.percent(load.percent()))
                .text("group", "Said by group", load -> load.limit().origin(), Load::saidBy)
                .text("file", "In file", Load::file)
                .hidden("warn_group", load -> origin(load.limit().warn()))
                .hidden("critical_group", load -> origin(load.limit().critical()));
    }

    private static @Nullable Long raw(@Nullable Bound bound) {
        return bound == null ? null : bound.perSecond();
    }

    private static @Nullable String origin(@Nullable Bound bound) {
        return bound == null ? null : bound.origin();
    }

    /** {@code default}, or {@code default, warn by web} where a level comes from elsewhere. */
    private String saidBy() {
        return limit.origin() + other("warn", limit.warn()) + other("critical", limit.critical());
    }

    private String other(String level, @Nullable Bound bound) {
        return bound == null || bound.origin().equals(limit.origin()) ? "" : ", " + level + " by " + bound.origin();
    }

    private String human(@Nullable Bound bound) {
        return bound == null ? "-" : human(bound.perSecond());
    }

    private String human(long value) {
        return Metrics.human(metric, value);
    }

    /** The plain limits among some, for JSON. */
    static Map<String, Long> limits(Map<Metric, Limit> limits) {
        return limits.entrySet().stream()
                .filter(entry -> entry.getValue().alert() != null)
                .collect(Collectors.toMap(
                        entry -> entry.getKey().key(), entry -> entry.getValue().perSecond()));
    }
}
