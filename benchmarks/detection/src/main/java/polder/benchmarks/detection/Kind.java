// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import polder.api.traffic.Unit;

/** What an event is, and what its packets look like. */
enum Kind {
    SYN("SYN flood", new Wire(6, 0x02, 60, -1, 443), 0),
    SYN_ACK("SYN-ACK reflection", new Wire(6, 0x12, 60, 443, -1), 2000),
    ACK("ACK flood", new Wire(6, 0x10, 60, -1, 80), 0),
    RST("RST flood", new Wire(6, 0x04, 60, -1, -1), 0),
    FRAGMENTS("fragments", new Wire(17, 0, 1500, 0, 0), 200),
    ICMP("ICMP flood", new Wire(1, 0, 84, 0, 0), 500),
    GRE("GRE flood", new Wire(47, 0, 540, 0, 0), 300),
    UDP("UDP flood, random ports", new Wire(17, 0, 128, -1, -1), 0),
    DNS("DNS amplification", new Wire(17, 0, 1400, 53, -1), 1000, Unit.BITS),
    NTP("NTP amplification", new Wire(17, 0, 468, 123, -1), 800, Unit.BITS),
    SSDP("SSDP amplification", new Wire(17, 0, 350, 1900, -1), 3000, Unit.BITS),
    SNMP("SNMP amplification", new Wire(17, 0, 1200, 161, -1), 400, Unit.BITS),
    MEMCACHED("memcached amplification", new Wire(17, 0, 1428, 11211, -1), 50, Unit.BITS),
    CLDAP("CLDAP amplification", new Wire(17, 0, 1400, 389, -1), 300, Unit.BITS),
    CHARGEN("chargen amplification", new Wire(17, 0, 1000, 19, -1), 200, Unit.BITS),
    /** Two packets a connection, each with a port of its own. */
    CONNECTIONS("connection flood, low and slow", new Wire(6, 0x18, 90, -1, 443), 3000, Unit.FLOWS),
    CARPET("carpet bombing", new Wire(17, 0, 512, -1, -1), 0),

    SPEED_TEST("speed test", new Wire(6, 0x10, 1400, 8080, 40_000), 1),
    DOWNLOAD("big download", new Wire(6, 0x10, 1400, 443, 50_000), 1),
    BACKUP("backup", new Wire(6, 0x10, 1400, 22, 51_000), 1),
    CROWD("flash crowd", new Wire(6, 0x18, 300, -1, 443), 5000),
    NAMES("busy DNS server", new Wire(17, 0, 76, -1, 53), 4000),
    TIME("busy NTP server", new Wire(17, 0, 76, 123, 123), 6000),
    SCAN("scan of the network", new Wire(6, 0x02, 44, 61_000, 23), 1),
    SCANNING("host that scans", new Wire(6, 0x02, 44, 61_000, 445), 0);

    /** Packets of one connection of {@link #CONNECTIONS}. */
    static final int PER_CONNECTION = 2;

    /**
     * One packet.
     *
     * @param length bytes of an IPv4 packet; of IPv6 it is 20 more
     * @param fromPort of who sends it; -1 for any
     * @param toPort of who is sent it; -1 for any
     */
    record Wire(int protocol, int tcpFlags, int length, int fromPort, int toPort) {}

    final String text;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    final Wire wire;

    /** How many other ends there are; 0 for addresses that are forged, one for each packet. */
    final int peers;

    /** What it has too much of. */
    final Unit unit;

    Kind(String text, Wire wire, int peers) {
        this(text, wire, peers, Unit.PACKETS);
    }

    Kind(String text, Wire wire, int peers, Unit unit) {
        this.text = text;
        this.wire = wire;
        this.peers = peers;
        this.unit = unit;
    }

    boolean isAttack() {
        return ordinal() < SPEED_TEST.ordinal();
    }
}
