// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.List;

/**
 * FlowSpec rules against an attack, from its evidence. Immutable.
 *
 * @param rules the fewest that reach the coverage, the one that covers most first; empty when there are none that do not hit more than
 *     they may of what is usual
 * @param coverage which part of the attack's packets they match together, from 0 to 1
 * @param collateral which part of the usual packets to the target they match together; NaN when nothing is known of what is usual
 * @param words on what this stands, and what was left out
 */
public record Proposal(List<Rule> rules, double coverage, double collateral, String words) {
    /**
     * One of its rules.
     *
     * @param coverage of it alone
     * @param collateral of it alone
     */
    public record Rule(FlowRule rule, double coverage, double collateral) {}

    public Proposal {
        rules = List.copyOf(rules);
    }
}
