// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import polder.api.evidence.FlowKind;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.wire.Prefix;

/** Rules worth trying against an attack: what enough of its packets have in common, in all combinations. */
final class ProposalsCandidates {
    /** What fewer of the packets have is no candidate. */
    static final double LEAST = 0.02;

    /** So many flows with the same port are no coincidence; where there are few flows this part of their packets is not. */
    private static final double SAME_PORT = 5;

    private static final double SAME_PORT_OF_FEW = 0.2;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int VALUES = 10;
    /** Of the lengths this part may lie below a range, and as much above. */
    private static final double OUTSIDE = 0.01;

    private static final int WIDEST = 400;
    private static final int NO_GAP = 32;

    private final Prefix destination;
    private final List<FlowKind> kinds;
    private final double least;
    /** And to have a port in common. */
    private final double leastOfPort;

    private final Set<FlowRule> rules = new LinkedHashSet<>();

    private ProposalsCandidates(Prefix destination, List<FlowKind> kinds, long flows) {
        this.destination = destination;
        this.kinds = kinds;
        double all = ProposalsTraffic.packets(kinds);
        least = LEAST * all;
        leastOfPort = Math.max(LEAST, Math.min(SAME_PORT_OF_FEW, SAME_PORT / flows)) * all;
    }

    /** @param flows of which the kinds are made, none left out or multiplied */
    static Collection<FlowRule> of(Prefix destination, List<FlowKind> kinds, long flows) {
        ProposalsCandidates all = new ProposalsCandidates(destination, kinds, flows);
        for (int protocol : values(kinds, FlowKind::protocol, all.least)) {
            all.protocol(protocol);
        }
        return all.rules;
    }

    private void protocol(int protocol) {
        List<FlowKind> some =
                kinds.stream().filter(kind -> kind.protocol() == protocol).toList();
        List<FlowKind> fragments = some.stream().filter(FlowKind::fragment).toList();
        if (ProposalsTraffic.packets(fragments) >= least) {
            withLengths(rule(protocol, List.of(), List.of(), Set.of())
                    .with(Set.of(Fragment.IS_FRAGMENT, Fragment.FIRST_FRAGMENT)));
        }
        withLengths(rule(protocol, List.of(), List.of(), Set.of()));
        if (protocol != TCP && protocol != UDP) {
            return;
        }
        List<FlowKind> whole = some.stream()
                .filter(kind -> (kind.sourcePort() | kind.targetPort()) != 0)
                .toList();
        List<List<Span>> from = ports(whole, FlowKind::sourcePort);
        List<List<Span>> to = ports(whole, FlowKind::targetPort);
        for (List<Span> source : from) {
            for (List<Span> target : to) {
                for (Set<TcpFlag> flags : flags(protocol, whole)) {
                    withLengths(rule(protocol, source, target, flags));
                }
            }
        }
    }

    private static List<Set<TcpFlag>> flags(int protocol, List<FlowKind> some) {
        List<Set<TcpFlag>> all = new ArrayList<>();
        all.add(Set.of());
        for (TcpFlag flag : TcpFlag.values()) {
            int bit = 1 << flag.ordinal();
            if (protocol == TCP && some.stream().anyMatch(kind -> (kind.tcpFlags() & bit) != 0)) {
                all.add(Set.of(flag));
            }
        }
        return all;
    }

    private List<List<Span>> ports(List<FlowKind> some, ToIntFunction<FlowKind> which) {
        List<List<Span>> all = new ArrayList<>();
        all.add(List.of());
        values(some, which, leastOfPort).forEach(port -> all.add(List.of(Span.of(port))));
        return all;
    }

    /** The values enough packets have, those of most packets first. */
    private static List<Integer> values(List<FlowKind> some, ToIntFunction<FlowKind> which, double least) {
        Map<Integer, Double> sums = new HashMap<>();
        some.forEach(kind -> sums.merge(which.applyAsInt(kind), (double) kind.packets(), Double::sum));
        return sums.entrySet().stream()
                .filter(one -> one.getValue() >= least)
                .sorted(Comparator.comparingDouble(one -> -one.getValue()))
                .limit(VALUES)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Draft rule(int protocol, List<Span> source, List<Span> target, Set<TcpFlag> flags) {
        return new Draft(protocol, source, target, flags, Set.of());
    }

    private record Draft(
            int protocol, List<Span> source, List<Span> target, Set<TcpFlag> flags, Set<Fragment> fragments) {
        Draft with(Set<Fragment> some) {
            return new Draft(protocol, source, target, flags, some);
        }

        FlowRule to(Prefix destination, List<Span> lengths) {
            return new FlowRule(destination, null, Set.of(protocol), source, target, lengths, flags, fragments);
        }
    }

    /** The rule alone, with a range that nearly all it matches lie in, and with each length that is frequent. */
    private void withLengths(Draft draft) {
        FlowRule alone = draft.to(destination, List.of());
        NavigableMap<Integer, Double> lengths = new TreeMap<>();
        for (FlowKind kind : kinds) {
            double packets = ProposalsHits.part(alone, kind) * kind.packets();
            if (packets > 0) {
                lengths.merge(kind.length(), packets, Double::sum);
            }
        }
        double all = lengths.values().stream().mapToDouble(Double::doubleValue).sum();
        if (all < least) {
            return;
        }
        rules.add(alone);
        int first = quantile(lengths, OUTSIDE * all);
        int last = quantile(lengths, (1 - OUTSIDE) * all);
        if (last - first <= WIDEST && gap(lengths, first, last) <= Math.max(NO_GAP, (last - first) / 3)) {
            rules.add(draft.to(destination, List.of(new Span(first, last))));
        }
        lengths.entrySet().stream()
                .filter(one -> one.getValue() >= Math.max(least, 0.1 * all))
                .forEach(one -> rules.add(draft.to(destination, List.of(Span.of(one.getKey())))));
    }

    /** The longest stretch of a range in which there is nothing. */
    private static int gap(NavigableMap<Integer, Double> lengths, int first, int last) {
        int gap = 0;
        int before = first;
        for (int length : lengths.subMap(first, true, last, true).keySet()) {
            gap = Math.max(gap, length - before);
            before = length;
        }
        return gap;
    }

    private static int quantile(NavigableMap<Integer, Double> lengths, double below) {
        double sum = 0;
        for (Map.Entry<Integer, Double> one : lengths.entrySet()) {
            sum += one.getValue();
            if (sum > below) {
                return one.getKey();
            }
        }
        return lengths.lastKey();
    }
}
