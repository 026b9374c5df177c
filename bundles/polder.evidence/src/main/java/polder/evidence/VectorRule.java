// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * A row of the table.
 *
 * @param vector what it names
 * @param protocol the IP protocol, or {@link #ANY_PROTOCOL}
 * @param source source ports, or ICMP types
 * @param target target ports
 * @param flags of TCP
 * @param fragments which fragments
 * @param length bytes of the IP packet
 * @param demand what its payload has to look like
 */
record VectorRule(
        Vector vector,
        int protocol,
        Ranges source,
        Ranges target,
        Flags flags,
        Fragments fragments,
        Ranges length,
        Demand demand) {
    static final int ANY_PROTOCOL = -1;

    boolean isFor(int number) {
        return protocol == ANY_PROTOCOL || protocol == number;
    }

    /** How the sample bears it out, whose protocol and {@link VectorSample#source} match already. */
    Certainty of(VectorSample sample) {
        boolean matches = flags.accepts(sample.tcpFlags())
                && fragments.accepts(sample)
                && target.accepts(sample.targetPort())
                && length.accepts(sample.length());
        return matches ? demand.of(sample) : Certainty.NONE;
    }
}
