// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import java.io.Closeable;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import polder.wire.Address;

/** A network interface: what it is, and its promiscuous mode for as long as this is open. Any thread. */
final class Nic implements Closeable {
    private static final Path ALL = Path.of("/sys/class/net");

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_PACKET = 263;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int PROMISCUOUS = 1;

    private static final int GET_INDEX = 0x8933;
    private static final int GET_FLAGS = 0x8913;
    private static final int GET_MTU = 0x8921;
    private static final int ETHTOOL = 0x8946;
    private static final int GET_CHANNELS = 0x3c;

    /** struct ifreq: name 16, then an int or a pointer; behind it struct ethtool_channels. */
    private static final int CHANNELS = 64;

    private final Scratch request = new Scratch(128);
    private final String name;
    private final int fd;
    private final int index;

    /** @throws IOException when there is no such interface, or no right to look */
    Nic(String name) throws IOException {
        this.name = name;
        // protocol 0: it receives nothing
        fd = Libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw Fault.of(name + ": cannot be opened");
        }
        request.text(0, name);
        index = currentIndex();
        if (index < 0) {
            close();
            throw new IOException("there is no interface " + name + "; there are " + others());
        }
    }

    private static String others() {
        try (Stream<Path> all = Files.list(ALL)) {
            return all.map(path -> path.getFileName().toString()).sorted().collect(Collectors.joining(", "));
        } catch (IOException e) {
            return "those ip link shows";
        }
    }

    private boolean ask(int what) {
        return Libc.ioctl(fd, what, request.at) == 0;
    }

    private synchronized int currentIndex() {
        return ask(GET_INDEX) ? request.bytes.getInt(16) : -1;
    }

    /** Whether the name still is that of the interface this was opened for. */
    boolean isCurrent() {
        return currentIndex() == index;
    }

    String name() {
        return name;
    }

    int index() {
        return index;
    }

    synchronized boolean isUp() {
        return ask(GET_FLAGS) && (request.bytes.getShort(16) & 1) != 0;
    }

    synchronized int mtu() {
        return ask(GET_MTU) ? request.bytes.getInt(16) : 1500;
    }

    /** How many receive queues are in use, as the driver says; zero when it does not. Allocates nothing. */
    synchronized int channels() {
        request.bytes.putInt(CHANNELS, GET_CHANNELS).putLong(16, request.at + CHANNELS);
        return ask(ETHTOOL) ? request.bytes.getInt(CHANNELS + 20) + request.bytes.getInt(CHANNELS + 32) : 0;
    }

    /** How many receive queues are in use: as the driver says, else as the kernel lists them. */
    int queues() {
        int channels = channels();
        if (channels > 0) {
            return channels;
        }
        try (Stream<Path> listed = Files.list(ALL.resolve(name).resolve("queues"))) {
            long receiving = listed.filter(path -> path.getFileName().toString().startsWith("rx-"))
                    .count();
            return (int) Math.max(1, receiving);
        } catch (IOException e) {
            return 1;
        }
    }

    void promiscuous() throws IOException {
        // struct packet_mreq: index 4, type 2, length 2, address 8
        Scratch membership = new Scratch(16).zero();
        membership.bytes.putInt(0, index).putShort(4, (short) PROMISCUOUS);
        if (Libc.setsockopt(fd, SOL_PACKET, ADD_MEMBERSHIP, membership.at, 16) != 0) {
            throw Fault.of(name + ": cannot be made promiscuous");
        }
    }

    /** Addresses of this machine on it, but for those every interface has. */
    List<String> addresses() throws SocketException {
        NetworkInterface found = NetworkInterface.getByName(name);
        return found == null
                ? List.of()
                : found.inetAddresses()
                        .filter(address -> !address.isLinkLocalAddress())
                        .map(address -> Address.of(address).toString())
                        .toList();
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
