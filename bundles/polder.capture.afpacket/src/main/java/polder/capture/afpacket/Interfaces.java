// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One interface of this machine by its name, looked at through a socket of its own. Used by one thread. */
final class Interfaces implements AutoCloseable {
    /** What an interface is doing. */
    enum State {
        ABSENT,
        DOWN,
        UP
    }

    private static final Path TABLE = Path.of("/proc/thread-self/net/dev");
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    /** struct ifreq: name 16, then what is asked for. */
    private static final int NAME = 16;

    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCETHTOOL = 0x8946;
    private static final int IFF_UP = 1;
    private static final int ETHTOOL_GFLAGS = 0x25;
    private static final int ETHTOOL_GGRO = 0x2b;
    private static final int LRO = 1 << 15;
    private static final int COMMAND = 48;

    private final Scratch scratch = new Scratch(64);
    private final String name;
    private final int fd;

    Interfaces(String name) {
        this.name = name;
        fd = Libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }

    /** The number of the interface, zero when there is none of that name. */
    int index() {
        scratch.text(name, NAME);
        return Libc.if_nametoindex(scratch.at);
    }

    State state() {
        if (index() == 0) {
            return State.ABSENT;
        }
        return Libc.ioctl(fd, SIOCGIFFLAGS, scratch.at) == 0 && (scratch.bytes.getShort(NAME) & IFF_UP) != 0
                ? State.UP
                : State.DOWN;
    }

    /** Whether the kernel or the card joins packets of a connection before a capture sees them. */
    boolean joinsPackets() {
        return ethtool(ETHTOOL_GGRO) != 0 || (ethtool(ETHTOOL_GFLAGS) & LRO) != 0;
    }

    /** struct ethtool_value: command 4, answer 4. */
    private int ethtool(int command) {
        scratch.text(name, NAME);
        scratch.bytes.putLong(NAME, scratch.at + COMMAND);
        scratch.bytes.putInt(COMMAND, command).putInt(COMMAND + 4, 0);
        return Libc.ioctl(fd, SIOCETHTOOL, scratch.at) == 0 ? scratch.bytes.getInt(COMMAND + 4) : 0;
    }

    /** What an operator is told of a state; empty when all is well. */
    static String problem(String name, State state) {
        return switch (state) {
            case UP -> "";
            case DOWN -> "interface " + name + " is down; bring it up: ip link set " + name + " up";
            case ABSENT -> "there is no interface " + name + "; this machine has " + String.join(", ", names());
        };
    }

    /** {@code eth0: 1234 10 0 …}, below two lines of headings. */
    private static List<String> names() {
        try {
            return Files.readAllLines(TABLE).stream()
                    .filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).trim())
                    .toList();
        } catch (IOException e) {
            return List.of("none that could be listed");
        }
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
