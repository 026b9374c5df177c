// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.api.attack.Attack;
import polder.api.mitigation.Announcement;
import polder.api.mitigation.Blackhole;
import polder.api.mitigation.FlowAction;
import polder.api.mitigation.FlowRules;
import polder.api.mitigation.FlowSpec;
import polder.api.mitigation.Proposal;
import polder.api.traffic.Direction;
import polder.mitigation.GuardSettings.Span;
import polder.wire.Prefix;
import polder.wire.PrefixTable;

/** What a step of a ladder is to announce against an attack. */
final class Targets {
    private final Around around;

    /**
     * What to announce.
     *
     * @param all empty when it can be nothing
     * @param words why it is nothing
     */
    record Plan(List<Planned> all, String words) {
        static Plan nothing(String why) {
            return new Plan(List.of(), why);
        }

        static Plan of(Announcement what) {
            return new Plan(List.of(new Planned(what, Double.NaN, Double.NaN)), "");
        }
    }

    /** An announcement, and what its rule covers and hits besides. */
    record Planned(Announcement what, double coverage, double collateral) {}

    Targets(Around around) {
        this.around = around;
    }

    Plan of(Attack attack, Rung rung, boolean outgoing, GuardSettings settings) {
        Prefix target = attack.target();
        if (target.length() == 0) {
            return Plan.nothing("it is an attack on the whole group, which has no address of its own");
        }
        if (attack.direction() == Direction.OUTGOING && !outgoing) {
            return Plan.nothing("it is an attack by our own host, and the policy has outgoing = off");
        }
        return switch (rung.kind()) {
            case NOTIFY -> Plan.nothing("it announces nothing");
            case HOST -> target.isHost()
                    ? Plan.of(new Blackhole(target, attack.group()))
                    : Plan.nothing(target + " is a network, and no host");
            case PREFIX -> Plan.of(new Blackhole(prefix(attack, settings), attack.group()));
            case FLOWSPEC -> flowSpec(attack, rung.action(), settings.rules());
        };
    }

    private Plan flowSpec(Attack attack, @Nullable FlowAction action, int most) {
        if (attack.direction() == Direction.OUTGOING || action == null) {
            return Plan.nothing("FlowSpec rules are for what is sent to a target");
        }
        Proposal proposal = around.propose(attack);
        List<Planned> all = proposal.rules().stream()
                .filter(rule -> FlowRules.faults(rule.rule()).isEmpty())
                .limit(Math.max(1, most))
                .map(rule -> new Planned(
                        new FlowSpec(rule.rule(), action, attack.group()), rule.coverage(), rule.collateral()))
                .toList();
        return new Plan(all, all.isEmpty() ? "there are no FlowSpec rules: " + proposal.words() : "");
    }

    /** The longest of our own networks and the group's prefixes around the target, not shorter than may be announced. */
    private Prefix prefix(Attack attack, GuardSettings settings) {
        Prefix target = attack.target();
        PrefixTable own = around.own();
        int length = own == null ? 0 : longest(own.prefixes(), target);
        int group = around.group(attack.group())
                .map(known -> longest(known.networks(), target))
                .orElse(0);
        Span span = settings.blackhole().of(target);
        int wanted = Math.max(span.shortest(), Math.max(length, group));
        return wanted >= target.length() ? target : Prefix.around(target.base(), wanted);
    }

    private static int longest(List<Prefix> prefixes, Prefix target) {
        return prefixes.stream()
                .filter(prefix -> Space.isIn(target, prefix))
                .mapToInt(Prefix::length)
                .max()
                .orElse(0);
    }
}
