// SPDX-License-Identifier: Apache-2.0
package polder.capture.afxdp;

import com.sun.jna.Native;
import java.io.IOException;

/** Says to an operator what the kernel refused, and what to do. */
final class Fault extends IOException {
    static final int EINVAL = 22;
    static final int EOPNOTSUPP = 95;

    private static final long serialVersionUID = 1;
    private static final int EPERM = 1;
    private static final int ENXIO = 6;
    private static final int ENOMEM = 12;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;
    private static final int EEXIST = 17;
    private static final int ENODEV = 19;
    private static final int ENOSYS = 38;
    private static final int EPROTONOSUPPORT = 93;
    private static final int ESOCKTNOSUPPORT = 94;
    private static final int EAFNOSUPPORT = 97;
    private static final int ENETDOWN = 100;
    private static final int ENOBUFS = 105;

    private final int errno;

    private Fault(int errno, String message) {
        super(message);
        this.errno = errno;
    }

    /** What the last system call of this thread failed with. */
    static Fault of(String what) {
        return of(what, Native.getLastError());
    }

    /** @param what such as {@code eth0: queue 3 cannot be opened} */
    static Fault of(String what, int errno) {
        return new Fault(errno, what + ": " + advice(errno));
    }

    private static String advice(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> Libc.strerror(errno)
                    + "; run as root, or grant CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF (CAP_SYS_ADMIN before Linux 5.8)";
            case ENOSYS, EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT -> "this kernel has no AF_XDP or no eBPF"
                    + " (CONFIG_XDP_SOCKETS, CONFIG_BPF_SYSCALL; Linux 5.9 or later); use polder.capture.afpacket";
            case EINVAL, EOPNOTSUPP -> Libc.strerror(errno)
                    + "; the kernel (Linux 5.9 or later is needed) or the driver cannot do it; use polder.capture.afpacket";
            case EBUSY, EEXIST -> "another program has it (see: ip link show)";
            case ENETDOWN -> "the interface is down; ip link set it up";
            case ENODEV, ENXIO -> "the interface has gone";
            case ENOBUFS,
                    ENOMEM -> "there is not enough memory that may be locked; give a smaller memory, raise the limit"
                    + " (LimitMEMLOCK= of systemd, ulimit -l) or grant CAP_IPC_LOCK";
            default -> Libc.strerror(errno);
        };
    }

    /** Whether somebody else has what was asked for: a moment later it may be free. */
    boolean isBusy() {
        return isBusy(errno);
    }

    /** The kernel says one of them when an interface has a program of the same mode, the other when it is of another mode. */
    static boolean isBusy(int errno) {
        return errno == EBUSY || errno == EEXIST;
    }
}
