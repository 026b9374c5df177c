// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

/** What the traffic of an attack is divided by. */
public enum Facet {
    SOURCE,
    TARGET,
    SOURCE_PORT,
    TARGET_PORT,
    PROTOCOL,
    /** Of TCP alone: {@code syn}, {@code syn,ack}. */
    TCP_FLAGS,
    /** Bytes of an IP packet; of a flow of several packets their mean. */
    LENGTH,
    /** The same in the usual classes, {@code 0-63} to {@code 1519-}. All classes that were seen, in order of their size. */
    PACKET_SIZE,
    /** {@code yes} for fragments. */
    FRAGMENT,
    /** The exporter, and its interface where it tells: {@code 192.0.2.1 interface 17}. Absent for a mirror. */
    INGRESS,
    /** The autonomous system of the source: {@code AS64500 Example}. */
    SOURCE_AS,
    /** ISO 3166 code of the source. */
    SOURCE_COUNTRY
}
