// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

import com.sun.jna.Native;

/** The C library's calls, mapped directly. Pointers are longs: with primitives alone a call allocates nothing. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int length);

    static native int getsockname(int fd, long address, long length);

    static native int setsockopt(int fd, int level, int option, long value, int length);

    static native int getsockopt(int fd, int level, int option, long value, long length);

    static native int ioctl(int fd, long request, long argument);

    static native int poll(long descriptors, long count, int millis);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int close(int fd);

    static native int if_nametoindex(long name);

    static native String strerror(int errno);
}
