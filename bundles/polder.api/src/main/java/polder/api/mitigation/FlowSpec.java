// SPDX-License-Identifier: Apache-2.0
package polder.api.mitigation;

import polder.wire.Prefix;

/**
 * A FlowSpec route (RFC 8955, RFC 8956).
 *
 * @param rule which packets
 * @param action what becomes of them
 * @param group the host group of its target
 */
public record FlowSpec(FlowRule rule, FlowAction action, String group) implements Announcement {
    /**
     * Reads a rule with its action: {@code destination 192.0.2.1/32 protocol udp discard}.
     *
     * @throws IllegalArgumentException when it is none, see {@link FlowRule#parse} and {@link FlowAction#parse}
     */
    public static FlowSpec parse(String text, String group) {
        return FlowWords.spec(text, group);
    }

    @Override
    public Prefix target() {
        return rule.destination();
    }

    @Override
    public String toString() {
        return "flowspec " + rule + ' ' + action;
    }
}
