// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

/** Why a packet, or a record of it, gave no flow. */
public enum Reject {
    /** Shorter than its headers say. */
    TRUNCATED,
    /** A protocol version this decoder does not know. */
    UNKNOWN_VERSION,
    /** A data set whose template has not been seen. */
    MISSING_TEMPLATE,
    /** Fields that contradict each other: a count, a length or a header that cannot be. */
    MALFORMED,
    /** Not IP: ARP, LLDP, spanning tree. Counted so that it can be seen; nothing is wrong. */
    NOT_IP,
    /** A link type or encapsulation this decoder does not read. */
    UNSUPPORTED,
    /** More nested headers than a decoder is willing to follow. */
    TOO_DEEP,
    /** A record that tells of no traffic: a NAT or firewall event without counters. Nothing is wrong. */
    EVENT,
    /** A record of the direction which the configuration leaves out, because its exporter tells of each flow twice. */
    OTHER_DIRECTION,
    /** A template, an exporter or an interface beyond what a decoder is willing to remember. */
    OVER_LIMIT,
    /** A datagram or connection of a sender that the capture's {@code allow} does not name. */
    NOT_ALLOWED,
    /** No decoder of the name the capture's configuration gives is installed. */
    NO_DECODER,
    /** The decoder itself failed on the packet: a bug, reported with a stack trace once. */
    DECODER_FAILED
}
