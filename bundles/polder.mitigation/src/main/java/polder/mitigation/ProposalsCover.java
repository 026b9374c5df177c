// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.TcpFlag;

/** Chooses few rules that match much of one lot of packets and little of another. Used by one thread. */
final class ProposalsCover {
    /** What a rule costs, as part of the attack that it has to bring in; and by how much more what it hits weighs. */
    private static final double RULE = 0.05;

    private static final double HIT = 5;
    /** What a rule costs that says nothing but the protocol, and ones that say one thing more, and two and three: who knows what else they would hit. */
    private static final double[] SAYS_LITTLE = {0.15, 0.02, 0.005, 0.002};

    private static final Set<TcpFlag> ESTABLISHED = Set.of(TcpFlag.ACK);
    /** Of what a rule matches this part may have come before the attack too, at the same rate. */
    private static final double MOST_ANYHOW = 0.6;

    /** A candidate with the part of each kind it matches. */
    private static final class Tried {
        final FlowRule rule;
        final double[] attack;
        final double[] usual;

        Tried(FlowRule rule, double[] attack, double[] usual) {
            this.rule = rule;
            this.attack = attack;
            this.usual = usual;
        }

        /** How many things it says besides the protocol; that ACK is set says nothing, all packets of a connection but one have it. */
        int says() {
            return (rule.sourcePorts().isEmpty() ? 0 : 1)
                    + (rule.targetPorts().isEmpty() ? 0 : 1)
                    + (rule.lengths().isEmpty() ? 0 : 1)
                    + (rule.tcpFlags().isEmpty() || rule.tcpFlags().equals(ESTABLISHED) ? 0 : 1)
                    + (rule.fragments().isEmpty() ? 0 : 1);
        }
    }

    private record Rated(Tried tried, double gain, double hits) {
        /** How much of the attack it brings in for what it costs. */
        double worth() {
            int says = tried.says();
            return gain / (RULE + HIT * hits + (says < SAYS_LITTLE.length ? SAYS_LITTLE[says] : 0));
        }
    }

    private final ProposalsTraffic attack;
    private final ProposalsTraffic usual;
    private final ProposalsTraffic before;
    private final List<Tried> candidates;
    private final List<Tried> chosen = new ArrayList<>();

    /**
     * Between rules.
     *
     * @param before what came right before the attack, when it may have been rising: no rule that matches much of it is added to another
     */
    ProposalsCover(
            ProposalsTraffic attack, ProposalsTraffic usual, ProposalsTraffic before, Collection<FlowRule> rules) {
        this.attack = attack;
        this.usual = usual;
        this.before = before;
        candidates = rules.stream()
                .map(rule -> new Tried(rule, attack.parts(rule), usual.parts(rule)))
                .filter(one -> attack.anyhow(one.attack) <= MOST_ANYHOW)
                .toList();
    }

    /**
     * Chooses.
     *
     * @param coverage of the attack that is enough
     * @param collateral of what is usual that is not too much
     * @param most rules
     */
    List<FlowRule> choose(double coverage, double collateral, int most) {
        while (chosen.size() < most && coverage(chosen) < coverage) {
            Tried best = best(collateral);
            if (best == null) {
                break;
            }
            chosen.add(best);
        }
        prune(Math.min(coverage, coverage(chosen)));
        chosen.sort(Comparator.comparingDouble(one -> -coverage(List.of(one))));
        return chosen.stream().map(one -> one.rule).toList();
    }

    private @Nullable Tried best(double collateral) {
        double covered = coverage(chosen);
        double hit = collateral(chosen);
        List<Rated> rated = new ArrayList<>();
        for (Tried one : candidates) {
            List<Tried> with = new ArrayList<>(chosen);
            with.add(one);
            double hits = collateral(with);
            double gain = coverage(with) - covered;
            if (hits <= collateral && gain >= ProposalsCandidates.LEAST && mayBeAdded(one, collateral)) {
                rated.add(new Rated(one, gain, hits - hit));
            }
        }
        return rated.stream()
                .max(Comparator.comparingDouble(Rated::worth)
                        .thenComparingInt(one -> one.tried().says())
                        .thenComparing(one -> one.tried().rule.toString()))
                .map(Rated::tried)
                .orElse(null);
    }

    private boolean mayBeAdded(Tried one, double collateral) {
        return chosen.isEmpty() || before.matched(Stream.of(before.parts(one.rule))) <= collateral;
    }

    /** Takes out what later rules have made needless. */
    private void prune(double enough) {
        for (Tried one : List.copyOf(chosen)) {
            List<Tried> without = new ArrayList<>(chosen);
            without.remove(one);
            if (!without.isEmpty() && coverage(without) >= enough) {
                chosen.remove(one);
            }
        }
    }

    private double coverage(List<Tried> some) {
        return attack.matched(some.stream().map(one -> one.attack));
    }

    private double collateral(List<Tried> some) {
        return usual.matched(some.stream().map(one -> one.usual));
    }
}
