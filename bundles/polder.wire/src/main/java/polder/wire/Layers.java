// SPDX-License-Identifier: Apache-2.0
package polder.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers of a frame in words, from the outside in: for people. They are found by the code that {@link Frame} uses. */
public final class Layers {
    /**
     * A header.
     *
     * @param text such as {@code VLAN 10} or {@code IPv4 192.0.2.1 > 192.0.2.2}
     * @param source of an IP header, else null
     * @param target of an IP header, else null
     * @param length of an IP packet, else zero
     */
    public record Header(String text, @Nullable Address source, @Nullable Address target, long length) {}

    /** More than {@link Frame} follows. */
    private static final int MOST = 64;

    private final List<Header> headers = new ArrayList<>();
    private final LinkHeaders link = new LinkHeaders();
    private final Frame frame = new Frame();
    private final ByteBuffer in;
    private int end;
    private long wireEnd;

    private Layers(ByteBuffer in, int end, long wireEnd) {
        this.in = in;
        this.end = end;
        this.wireEnd = wireEnd;
    }

    /**
     * Reads a frame as far as it can be read.
     *
     * @param in a big-endian buffer
     * @param linkType as pcap files number them (LINKTYPE_*)
     * @param captured how many bytes of it are there, from the start of the buffer
     * @param wireLength how long it was on the wire
     */
    public static List<Header> of(ByteBuffer in, int linkType, int captured, int wireLength) {
        Layers layers = new Layers(in, captured, Math.max(captured, wireLength));
        long next = layers.start(linkType);
        while (next >= 0 && layers.headers.size() < MOST) {
            next = layers.step(Next.type(next), Next.at(next));
        }
        if (next == Next.TRUNCATED) {
            layers.add("cut off");
        } else if (next == Next.UNSUPPORTED) {
            layers.add("not read");
        }
        return List.copyOf(layers.headers);
    }

    /** The name of an IP protocol, or its number. */
    public static String protocol(int number) {
        return switch (number) {
            case 1 -> "ICMP";
            case 2 -> "IGMP";
            case 4, 94 -> "IP in IP";
            case Transport.TCP -> "TCP";
            case Transport.UDP -> "UDP";
            case 41 -> "IPv6 in IP";
            case 47 -> "GRE";
            case 50 -> "ESP";
            case 51 -> "AH";
            case 58 -> "ICMPv6";
            case 89 -> "OSPF";
            case 97 -> "EtherIP";
            case 115 -> "L2TPv3";
            case 132 -> "SCTP";
            case 137 -> "MPLS in IP";
            case 143 -> "Ethernet in IP";
            default -> "protocol " + number;
        };
    }

    /** CWR, ECE, URG, ACK, PSH, RST, SYN, FIN as {@code A.S.}: a letter for each that is set. */
    public static String tcpFlags(int flags) {
        StringBuilder letters = new StringBuilder();
        for (int bit = 7; bit >= 0; bit--) {
            if ((flags >>> bit & 1) != 0) {
                letters.append("FSRPAUEC".charAt(bit));
            }
        }
        return letters.toString();
    }

    private void add(String text) {
        headers.add(new Header(text, null, null, 0));
    }

    private long start(int linkType) {
        if (linkType == LinkType.ETHERNET) {
            return Next.of(EtherType.BRIDGED, 0);
        }
        int size = LinkType.header(linkType);
        if (size != 0) {
            add("link type " + linkType);
        }
        if (size < 0) {
            return Next.UNSUPPORTED;
        }
        return end <= size ? Next.TRUNCATED : Next.of(LinkType.etherType(linkType, in, 0), size);
    }

    private long step(int type, int at) {
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            return packet(type, at);
        }
        add(text(type, at));
        link.type = type;
        link.at = at;
        return link.step(in, end, wireEnd);
    }

    private String text(int type, int at) {
        return switch (type) {
            case EtherType.BRIDGED -> end - at < 14 ? "Ethernet" : "Ethernet " + mac(at + 6) + " > " + mac(at);
            case EtherType.VLAN -> "VLAN" + vlan(at);
            case EtherType.PROVIDER_VLAN -> "provider VLAN" + vlan(at);
            case EtherType.OLD_VLAN -> "0x9100 VLAN" + vlan(at);
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> end - at < 4 ? "MPLS" : "MPLS " + (in.getInt(at) >>> 12);
            case EtherType.PPPOE -> "PPPoE";
            case EtherType.PPP -> "PPP";
            case EtherType.BACKBONE_INSTANCE -> "802.1ah";
            case EtherType.VN_TAG -> "VN-Tag";
            case EtherType.E_TAG -> "E-Tag";
            case EtherType.CISCO_METADATA -> "Cisco metadata";
            case EtherType.NSH -> "NSH";
            case EtherType.ARP -> "ARP";
            case EtherType.LLDP -> "LLDP";
            default -> type < EtherType.LOWEST ? "LLC" : String.format("type 0x%04x", type);
        };
    }

    private String mac(int at) {
        return String.format(
                "%02x:%02x:%02x:%02x:%02x:%02x",
                in.get(at), in.get(at + 1), in.get(at + 2), in.get(at + 3), in.get(at + 4), in.get(at + 5));
    }

    private String vlan(int at) {
        return end - at < 2 ? "" : " " + (in.getShort(at) & 0xfff);
    }

    private long packet(int type, int at) {
        String name = type == EtherType.IPV4 ? "IPv4" : "IPv6";
        Frame.Result result = frame.ip(in, type, at, end, wireEnd);
        if (result != Frame.Result.OK) {
            add(name);
            return result == Frame.Result.TRUNCATED ? Next.TRUNCATED : Next.UNSUPPORTED;
        }
        Address source = new Address(frame.sourceHigh(), frame.sourceLow());
        Address target = new Address(frame.targetHigh(), frame.targetLow());
        String part = frame.isFragment() ? ", fragment" : "";
        headers.add(new Header(name + " " + source + " > " + target + part, source, target, frame.ipLength()));
        addTransport();
        long next = frame.tunnel(in);
        if (next < 0) {
            // a tunnel that cannot be read is a packet like any other
            return Next.NOT_IP;
        }
        String tunnel = frame.protocol() == Transport.UDP ? tunnel(frame.sourcePort(), frame.targetPort()) : "";
        if (!tunnel.isEmpty()) {
            add(tunnel);
        }
        end = Math.min(end, frame.transport.end);
        wireEnd = Math.min(wireEnd, at + frame.ipLength());
        return next;
    }

    private void addTransport() {
        String name = protocol(frame.protocol());
        switch (frame.protocol()) {
            case Transport.TCP -> add((name + ports() + " " + tcpFlags(frame.tcpFlags())).trim());
            case Transport.UDP -> add(name + ports());
            case 1, 58 -> add(name + " " + frame.icmpType(in) + "/" + frame.icmpCode(in));
            case 4, 41, 94, 137, 143, Transport.NOTHING -> {}
            default -> add(name);
        }
    }

    private String ports() {
        return frame.sourcePort() + frame.targetPort() == 0
                ? ""
                : " " + frame.sourcePort() + " > " + frame.targetPort();
    }

    private static String tunnel(int sourcePort, int targetPort) {
        String name = tunnel(targetPort);
        return name.isEmpty() ? tunnel(sourcePort) : name;
    }

    private static String tunnel(int port) {
        return switch (port) {
            case L2tp.PORT -> "L2TP";
            case 2152 -> "GTP-U";
            case 3544 -> "Teredo";
            case 4789, 8472 -> "VXLAN";
            case 4790 -> "VXLAN-GPE";
            case 6080 -> "GUE";
            case 6081 -> "Geneve";
            default -> "";
        };
    }
}
