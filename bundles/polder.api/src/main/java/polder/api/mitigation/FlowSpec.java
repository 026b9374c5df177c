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
    @Override
    public Prefix target() {
        return rule.destination();
    }

    @Override
    public String toString() {
        return "flowspec " + rule + ' ' + action;
    }
}
