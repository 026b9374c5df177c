// SPDX-License-Identifier: Apache-2.0
package polder.mitigation;

import java.util.List;
import java.util.Set;
import polder.api.evidence.FlowKind;
import polder.api.mitigation.FlowRule;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.api.mitigation.FlowRule.TcpFlag;

/** Which part of the packets of a kind a rule matches. */
final class ProposalsHits {
    private static final int ACK = 1 << TcpFlag.ACK.ordinal();
    private static final int PUSH = 1 << TcpFlag.PUSH.ordinal();
    /** Above this many packets a flow its flags are those of all its packets together. */
    private static final double ONE_PACKET = 1.5;

    private ProposalsHits() {}

    /** From 0 to 1; the destination is taken to match. */
    static double part(FlowRule rule, FlowKind kind) {
        boolean hits = (rule.protocols().isEmpty() || rule.protocols().contains(kind.protocol()))
                && ports(rule, kind)
                && holds(rule.lengths(), kind.length())
                && fragment(rule.fragments(), kind.fragment());
        return hits ? flags(rule.tcpFlags(), kind) : 0;
    }

    /** A later fragment has no ports, and nobody knows where those are zero. */
    private static boolean ports(FlowRule rule, FlowKind kind) {
        return holds(rule.sourcePorts(), kind.sourcePort()) && holds(rule.targetPorts(), kind.targetPort());
    }

    private static boolean holds(List<Span> spans, int number) {
        return spans.isEmpty() || spans.stream().anyMatch(span -> span.contains(number));
    }

    /** It is not known which fragment; a rule that is not for all of them is taken to match. */
    private static boolean fragment(Set<Fragment> wanted, boolean fragment) {
        return wanted.isEmpty() || fragment != wanted.contains(Fragment.NOT_A_FRAGMENT);
    }

    /**
     * A connection has one packet with SYN at its beginning and one with FIN or RST at its end; all but the first have ACK. PUSH is taken
     * to be on half of them.
     */
    private static double flags(Set<TcpFlag> wanted, FlowKind kind) {
        int bits = 0;
        for (TcpFlag flag : wanted) {
            bits |= 1 << flag.ordinal();
        }
        int hit = bits & kind.tcpFlags();
        if (bits == 0) {
            return 1;
        }
        double packets = (double) kind.packets() / Math.max(1, kind.flows());
        if (hit == 0 || packets < ONE_PACKET || (kind.tcpFlags() & ACK) == 0 || (hit & ACK) != 0) {
            return hit == 0 ? 0 : 1;
        }
        return Math.min(1, Integer.bitCount(hit & ~PUSH) / packets + ((hit & PUSH) == 0 ? 0 : 0.5));
    }
}
