// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import com.sun.jna.Native;

/** The C library's socket calls, mapped directly. Pointers are longs: with primitives alone a call allocates nothing. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int connect(int fd, long address, int length);

    static native int setsockopt(int fd, int level, int option, long value, int length);

    static native int getsockopt(int fd, int level, int option, long value, long length);

    static native int recvmmsg(int fd, long headers, int count, int flags, long timeout);

    static native int close(int fd);

    static native String strerror(int errno);
}
