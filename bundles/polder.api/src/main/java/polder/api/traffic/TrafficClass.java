// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/** What part of a host's traffic is counted. Classes overlap: a SYN is TCP, and everything is in the total. */
public enum TrafficClass {
    TOTAL(""),
    TCP("tcp."),
    /** TCP with SYN and without ACK: the opening of connections, not the answers to it. */
    SYN("syn."),
    UDP("udp."),
    /** ICMP and ICMPv6. */
    ICMP("icmp."),
    /** IP fragments, the first one too. */
    FRAGMENT("fragment.");

    final String key;

    TrafficClass(String key) {
        this.key = key;
    }
}
