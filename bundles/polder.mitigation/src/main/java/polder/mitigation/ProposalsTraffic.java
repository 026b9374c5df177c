// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import polder.api.evidence.AttackEvidence;
import polder.api.evidence.FlowKind;
import polder.api.evidence.Usual;
import polder.api.mitigation.FlowRule;

/** Packets, of which rules match a part. Any thread. */
final class ProposalsTraffic {
    /** More than this part of what is seen is not taken for usual: how much usually comes in so short a time is an estimate. */
    private static final double MOST_USUAL = 0.5;

    private final List<FlowKind> kinds;
    /** Of each kind. What is to be taken off is negative. */
    private final double[] packets;

    private final double all;

    private ProposalsTraffic(List<FlowKind> kinds, double[] packets) {
        this.kinds = kinds;
        this.packets = packets;
        all = Arrays.stream(packets).sum();
    }

    static ProposalsTraffic of(List<FlowKind> kinds) {
        return new ProposalsTraffic(
                kinds, kinds.stream().mapToDouble(FlowKind::packets).toArray());
    }

    /** What came to the target in the attack, less what would have come anyhow. */
    static ProposalsTraffic ofAttack(AttackEvidence evidence) {
        double usual = usual(evidence);
        if (usual == 0) {
            return of(evidence.kinds());
        }
        List<FlowKind> before = evidence.usual().before();
        double times = usual * packets(evidence.kinds()) / packets(before);
        List<FlowKind> both = new ArrayList<>(evidence.kinds());
        both.addAll(before);
        double[] packets = DoubleStream.concat(
                        evidence.kinds().stream().mapToDouble(FlowKind::packets),
                        before.stream().mapToDouble(kind -> -times * kind.packets()))
                .toArray();
        return new ProposalsTraffic(both, packets);
    }

    /** Which part of what came to the target in the attack would have come anyhow, as far as can be told. */
    static double usual(AttackEvidence evidence) {
        Usual usual = evidence.usual();
        if (usual.time().isZero() || evidence.kinds().isEmpty()) {
            return 0;
        }
        double times = (double) Duration.between(evidence.from(), evidence.to()).toNanos()
                / usual.time().toNanos();
        return Math.min(MOST_USUAL, times * packets(usual.before()) / packets(evidence.kinds()));
    }

    static double packets(List<FlowKind> some) {
        return some.stream().mapToDouble(FlowKind::packets).sum();
    }

    /** Which part of each kind a rule matches. */
    double[] parts(FlowRule rule) {
        return kinds.stream()
                .mapToDouble(kind -> ProposalsHits.part(rule, kind))
                .toArray();
    }

    /** Which part of all is matched when any of some rules matches; from 0 to 1. */
    double matched(Stream<double[]> rules) {
        double[] parts = new double[packets.length];
        rules.forEach(rule -> Arrays.setAll(parts, i -> Math.max(parts[i], rule[i])));
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            sum += parts[i] * packets[i];
        }
        return all <= 0 ? 0 : Math.max(0, Math.min(1, sum / all));
    }

    /** Which part of what is matched would have come anyhow. */
    double anyhow(double[] parts) {
        double seen = 0;
        double usual = 0;
        for (int i = 0; i < parts.length; i++) {
            if (packets[i] > 0) {
                seen += parts[i] * packets[i];
            } else {
                usual -= parts[i] * packets[i];
            }
        }
        return seen <= 0 ? 1 : usual / seen;
    }

    /** Which part of all any of the rules matches; NaN when there is nothing. */
    double part(List<FlowRule> rules) {
        return kinds.isEmpty() ? Double.NaN : matched(rules.stream().map(this::parts));
    }
}
