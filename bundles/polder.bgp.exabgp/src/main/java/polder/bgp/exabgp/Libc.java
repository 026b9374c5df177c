// SPDX-License-Identifier: Apache-2.0
package polder.bgp.exabgp;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/** What Java cannot do with a named pipe: open it without waiting for a reader, and hear that the reader has gone. */
final class Libc {
    static final int WRITE_ONLY = 1;
    static final int NON_BLOCKING = 04000;
    static final int CLOSE_ON_EXEC = 02000000;
    static final int NO_READER = 6;
    static final int FULL = 11;
    static final int NOT_PERMITTED = 13;

    /** Bits of poll. */
    static final int POLLOUT = 4;

    static final int POLLERR = 8;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native long write(int fd, byte[] bytes, long count) throws LastErrorException;

    static native int poll(byte[] descriptors, long count, int millis) throws LastErrorException;

    static native int close(int fd);
}
