// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;
import polder.api.mitigation.Proposal;
import polder.wire.Address;
import polder.wire.Prefix;

/** Sees every packet of a scenario and counts which of them proposed rules match: those of their attack, and all others to its target. */
final class ProposedTruth implements Observer {
    /** Packets of an attack and of its target's other traffic, and how many of these the rules match. */
    static final class Count {
        private final Event event;
        private final List<FlowRule> rules;
        private long attack;
        private long matched;
        private long usual;
        private long hit;

        private Count(Event event, Proposal proposal) {
            this.event = event;
            rules = proposal.rules().stream().map(Proposal.Rule::rule).toList();
        }

        double coverage() {
            return attack == 0 ? Double.NaN : (double) matched / attack;
        }

        double collateral() {
            return usual == 0 ? Double.NaN : (double) hit / usual;
        }

        private void add(Parcel parcel) {
            boolean fits = rules.stream().anyMatch(rule -> matches(rule, parcel));
            if (parcel.event == null || !parcel.event.kind().isAttack()) {
                usual += parcel.count;
                hit += fits ? parcel.count : 0;
            } else if (parcel.event.id() == event.id()) {
                attack += parcel.count;
                matched += fits ? parcel.count : 0;
            }
        }
    }

    private final Map<Event, Count> counts = new LinkedHashMap<>();
    private final Map<Address, Count> hosts = new HashMap<>();
    private final Map<Prefix, Count> networks = new HashMap<>();

    void add(Event event, Proposal proposal) {
        Count count = new Count(event, proposal);
        counts.put(event, count);
        if (event.target().isHost()) {
            hosts.put(event.target().base(), count);
        } else {
            networks.put(event.target(), count);
        }
    }

    Map<Event, Count> counts() {
        return counts;
    }

    @Override
    public void packets(Parcel parcel) {
        Address target = new Address(parcel.toHigh, parcel.toLow);
        Count host = hosts.get(target);
        if (host != null) {
            host.add(parcel);
        }
        networks.forEach((network, count) -> {
            if (network.contains(target)) {
                count.add(parcel);
            }
        });
    }

    @Override
    public void until(long nanos) {}

    /** As RFC 8955 has it for one packet. */
    static boolean matches(FlowRule rule, Parcel parcel) {
        return rule.destination().contains(new Address(parcel.toHigh, parcel.toLow))
                && (rule.protocols().isEmpty() || rule.protocols().contains(parcel.protocol))
                && holds(rule.sourcePorts(), parcel.fromPort)
                && holds(rule.targetPorts(), parcel.toPort)
                && holds(rule.lengths(), parcel.length)
                && flags(rule.tcpFlags(), parcel.tcpFlags)
                && (rule.fragments().isEmpty() || rule.fragments().contains(Fragment.IS_FRAGMENT) == parcel.fragment);
    }

    private static boolean holds(List<Span> spans, int number) {
        return spans.isEmpty() || spans.stream().anyMatch(span -> span.contains(number));
    }

    private static boolean flags(Set<TcpFlag> wanted, int flags) {
        return wanted.isEmpty() || wanted.stream().anyMatch(flag -> (flags & (1 << flag.ordinal())) != 0);
    }
}
