// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.IOException;
import java.util.List;
import org.pcap4j.core.PacketDevice;
import org.pcap4j.core.PcapNativeException;

/** Opens devices, and says in an operator's words why one cannot be opened. */
final class Devices {
    private Devices() {}

    /**
     * Opens a device.
     *
     * @param filter as tcpdump takes it, or empty
     * @param library the libpcap to use, or empty
     * @throws IOException with a message for the operator
     */
    static PacketDevice open(Origin.Live origin, String filter, String library) throws IOException {
        CaptureFiles.load(library);
        PacketDevice device;
        try {
            device = PacketDevice.open(
                    new PacketDevice.Options(origin.device(), origin.snaplen(), origin.buffer(), origin.promiscuous()));
        } catch (PacketDevice.Refused e) {
            throw new IOException("interface %s: %s".formatted(origin.device(), words(origin.device(), e)), e);
        }
        try {
            if (!filter.isEmpty()) {
                device.packets().filter(filter);
            }
            CaptureFiles.refuseUnknownLinkType("interface " + origin.device(), device.packets());
            return device;
        } catch (PcapNativeException e) {
            device.close();
            throw new IOException("filter '" + filter + "' is not accepted: " + e.getMessage(), e);
        } catch (IOException e) {
            device.close();
            throw e;
        }
    }

    private static String words(String name, PacketDevice.Refused refused) {
        return switch (refused.problem()) {
            case NO_DEVICE -> "there is none; there are " + String.join(", ", named(PacketDevice.names())) + hint(name);
            case NO_PERMISSION -> "may not be captured from by this user; run as root or grant " + right(name)
                    + ": AmbientCapabilities=" + right(name) + " in the systemd unit; libpcap says: "
                    + refused.getMessage();
            case DOWN -> "is down; raise it with: ip link set " + name + " up";
            case OTHER -> refused.getMessage() + hint(name);
        };
    }

    private static String right(String name) {
        return name.startsWith("nflog") ? "CAP_NET_ADMIN" : "CAP_NET_RAW";
    }

    private static List<String> named(List<String> names) {
        return names.isEmpty() ? List.of("none") : names;
    }

    /** What only another build of libpcap knows. */
    private static String hint(String name) {
        if (name.startsWith("zc:")) {
            return "; zc: needs the libpcap of PF_RING, such as library = /opt/pfring/lib/libpcap.so";
        }
        if (name.startsWith("netmap:") || name.startsWith("vale")) {
            return "; netmap: needs a libpcap built with netmap, such as library = /opt/netmap/lib/libpcap.so";
        }
        return "";
    }
}
