// SPDX-License-Identifier: Apache-2.0
package polder.shell;

import java.util.List;
import org.apache.karaf.shell.api.console.Session;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.FlowText;
import polder.api.mitigation.Mitigation;
import polder.api.mitigation.Mitigations;
import polder.api.mitigation.Proposal;

/** FlowSpec rules as lists show them, and as text to paste. */
final class FlowspecRows {
    private FlowspecRows() {}

    static List<Mitigation> announced(Mitigations mitigations) {
        return mitigations.active().stream()
                .filter(one -> one.state().isWanted() && one.what() instanceof FlowSpec)
                .toList();
    }

    static List<FlowSpec> rules(List<Mitigation> announced) {
        return announced.stream()
                .map(Mitigation::what)
                .filter(FlowSpec.class::isInstance)
                .map(FlowSpec.class::cast)
                .distinct()
                .toList();
    }

    static List<FlowSpec> rules(Proposal proposal, String action, String group) throws CommandException {
        try {
            FlowAction does = FlowAction.parse(action);
            return proposal.rules().stream()
                    .map(rule -> new FlowSpec(rule.rule(), does, group))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    static void print(Session session, String format, List<FlowSpec> rules) throws CommandException {
        try {
            Output.of(session, false).out().print(FlowText.of(format).write(rules));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--format " + e.getMessage());
        }
    }

    static Page page(Proposal proposal) {
        return new Page()
                .fact(
                        "coverage",
                        "Covers",
                        MitigationRows.known(proposal.coverage()),
                        MitigationRows.percent(proposal.coverage()))
                .fact(
                        "collateral",
                        "Hits besides",
                        MitigationRows.known(proposal.collateral()),
                        MitigationRows.percent(proposal.collateral()))
                .fact("words", "Because", proposal.words())
                .table("rules", columns(), proposal.rules());
    }

    private static Columns<Proposal.Rule> columns() {
        return new Columns<Proposal.Rule>("No rule is proposed.")
                .wrapped("rule", "Rule", one -> one.rule().toString())
                .right(
                        "coverage",
                        "Covers",
                        one -> MitigationRows.known(one.coverage()),
                        one -> MitigationRows.percent(one.coverage()))
                .right(
                        "collateral",
                        "Hits besides",
                        one -> MitigationRows.known(one.collateral()),
                        one -> MitigationRows.percent(one.collateral()));
    }
}
