// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import polder.api.traffic.HostGroup;
import polder.api.traffic.HostTraffic;
import polder.api.traffic.Limit;
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
        List<Load> loads = new ArrayList<>();
        for (Metric metric : Metric.all()) {
            Limit limit = group.limit(metric);
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

    /** Of the larger of rate and average: either may be what a detector judges by. */
    double percent() {
        long most = Math.max(rate, average);
        return limit.perSecond() == 0 ? (most > 0 ? 100 : 0) : 100.0 * most / limit.perSecond();
    }

    /** The file that says so. */
    String file() {
        return Groups.file(limit.origin());
    }

    static Columns<Load> columns() {
        return new Columns<Load>("No limit applies: traffic is counted, and never too much.")
                .text("metric", "Metric", load -> load.metric().key())
                .right("rate", "Rate", Load::rate, load -> load.human(load.rate()))
                .right("average", "Average", Load::average, load -> load.human(load.average()))
                .right(
                        "limit",
                        "Limit",
                        load -> load.limit().perSecond(),
                        load -> load.human(load.limit().perSecond()))
                .right("limit_percent", "Of limit", Load::percent, load -> Text.percent(load.percent()))
                .text("group", "Said by group", load -> load.limit().origin())
                .text("file", "In file", Load::file)
                .less("group", "average");
    }

    private String human(long value) {
        return Metrics.human(metric, value);
    }

    /** The limits of a group, for JSON. */
    static Map<String, Long> limits(HostGroup group) {
        return group.limits().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().key(), entry -> entry.getValue().perSecond()));
    }
}
