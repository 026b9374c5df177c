// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

/** The bpf(2) system call, as far as it is needed here (union bpf_attr of linux/bpf.h). */
final class Bpf {
    private static final int MAP_CREATE = 0;
    private static final int MAP_UPDATE_ELEM = 2;
    private static final int PROG_LOAD = 5;
    private static final int LINK_CREATE = 28;

    private static final int MAP_TYPE_XSKMAP = 17;
    private static final int PROG_TYPE_XDP = 6;
    private static final int ATTACH_XDP = 37;
    private static final String NAME = "polder_afxdp";

    private static final int ATTRIBUTES = 128;

    private final Scratch attributes = new Scratch(ATTRIBUTES);
    private final Scratch data = new Scratch(256);

    private static long number() {
        return "amd64".equals(System.getProperty("os.arch")) ? 321 : 280;
    }

    private int call(int command) {
        return (int) Libc.syscall(number(), command, attributes.at, ATTRIBUTES);
    }

    /** A map from queue to AF_XDP socket; gives its descriptor, or less than zero. */
    int createSocketMap(int queues) {
        attributes
                .zero()
                .bytes
                .putInt(0, MAP_TYPE_XSKMAP)
                .putInt(4, 4)
                .putInt(8, 4)
                .putInt(12, queues);
        attributes.text(28, NAME);
        return call(MAP_CREATE);
    }

    /** Puts a socket into such a map. */
    int update(int map, int queue, int socket) {
        data.bytes.putInt(0, queue).putInt(8, socket);
        attributes.zero().bytes.putInt(0, map).putLong(8, data.at).putLong(16, data.at + 8);
        return call(MAP_UPDATE_ELEM);
    }

    /** Loads an XDP program; gives its descriptor, or less than zero. */
    int loadProgram(long[] instructions, int flags) {
        String licence = "Apache-2.0";
        data.text(0, licence);
        for (int i = 0; i < instructions.length; i++) {
            data.bytes.putLong(16 + 8 * i, instructions[i]);
        }
        attributes.zero().bytes.putInt(0, PROG_TYPE_XDP).putInt(4, instructions.length);
        attributes.bytes.putLong(8, data.at + 16).putLong(16, data.at).putInt(44, flags);
        attributes.text(48, NAME);
        return call(PROG_LOAD);
    }

    /** Attaches it to an interface for as long as the descriptor given is open. */
    int attach(int program, int port, int flags) {
        attributes
                .zero()
                .bytes
                .putInt(0, program)
                .putInt(4, port)
                .putInt(8, ATTACH_XDP)
                .putInt(12, flags);
        return call(LINK_CREATE);
    }
}
