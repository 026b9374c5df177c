// SPDX-License-Identifier: Apache-2.0
package polder.detect.prefix;

import polder.api.attack.Findings;
import polder.api.attack.Fired;
import polder.api.attack.Level;
import polder.api.config.Quantity;
import polder.api.traffic.HostGroup;
import polder.api.traffic.Metric;
import polder.api.traffic.Rates;
import polder.wire.Prefix;

/** Tells of the prefixes that are over and in no other that is. Used by one thread. */
final class PrefixReport {
    private final Groups groups;
    private final PrefixJudge judge;

    PrefixReport(Groups groups, PrefixJudge judge) {
        this.groups = groups;
        this.judge = judge;
    }

    /** Allocates for what is reported only. */
    void report(Ladder ladder, long now, long sustain, Findings findings) {
        for (int at = ladder.rungs.length - 1; at >= 0; at--) {
            Rung rung = ladder.rungs[at];
            for (int node = 0; node < rung.keys.slots(); node++) {
                if (rung.over[node] && now - rung.since[node] >= sustain) {
                    rung.reported[node] = !isCovered(ladder, at, node);
                    if (rung.reported[node]) {
                        report(rung, node, findings);
                    }
                }
            }
        }
    }

    private static boolean isCovered(Ladder ladder, int at, int node) {
        int of = ladder.rungs[at].parent[node];
        for (int above = at + 1; of != Rung.NONE; above++) {
            Rung rung = ladder.rungs[above];
            if (rung.reported[of]) {
                return true;
            }
            of = rung.parent[of];
        }
        return false;
    }

    private void report(Rung rung, int node, Findings findings) {
        int worst = Columns.PACKETS;
        for (int column = 0; column < Columns.COUNT; column++) {
            if (rung.all[column] != null && judge.times(rung, node, column) > judge.times(rung, node, worst)) {
                worst = column;
            }
        }
        Metric metric = Columns.METRICS.get(worst);
        HostGroup group = groups.of(rung.groups[node], worst);
        long observed = rung.all[worst][node] * Columns.scale(worst);
        long limit = judge.limit(rung, node, worst);
        long samples = PrefixJudge.samples(rung, node, worst);
        String reason = reason(rung, node, worst, group);
        Fired fired = new Fired(Level.ALERT, metric, observed, limit, samples, reason);
        findings.report(rung.prefix(node), group, fired, rates(rung, node));
    }

    private static Rates rates(Rung rung, int node) {
        long[] values = new long[Metric.COUNT];
        for (int column = 0; column < Columns.COUNT; column++) {
            if (rung.all[column] != null) {
                values[Columns.METRICS.get(column).ordinal()] = rung.all[column][node] * Columns.scale(column);
            }
        }
        return new Rates(values);
    }

    private String reason(Rung rung, int node, int column, HostGroup group) {
        Prefix prefix = rung.prefix(node);
        StringBuilder out = new StringBuilder(200)
                .append("carpet bombing of ")
                .append(prefix)
                .append(": ");
        Metric metric = Columns.METRICS.get(column);
        out.append(metric.key()).append(' ').append(human(column, rung.all[column][node]));
        if (judge.isByGiven(rung, node, column)) {
            out.append(", limit ")
                    .append(Quantity.human(
                            judge.limit(rung, node, column), metric.unit().perSecond()))
                    .append(" of a /")
                    .append(prefix.length());
        } else {
            out.append(", usual ").append(human(column, (long) rung.usual[column][node]));
            out.append(", limit ")
                    .append(Quantity.human(
                            judge.limit(rung, node, column), metric.unit().perSecond()))
                    .append(" by that of a host of group ")
                    .append(group.name());
        }
        parts(rung, node, column, out);
        long samples = PrefixJudge.samples(rung, node, column);
        if (samples != Long.MAX_VALUE) {
            out.append(", ").append(samples).append(" samples");
        }
        return out.toString();
    }

    private static void parts(Rung rung, int node, int column, StringBuilder out) {
        double rest = rung.rest[column][node];
        if (rung.hot[node] > 0) {
            out.append(", ")
                    .append(rung.hot[node])
                    .append(rung.isFinest ? " hosts" : " prefixes")
                    .append(" in it over by themselves");
        }
        if (rung.squares[column][node] > 0) {
            out.append(", spread as over ")
                    .append(Math.round(rest * rest / rung.squares[column][node]))
                    .append(" equal hosts");
        }
    }

    private static String human(int column, long value) {
        return Quantity.human(
                value * Columns.scale(column),
                Columns.METRICS.get(column).unit().perSecond());
    }
}
