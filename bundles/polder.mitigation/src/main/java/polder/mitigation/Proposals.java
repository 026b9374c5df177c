// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.FlowKind;
import polder.api.evidence.Usual;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.Proposal;

/**
 * Finds FlowSpec rules against an attack in its evidence: the fewest that match enough of it and not too much of what its target usually
 * gets. Always to the target, and always with a protocol at least. Any thread.
 *
 * @param coverage which part of the attack's packets is enough, from 0 to 1
 * @param collateral which part of the usual packets may be hit, from 0 to 1
 * @param most rules
 */
record Proposals(double coverage, double collateral, int most) {
    /** With fewer rows the collateral is a guess. */
    private static final int FEW = 20;

    private static final double MANY_PACKETS = 1.5;
    private static final int RULES = 8;
    private static final double PERCENT = 100;

    /** Of so many percent of the attack, hitting so many percent of what is usual at most; at most eight rules. */
    static Proposals of(double coverage, double collateral) {
        return new Proposals(coverage / PERCENT, collateral / PERCENT, RULES);
    }

    Proposal propose(AttackEvidence evidence) {
        List<FlowKind> attack = evidence.kinds();
        if (attack.isEmpty()) {
            return new Proposal(List.of(), 0, Double.NaN, "nothing was seen that was sent to " + evidence.target());
        }
        ProposalsTraffic wanted = ProposalsTraffic.ofAttack(evidence);
        ProposalsTraffic unwanted = ProposalsTraffic.of(evidence.usual().kinds());
        Collection<FlowRule> candidates = ProposalsCandidates.of(evidence.target(), attack, evidence.kept());
        ProposalsTraffic before = ProposalsTraffic.of(evidence.usual().before());
        List<FlowRule> rules =
                new ProposalsCover(wanted, unwanted, before, candidates).choose(coverage, collateral, most);
        List<Proposal.Rule> told = rules.stream()
                .map(rule -> new Proposal.Rule(rule, wanted.part(List.of(rule)), unwanted.part(List.of(rule))))
                .toList();
        double covered = wanted.part(rules);
        return new Proposal(told, covered, unwanted.part(rules), words(evidence, rules, covered));
    }

    private String words(AttackEvidence evidence, List<FlowRule> rules, double covered) {
        Usual usual = evidence.usual();
        List<String> words = new ArrayList<>();
        words.add(
                "from " + evidence.kept() + " flows of the attack" + (evidence.kept() < FEW ? ", which are few" : ""));
        double anyhow = ProposalsTraffic.usual(evidence);
        if (anyhow >= ProposalsCandidates.LEAST) {
            words.add("about " + percent(anyhow) + " of their packets would have come anyhow");
        }
        if (usual.kept() == 0) {
            words.add("nothing is known of what " + evidence.target() + " usually gets");
        } else {
            String few = usual.kept() < FEW ? ", which are few" : "";
            words.add(usual.kept() + " flows that are usual for " + usual.of() + few);
        }
        if (usual.kinds().stream().anyMatch(kind -> kind.packets() > MANY_PACKETS * kind.flows())) {
            words.add("lengths and TCP flags of usual flows are those of all their packets together");
        }
        if (rules.isEmpty()) {
            words.add("no rule matches " + percent(ProposalsCandidates.LEAST) + " of it and hits at most "
                    + percent(collateral) + " of what is usual: a blackhole would have to do");
        } else if (covered < coverage) {
            words.add("what would cover the rest hits more than " + percent(collateral)
                    + " of what is usual, or is too many rules");
        }
        if (rules.stream().anyMatch(Proposals::isProtocolAlone)) {
            words.add("a rule says nothing but the protocol: the attack's packets have nothing else in common");
        }
        return String.join("; ", words);
    }

    private static boolean isProtocolAlone(FlowRule rule) {
        return rule.sourcePorts().isEmpty()
                && rule.targetPorts().isEmpty()
                && rule.lengths().isEmpty()
                && rule.tcpFlags().isEmpty()
                && rule.fragments().isEmpty();
    }

    private static String percent(double part) {
        return Math.round(part * 1000) / 10.0 + " %";
    }
}
