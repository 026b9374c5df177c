// SPDX-License-Identifier: Apache-2.0
package polder.api.traffic;

/**
 * What part of a host's traffic is counted. Classes overlap: a SYN is TCP, a DNS answer is UDP and part of what reflectors send, and
 * everything is in the total.
 *
 * <p>What reflectors send is told by its UDP source port, incoming and outgoing alike: what a host gets from a reflector, and what a
 * host that is abused as one sends. Later fragments have no ports, so of them only {@link #UDP} and {@link #FRAGMENT} know.
 */
public enum TrafficClass {
    TOTAL("", ""),
    TCP("tcp.", "tcp"),
    /** TCP with SYN and without ACK: the opening of connections, not the answers to it. */
    SYN("syn.", "tcp syn"),
    /**
     * TCP with SYN and ACK, and with none of FIN, RST, PSH and URG: the answers to a SYN. A flow record of a whole connection has more
     * flags and is none.
     */
    SYN_ACK("synack.", "tcp syn-ack"),
    UDP("udp.", "udp"),
    /** ICMP and ICMPv6. */
    ICMP("icmp.", "icmp"),
    /** IP protocols other than TCP, UDP and ICMP: GRE, ESP and so on. */
    OTHER("other.", "other protocols"),
    /** IP fragments, the first one too. */
    FRAGMENT("fragment.", "fragments"),
    /** What the router says it dropped. It did arrive at the edge, so it is in the total and its other classes too. */
    DROPPED("dropped.", "dropped"),
    /** Between two of our own hosts; nothing unless that is counted for them. */
    INTERNAL("internal.", "own networks"),
    /** From UDP port 53. */
    DNS("dns.", "dns amplification"),
    /** From UDP port 123. */
    NTP("ntp.", "ntp amplification"),
    /** From UDP port 161. */
    SNMP("snmp.", "snmp amplification"),
    /** From UDP port 1900. */
    SSDP("ssdp.", "ssdp amplification"),
    /** From UDP port 389. */
    CLDAP("cldap.", "cldap amplification"),
    /** From UDP port 11211. */
    MEMCACHED("memcached.", "memcached amplification"),
    /** From UDP port 19. */
    CHARGEN("chargen.", "chargen amplification"),
    /** From all ports of {@link Reflectors}, the classes above together with those that have no class of their own. */
    AMPLIFICATION("amplification.", "amplification");

    private static final int SYN_AND_ACK = 0x12;
    private static final int ONLY_SYN = 0x02;
    /** FIN, SYN, RST, PSH, ACK, URG. */
    private static final int FLAGS = 0x3f;

    final String key;
    private final String words;

    TrafficClass(String key, String words) {
        this.key = key;
        this.words = words;
    }

    /** As reasons say it, such as {@code tcp syn-ack}; nothing for the total. */
    public String words() {
        return words;
    }

    /** Whether TCP flags are those of {@link #SYN}. */
    public static boolean isSyn(int tcpFlags) {
        return (tcpFlags & SYN_AND_ACK) == ONLY_SYN;
    }

    /** Whether TCP flags are those of {@link #SYN_ACK}. */
    public static boolean isSynAck(int tcpFlags) {
        return (tcpFlags & FLAGS) == SYN_AND_ACK;
    }

    /**
     * Whether a flow is of this class, as far as its protocol, flags and port tell; {@link #FRAGMENT}, {@link #DROPPED} and
     * {@link #INTERNAL} are not told by them and have none.
     */
    public boolean holds(int protocol, int tcpFlags, int sourcePort) {
        return switch (this) {
            case TOTAL -> true;
            case TCP -> protocol == 6;
            case SYN -> protocol == 6 && isSyn(tcpFlags);
            case SYN_ACK -> protocol == 6 && isSynAck(tcpFlags);
            case UDP -> protocol == 17;
            case ICMP -> isIcmp(protocol);
            case OTHER -> protocol != 6 && protocol != 17 && !isIcmp(protocol);
            case FRAGMENT, DROPPED, INTERNAL -> false;
            case DNS, NTP, SNMP, SSDP, CLDAP, MEMCACHED, CHARGEN -> protocol == 17 && Reflectors.of(sourcePort) == this;
            case AMPLIFICATION -> protocol == 17 && Reflectors.has(sourcePort);
        };
    }

    private static boolean isIcmp(int protocol) {
        return protocol == 1 || protocol == 58;
    }
}
