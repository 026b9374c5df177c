// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/**
 * The UDP ports of services that answer a small request with much, to whoever it seems to come from. Those that hosts get a lot from
 * in ordinary traffic too are left out: web and VPN servers, calls, conferences, remote desktops, BitTorrent, games. Any thread may ask;
 * nothing is allocated.
 */
public final class Reflectors {
    /** Those without a class of their own. */
    private static final int[] OTHERS = {
        7, // echo
        11, // systat
        13, // daytime
        15, // netstat
        17, // quote of the day
        37, // time
        69, // TFTP
        111, // portmapper
        137, // NetBIOS names
        177, // XDMCP
        427, // SLP
        520, // RIP version 1
        523, // Db2
        623, // IPMI
        1434, // SQL Server browser
        1604, // Citrix ICA
        3283, // Apple Remote Desktop
        3702, // WS-Discovery
        5093, // Sentinel
        5351, // NAT-PMP
        5353, // multicast DNS
        5683, // CoAP
        10001, // Ubiquiti
        10074, // TP-240
        17185, // VxWorks
        20811, // PowerHouse
        32410, // Plex
        32412, // Plex
        32413, // Plex
        32414, // Plex
        33848, // Jenkins
        37810, // video recorders
        41794, // Crestron
        47808, // BACnet
        53413 // Netis
    };

    private static final long[] KNOWN = new long[1 << 10];

    static {
        for (int port : new int[] {53, 123, 161, 1900, 389, 11211, 19}) {
            KNOWN[port >>> 6] |= 1L << port;
        }
        for (int port : OTHERS) {
            KNOWN[port >>> 6] |= 1L << port;
        }
    }

    private Reflectors() {}

    /** Whether what comes from a UDP port is {@link TrafficClass#AMPLIFICATION}. */
    public static boolean has(int port) {
        return (KNOWN[port >>> 6 & 1023] >>> port & 1) != 0;
    }

    /**
     * The smallest class of what comes from a UDP port: {@link TrafficClass#DNS} or another of a port of its own, else
     * {@link TrafficClass#AMPLIFICATION}, or {@link TrafficClass#UDP} when it is no port of a reflector.
     */
    public static TrafficClass of(int port) {
        return switch (port) {
            case 53 -> TrafficClass.DNS;
            case 123 -> TrafficClass.NTP;
            case 161 -> TrafficClass.SNMP;
            case 1900 -> TrafficClass.SSDP;
            case 389 -> TrafficClass.CLDAP;
            case 11211 -> TrafficClass.MEMCACHED;
            case 19 -> TrafficClass.CHARGEN;
            default -> has(port) ? TrafficClass.AMPLIFICATION : TrafficClass.UDP;
        };
    }
}
