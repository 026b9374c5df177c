// SPDX-License-Identifier: Apache-2.0
package polder.evidence;

/**
 * How much of an attack's samples is of one vector.
 *
 * @param vector which
 * @param packets so many
 * @param bytes so many
 * @param ofPackets the part of all packets, 0 to 1
 * @param ofBytes the part of all bytes, 0 to 1
 * @param seen the part of its packets whose content bears it out, or that need none, 0 to 1
 * @param differing the part of its packets whose content is something else, 0 to 1
 */
record VectorShare(
        Vector vector, long packets, long bytes, double ofPackets, double ofBytes, double seen, double differing) {
    /** The larger part: an amplification is many bytes, a SYN flood many packets. */
    double share() {
        return Math.max(ofPackets, ofBytes);
    }

    /** For people: {@code ntp-monlist 97 % of packets, 99 % of bytes (by port and length alone)}. */
    @Override
    public String toString() {
        String text = vector.name() + " " + percent(ofPackets) + " of packets, " + percent(ofBytes) + " of bytes";
        if (seen >= 0.5) {
            return text;
        }
        return text + (differing > 0.5 ? " (by port, its content is something else)" : " (by port and length alone)");
    }

    private static String percent(double part) {
        long percent = Math.round(part * 100);
        return percent == 0 && part > 0 ? "< 1 %" : percent + " %";
    }
}
