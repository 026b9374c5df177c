// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.evidence.FlowKind;
import polder.api.mitigation.FlowRule;

/** Chooses few rules that match much of one lot of packets and little of another. Used by one thread. */
final class ProposalsCover {
    /** What a rule costs, as part of the attack that it has to bring in; and by how much more what it hits weighs. */
    private static final double RULE = 0.05;

    private static final double HIT = 5;
    /** What a rule costs that says nothing but the protocol, and one that says one thing more: who knows what else it would hit. */
    private static final double PROTOCOL_ALONE = 0.15;

    private static final double ONE_THING = 0.02;

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

        int says() {
            return (rule.sourcePorts().isEmpty() ? 0 : 1)
                    + (rule.targetPorts().isEmpty() ? 0 : 1)
                    + (rule.lengths().isEmpty() ? 0 : 1)
                    + (rule.tcpFlags().isEmpty() ? 0 : 1)
                    + (rule.fragments().isEmpty() ? 0 : 1);
        }
    }

    private record Rated(Tried tried, double gain, double hits) {
        /** How much of the attack it brings in for what it costs. */
        double worth() {
            double general = tried.says() == 0 ? PROTOCOL_ALONE : tried.says() == 1 ? ONE_THING : 0;
            return gain / (RULE + HIT * hits + general);
        }
    }

    private final double[] attack;
    private final double[] usual;
    private final List<Tried> candidates;
    private final List<Tried> chosen = new ArrayList<>();

    ProposalsCover(List<FlowKind> attack, List<FlowKind> usual, Collection<FlowRule> rules) {
        this.attack = shares(attack);
        this.usual = shares(usual);
        candidates = rules.stream()
                .map(rule -> new Tried(rule, parts(rule, attack), parts(rule, usual)))
                .toList();
    }

    private static double[] shares(List<FlowKind> kinds) {
        double all = kinds.stream().mapToDouble(FlowKind::packets).sum();
        return kinds.stream().mapToDouble(kind -> kind.packets() / all).toArray();
    }

    private static double[] parts(FlowRule rule, List<FlowKind> kinds) {
        return kinds.stream()
                .mapToDouble(kind -> ProposalsHits.part(rule, kind))
                .toArray();
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
        double before = collateral(chosen);
        List<Rated> rated = new ArrayList<>();
        for (Tried one : candidates) {
            List<Tried> with = new ArrayList<>(chosen);
            with.add(one);
            double hits = collateral(with);
            double gain = coverage(with) - covered;
            if (hits <= collateral && gain >= ProposalsCandidates.LEAST) {
                rated.add(new Rated(one, gain, hits - before));
            }
        }
        return rated.stream()
                .max(Comparator.comparingDouble(Rated::worth)
                        .thenComparingInt(one -> one.tried().says())
                        .thenComparing(one -> one.tried().rule.toString()))
                .map(Rated::tried)
                .orElse(null);
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
        double sum = 0;
        for (int i = 0; i < attack.length; i++) {
            double part = 0;
            for (Tried one : some) {
                part = Math.max(part, one.attack[i]);
            }
            sum += part * attack[i];
        }
        return sum;
    }

    private double collateral(List<Tried> some) {
        double sum = 0;
        for (int i = 0; i < usual.length; i++) {
            double part = 0;
            for (Tried one : some) {
                part = Math.max(part, one.usual[i]);
            }
            sum += part * usual[i];
        }
        return sum;
    }

    /** Which part of the kinds' packets any of the rules matches; NaN when there is none. */
    static double part(List<FlowRule> rules, List<FlowKind> kinds) {
        double all = 0;
        double matched = 0;
        for (FlowKind kind : kinds) {
            double part = 0;
            for (FlowRule rule : rules) {
                part = Math.max(part, ProposalsHits.part(rule, kind));
            }
            all += kind.packets();
            matched += part * kind.packets();
        }
        return all == 0 ? Double.NaN : matched / all;
    }
}
