// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import polder.api.mitigation.FlowRule.Fragment;
import polder.api.mitigation.FlowRule.Span;
import polder.wire.Prefix;

/** What a router could not do with a rule, though it can be said. */
public final class FlowRules {
    /** RFC 8955 section 4.1: what twelve bits of length can say. */
    private static final int MOST_BYTES = 4095;

    private static final int BYTE = 255;

    private FlowRules() {}

    /** What is wrong with a rule, a sentence each; empty when nothing is. */
    public static List<String> faults(FlowRule rule) {
        List<String> faults = new ArrayList<>();
        boolean v4 = rule.destination().base().isV4();
        boolean ports = !rule.sourcePorts().isEmpty() || !rule.targetPorts().isEmpty();
        if (ports && !only(rule, List.of(IpProtocols.TCP, IpProtocols.UDP))) {
            faults.add("ports are of TCP and UDP: they need protocol tcp, udp or tcp,udp");
        }
        if (!rule.tcpFlags().isEmpty() && !only(rule, List.of(IpProtocols.TCP))) {
            faults.add("TCP flags need protocol tcp");
        }
        boolean later = !rule.fragments().isEmpty()
                && rule.fragments().stream()
                        .allMatch(one -> one == Fragment.IS_FRAGMENT || one == Fragment.LAST_FRAGMENT);
        if (later && (ports || !rule.tcpFlags().isEmpty())) {
            faults.add("fragments but the first have no ports and no TCP flags, so nothing fits");
        }
        if (!v4 && rule.fragments().contains(Fragment.DONT_FRAGMENT)) {
            faults.add("IPv6 has no dont-fragment (RFC 8956 section 3.6)");
        }
        int length = length(rule);
        if (length > MOST_BYTES) {
            faults.add("it takes " + length + " bytes in a BGP message, and " + MOST_BYTES + " is the most");
        }
        return faults;
    }

    private static boolean only(FlowRule rule, List<Integer> protocols) {
        return !rule.protocols().isEmpty() && protocols.containsAll(rule.protocols());
    }

    /** Bytes of its components (RFC 8955 section 4.2, RFC 8956 section 3). */
    static int length(FlowRule rule) {
        Prefix source = rule.source();
        int length = prefix(rule.destination()) + (source == null ? 0 : prefix(source));
        if (!rule.protocols().isEmpty()) {
            length += 1 + 2 * rule.protocols().size();
        }
        length += spans(rule.sourcePorts()) + spans(rule.targetPorts()) + spans(rule.lengths());
        return length + bits(rule.tcpFlags()) + bits(rule.fragments());
    }

    private static int prefix(Prefix prefix) {
        int bytes = (prefix.length() + 7) / 8;
        return (prefix.base().isV4() ? 2 : 3) + bytes;
    }

    private static int spans(List<Span> spans) {
        int length = spans.isEmpty() ? 0 : 1;
        for (Span span : spans) {
            length += value(span.first()) + (span.first() == span.last() ? 0 : value(span.last()));
        }
        return length;
    }

    private static int value(int number) {
        return number > BYTE ? 3 : 2;
    }

    private static int bits(Collection<?> flags) {
        return flags.isEmpty() ? 0 : 1 + 2 * flags.size();
    }
}
