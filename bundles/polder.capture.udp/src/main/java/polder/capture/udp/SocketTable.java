// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What Linux says of the UDP sockets of this machine in /proc/net; empty elsewhere. */
final class SocketTable {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final Path OWN = Path.of("/proc/self/fd");

    private SocketTable() {}

    /** A socket: its local address and peer in hexadecimal as the kernel writes them, and how many datagrams it dropped. */
    private record Row(String local, String peer, int port, long inode, long drops) {
        /** {@code 9: 00000000:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 12345 2 ffff8880 0}. */
        static Row of(String line) {
            String[] words = line.trim().split("\\s+", -1);
            int colon = words[1].indexOf(':');
            return new Row(
                    words[1].substring(0, colon),
                    words[2],
                    Integer.parseInt(words[1].substring(colon + 1), 16),
                    Long.parseLong(words[9]),
                    Long.parseLong(words[12]));
        }

        boolean isOfAll() {
            return local.matches("0+") && peer.matches("[0:]+");
        }
    }

    private static List<Row> rows(int port) {
        String mark = String.format(Locale.ROOT, ":%04X ", port);
        List<Row> rows = new ArrayList<>();
        for (Path table : TABLES) {
            try {
                if (Files.isReadable(table)) {
                    Files.readAllLines(table).stream()
                            .filter(line -> line.contains(mark))
                            .map(Row::of)
                            .filter(row -> row.port() == port)
                            .forEach(rows::add);
                }
            } catch (IOException | RuntimeException e) {
                // a table of another shape says nothing
                return List.of();
            }
        }
        return rows;
    }

    /** The sockets of a port. */
    static Set<Long> inodes(int port) {
        return rows(port).stream().map(Row::inode).collect(Collectors.toSet());
    }

    /** What the sockets of a port with these inodes have dropped. */
    static long drops(int port, Set<Long> inodes) {
        return rows(port).stream()
                .filter(row -> inodes.contains(row.inode()))
                .mapToLong(Row::drops)
                .sum();
    }

    /**
     * Refuses a port another program receives on. With SO_REUSEPORT the kernel would let both have it and give each a part of the
     * datagrams: two appliances started by mistake would each see half of the traffic.
     */
    static void refuseOthers(UdpSettings settings) throws IOException {
        Set<Long> taken = settings.wildcard() ? ofAllAddresses(settings.port()) : Set.of();
        if (!taken.isEmpty() && !own().containsAll(taken)) {
            throw new IOException(BindFault.inUse(settings.port()));
        }
    }

    private static Set<Long> ofAllAddresses(int port) {
        return rows(port).stream().filter(Row::isOfAll).map(Row::inode).collect(Collectors.toSet());
    }

    private static Set<Long> own() throws IOException {
        Set<Long> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN)) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(Long.parseLong(target.substring(8, target.length() - 1)));
                }
            }
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // closed meanwhile
            return "";
        }
    }
}
