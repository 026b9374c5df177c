// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.time.Duration;

/** Where packets come from: a configuration names exactly one. */
sealed interface Origin {
    /**
     * Capture files.
     *
     * @param file a path; its last part may be a glob
     * @param speed 1 as recorded, infinite as fast as possible
     * @param repeat how often everything is replayed
     */
    record Replay(String file, double speed, long repeat) implements Origin {}

    /**
     * A device of libpcap.
     *
     * @param device its name
     * @param snaplen most bytes taken of a frame
     * @param buffer bytes the kernel holds until they are polled
     * @param promiscuous whether frames for others are taken
     */
    record Live(String device, int snaplen, int buffer, boolean promiscuous) implements Origin {}

    /**
     * Frames as somebody else writes them.
     *
     * @param address as the configuration says it
     * @param kind its first word
     * @param target path, command or host
     * @param port of a host
     * @param reopen how long after its end the next one is waited for; zero for never
     */
    record Stream(String address, Kind kind, String target, int port, Duration reopen) implements Origin {
        /** How it arrives. */
        enum Kind {
            /** Through a pipe with a name. */
            FIFO,
            /** From a command's standard output. */
            EXEC,
            /** Over a connection this side makes. */
            TCP,
            /** Over a connection the other side makes. */
            LISTEN
        }

        /** @throws IllegalArgumentException when the address is none */
        static Stream of(String address, Duration reopen) {
            int colon = address.indexOf(':');
            String target = address.substring(colon + 1).trim();
            if (colon < 0 || target.isEmpty()) {
                throw new IllegalArgumentException("no address of a stream");
            }
            return switch (address.substring(0, colon)) {
                case "fifo" -> new Stream(address, Kind.FIFO, target, 0, reopen);
                case "exec" -> new Stream(address, Kind.EXEC, target, 0, reopen);
                case "tcp" -> network(address, Kind.TCP, target, reopen);
                case "listen" -> network(address, Kind.LISTEN, target, reopen);
                default -> throw new IllegalArgumentException("no address of a stream");
            };
        }

        private static Stream network(String address, Kind kind, String target, Duration reopen) {
            int colon = target.lastIndexOf(':');
            String host = colon < 2 || !target.startsWith("//") ? "" : target.substring(2, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            if (host.isEmpty() || (host.contains(":") && !bracketed)) {
                throw new IllegalArgumentException("no host");
            }
            int port = Integer.parseInt(target.substring(colon + 1));
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("out of bounds");
            }
            return new Stream(address, kind, bracketed ? host.substring(1, host.length() - 1) : host, port, reopen);
        }
    }
}
