// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Limit;
import polder.api.traffic.Limit.Bound;
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
        Columns<Row> columns = new Columns<Row>("No group is configured.")
                .text("name", "Group", row -> row.group().name())
                .text("networks", "Networks", row -> row.group().networks())
                .text("mode", "Mode", row -> row.group().mode());
        return settings(limits(columns))
                .rates(Row::rates)
                .text("file", "File", row -> file(row.group().name()))
                .hidden("mode_outgoing", row -> row.group().outgoingMode())
                .hidden("actions", row -> row.group().actions())
                .hidden("chain", row -> row.group().heritage().chain())
                .less(
                        "in_flows",
                        "out_packets",
                        "out_bits",
                        "out_flows",
                        "file",
                        "hold_seconds",
                        "ban_time_seconds",
                        "in_bits",
                        "group_limits",
                        "mode");
    }

    private static Columns<Row> limits(Columns<Row> columns) {
        return columns.text(
                        "limits",
                        "Limits",
                        row -> Load.limits(row.group().limits()),
                        row -> limits(row.group().limits()))
                .text(
                        "group_limits",
                        "Of the whole group",
                        row -> Load.limits(row.group().sumLimits()),
                        row -> limits(row.group().sumLimits()));
    }

    private static Columns<Row> settings(Columns<Row> columns) {
        return columns.text(
                        "hold_seconds",
                        "Hold",
                        row -> row.group().hold(),
                        row -> Text.of(row.group().hold()))
                .text(
                        "ban_time_seconds",
                        "Ban time",
                        row -> row.group().banTime(),
                        row -> Text.of(row.group().banTime()));
    }

    static Row row(Traffic traffic, HostGroup group) {
        return new Row(group, traffic.groupRates(group.name()));
    }

    private static String limits(Map<Metric, Limit> limits) {
        StringBuilder out = new StringBuilder();
        for (Metric metric : Metric.all()) {
            Limit limit = limits.get(metric);
            if (limit != null) {
                out.append(out.isEmpty() ? "" : ", ").append(metric.key());
                append(out, " ", metric, limit.alert());
                append(out, " warn ", metric, limit.warn());
                append(out, " critical ", metric, limit.critical());
            }
        }
        return out.isEmpty() ? "none" : out.toString();
    }

    private static void append(StringBuilder out, String level, Metric metric, @Nullable Bound bound) {
        if (bound != null) {
            out.append(level).append(Metrics.human(metric, bound.perSecond()));
        }
    }
}
