// SPDX-License-Identifier: Apache-2.0
package polder.attack;

import java.time.Instant;
import java.util.List;
import polder.api.attack.Level;
import polder.api.attack.Rule;
import polder.api.traffic.Metric;

/** A rule as a field of the journal: its parts separated by bars, the reason last, as it may hold any. */
final class RuleLine {
    private static final int PARTS = 11;

    private RuleLine() {}

    static String of(Rule rule) {
        Metric metric = rule.metric();
        return String.join(
                "|",
                List.of(
                        rule.detector().replace('|', '/'),
                        rule.level().name(),
                        metric == null ? "" : metric.key(),
                        rule.group().replace('|', '/'),
                        Long.toString(rule.observed()),
                        Long.toString(rule.limit()),
                        Long.toString(rule.peak()),
                        Long.toString(rule.samples()),
                        rule.first().toString(),
                        rule.last().toString(),
                        rule.reason()));
    }

    /** Throws a RuntimeException of one kind or another when it is not what {@link #of} writes. */
    static Rule parse(String text) {
        String[] parts = text.split("\\|", PARTS);
        return new Rule(
                parts[0],
                Level.valueOf(parts[1]),
                parts[2].isEmpty() ? null : Metric.ofKey(parts[2]).orElseThrow(),
                parts[3],
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]),
                Long.parseLong(parts[7]),
                parts[10],
                Instant.parse(parts[8]),
                Instant.parse(parts[9]));
    }
}
