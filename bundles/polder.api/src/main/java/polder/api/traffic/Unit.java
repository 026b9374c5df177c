// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/** What is counted. Rates are always a second. */
public enum Unit {
    PACKETS("pps"),
    /** Bits of the IP packet, from its IP header on; link layer headers are not counted, as in NetFlow. */
    BITS("bps"),
    FLOWS("fps");

    private final String perSecond;

    Unit(String perSecond) {
        this.perSecond = perSecond;
    }

    /** The unit of its rate, such as {@code pps}. */
    public String perSecond() {
        return perSecond;
    }
}
