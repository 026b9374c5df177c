// SPDX-License-Identifier: Apache-2.0
package polder.filter.whitelist;

import java.util.ArrayList;
import java.util.List;
import polder.api.flow.FlowBatch;
import polder.wire.Prefix;

/**
 * A rule as it is asked: with a source and a target. A rule with remote prefixes becomes two, one for each way.
 *
 * @param rule its index in the list
 */
record Variant(
        int rule,
        List<Prefix> source,
        List<Prefix> target,
        List<Prefix> exporter,
        List<String> groups,
        List<Condition> conditions) {
    static List<Variant> of(List<Rule> rules) {
        List<Variant> variants = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.remote().isEmpty()) {
                variants.add(of(i, rule, rule.source(), rule.target()));
            } else {
                variants.add(of(i, rule, rule.remote(), rule.target()));
                variants.add(of(i, rule, rule.source(), rule.remote()));
            }
        }
        return variants;
    }

    private static Variant of(int index, Rule rule, List<Prefix> source, List<Prefix> target) {
        return new Variant(index, source, target, rule.exporter(), rule.groups(), rule.conditions());
    }

    /** How many longs hold a bit for each of so many variants. */
    static int words(int variants) {
        return (variants + 63) >> 6;
    }

    boolean holds(FlowBatch flows, int row) {
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).holds(flows, row)) {
                return false;
            }
        }
        return true;
    }
}
