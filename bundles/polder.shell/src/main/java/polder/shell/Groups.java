// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.api.traffic.Traffic;

/** Host groups as lists show them. */
final class Groups {
    private Groups() {}

    /** A group and what its hosts have together. */
    record Row(HostGroup group, Rates rates) {}

    /** The file a group is configured in. */
    static String file(String group) {
        return "etc/polder.traffic.group-" + group + ".cfg";
    }

    static Columns<Row> columns() {
        return new Columns<Row>("No group is configured.")
                .text("name", "Group", row -> row.group().name())
                .text("networks", "Networks", row -> row.group().networks())
                .text("limits", "Limits", row -> Load.limits(row.group()), row -> limits(row.group()))
                .text(
                        "hold_seconds",
                        "Hold",
                        row -> row.group().hold(),
                        row -> Text.of(row.group().hold()))
                .text(
                        "ban_time_seconds",
                        "Ban time",
                        row -> row.group().banTime(),
                        row -> Text.of(row.group().banTime()))
                .rates(Row::rates)
                .text("file", "File", row -> file(row.group().name()))
                .less(
                        "in_flows",
                        "out_packets",
                        "out_bits",
                        "out_flows",
                        "file",
                        "hold_seconds",
                        "ban_time_seconds",
                        "in_bits");
    }

    static Row row(Traffic traffic, HostGroup group) {
        return new Row(group, traffic.groupRates(group.name()));
    }

    private static String limits(HostGroup group) {
        StringBuilder out = new StringBuilder();
        for (Metric metric : Metric.all()) {
            Limit limit = group.limit(metric);
            if (limit != null) {
                out.append(out.isEmpty() ? "" : ", ").append(metric.key()).append(' ');
                out.append(Metrics.human(metric, limit.perSecond()));
            }
        }
        return out.isEmpty() ? "none" : out.toString();
    }
}
