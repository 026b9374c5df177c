// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import com.sun.jna.Native;

/** The C library, mapped directly. Pointers and sizes are longs: with primitives alone a call allocates nothing. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(String path, int flags);

    static native int pipe2(long descriptors, int flags);

    static native long read(int fd, long address, long length);

    static native int poll(long descriptors, long count, int millis);

    static native int close(int fd);

    static native String strerror(int errno);
}
