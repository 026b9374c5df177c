// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

/**
 * Packets to a target that have all of this in common. Counts are estimates of what was on the wire.
 *
 * @param length bytes of an IP packet; of a flow of several packets their mean
 * @param tcpFlags the low eight bits; of a flow of several packets what any of them had
 * @param flows how many flows they are of; as many as packets where each packet was seen by itself
 */
public record FlowKind(
        int protocol,
        int sourcePort,
        int targetPort,
        int length,
        int tcpFlags,
        boolean fragment,
        long flows,
        long packets,
        long bytes) {}
