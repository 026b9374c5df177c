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
    FRAGMENT("fragment."),
    /** What the router says it dropped. It did arrive at the edge, so it is in the total and its other classes too. */
    DROPPED("dropped.");

    final String key;

    TrafficClass(String key) {
        this.key = key;
    }
}
