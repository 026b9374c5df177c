// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Native;
import java.io.Closeable;
import polder.capture.afxdp.AfXdpSettings.Mode;

/**
 * The XDP program of an interface: it gives each frame to the socket of the queue it came in by. It has five instructions, which are
 * written here, so that nothing has to be compiled or installed. It is attached by a link that belongs to this process: the kernel
 * detaches it when the process ends, however it ends.
 */
final class Redirect implements Closeable {
    private static final int XDP_PASS = 2;
    private static final int XDP_REDIRECT_MAP = 51;
    /** The program reads no frame, so it does not mind one in pieces. (Linux 5.18.) */
    private static final int HAS_FRAGS = 1 << 5;

    private static final int GENERIC_MODE = 1 << 1;
    private static final int NATIVE_MODE = 1 << 2;

    private final Bpf bpf = new Bpf();
    private final String port;
    private final int queues;
    private int map = -1;
    private int program = -1;
    private int link = -1;
    private Mode mode = Mode.NATIVE;
    private String whyGeneric = "";

    private Redirect(String port, int queues) {
        this.port = port;
        this.queues = queues;
    }

    /** @param queues 0 to queues - 1 can have sockets */
    static Redirect attach(Nic nic, int queues, Mode wanted) throws Fault {
        Redirect redirect = new Redirect(nic.name(), queues);
        try {
            redirect.load();
            redirect.attach(nic.index(), wanted);
        } catch (Fault e) {
            redirect.close();
            throw e;
        }
        return redirect;
    }

    private void load() throws Fault {
        map = bpf.createSocketMap(queues);
        if (map < 0) {
            throw Fault.of(port + ": no map of sockets can be made");
        }
        program = bpf.loadProgram(program(map), HAS_FRAGS);
        if (program < 0 && Native.getLastError() == Fault.EINVAL) {
            program = bpf.loadProgram(program(map), 0);
        }
        if (program < 0) {
            throw Fault.of(port + ": the redirect program cannot be loaded");
        }
    }

    /**
     * RFC 9669, section 4: opcode 8 bits, destination and source register 4 each, offset 16, immediate 32.
     *
     * <pre>
     * r2 = *(u32 *) (r1 + 16)                 the receive queue (struct xdp_md)
     * r1 = map                                two instructions long
     * r3 = XDP_PASS                           for a queue without a socket
     * call bpf_redirect_map
     * exit
     * </pre>
     */
    static long[] program(int map) {
        return new long[] {
            instruction(0x61, 2, 1, 16, 0),
            instruction(0x18, 1, 1, 0, map),
            instruction(0, 0, 0, 0, 0),
            instruction(0xb7, 3, 0, 0, XDP_PASS),
            instruction(0x85, 0, 0, 0, XDP_REDIRECT_MAP),
            instruction(0x95, 0, 0, 0, 0),
        };
    }

    private static long instruction(int code, int target, int source, int offset, int immediate) {
        return code | (long) target << 8 | (long) source << 12 | (long) offset << 16 | (long) immediate << 32;
    }

    private void attach(int index, Mode wanted) throws Fault {
        if (wanted != Mode.GENERIC) {
            link = bpf.attach(program, index, NATIVE_MODE);
        }
        if (link < 0 && wanted == Mode.AUTO && !Fault.isBusy(Native.getLastError())) {
            whyGeneric =
                    "the driver has no native mode for it as it is set up: " + Libc.strerror(Native.getLastError());
        }
        if (wanted == Mode.GENERIC || !whyGeneric.isEmpty()) {
            mode = Mode.GENERIC;
            link = bpf.attach(program, index, GENERIC_MODE);
        }
        if (link < 0) {
            throw Fault.of(port + ": the redirect program cannot be attached (mode = " + mode.word() + ")");
        }
    }

    /** Gives a queue's frames to a socket from now on, until it is closed. */
    void to(int queue, int socket) throws Fault {
        if (bpf.update(map, queue, socket) < 0) {
            throw Fault.of(port + ": queue " + queue + " cannot be redirected");
        }
    }

    /** Generic or native. */
    Mode mode() {
        return mode;
    }

    /** Why it is generic where native would do, or empty. */
    String whyGeneric() {
        return whyGeneric;
    }

    int queues() {
        return queues;
    }

    @Override
    public void close() {
        for (int descriptor : new int[] {link, program, map}) {
            if (descriptor >= 0) {
                Libc.close(descriptor);
            }
        }
        link = -1;
        program = -1;
        map = -1;
    }
}
