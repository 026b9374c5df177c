// SPDX-License-Identifier: Apache-2.0
package polder.api.evidence;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.annotation.versioning.ProviderType;
import polder.wire.Address;

/**
 * A packet or flow of an attack, as it came.
 *
 * @param at when it arrived
 * @param protocol the IP protocol number
 * @param tcpFlags the low eight bits
 * @param packets unscaled; 1 for a packet
 * @param bytes unscaled; of a packet its length on the wire, of a flow those of its IP packets
 * @param ttl zero when not known
 * @param samplingRate one packet of so many was looked at
 */
@ProviderType
public record Sample(
        Instant at,
        Address source,
        int sourcePort,
        Address target,
        int targetPort,
        int protocol,
        int tcpFlags,
        boolean fragment,
        long packets,
        long bytes,
        int ttl,
        int samplingRate) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());
    private static final String[] FLAGS = {"fin", "syn", "rst", "psh", "ack", "urg"};
    private static final int TCP = 6;

    /** As FastNetMon writes it, without the blanks and the line end it adds; times are local. */
    public String line() {
        return TIME.format(at) + ' ' + source + ':' + sourcePort + " > " + target + ':' + targetPort + " protocol: "
                + protocolName() + (protocol == TCP ? " flags: " + flags(tcpFlags) : "") + " frag: "
                + (fragment ? 1 : 0) + "  packets: " + packets + " size: " + bytes + " bytes ttl: " + ttl
                + " sample ratio: " + samplingRate;
    }

    /** FastNetMon's word for the protocol. */
    public String protocolName() {
        return switch (protocol) {
            case 1 -> "icmp";
            case TCP -> "tcp";
            case 17 -> "udp";
            default -> "unknown";
        };
    }

    /** TCP flags as {@code syn,ack}; {@code -} when there is none. */
    public static String flags(int tcpFlags) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < FLAGS.length; i++) {
            if ((tcpFlags & 1 << i) != 0) {
                names.add(FLAGS[i]);
            }
        }
        return names.isEmpty() ? "-" : String.join(",", names);
    }
}
