// SPDX-License-Identifier: Apache-2.0
package org.pcap4j.core;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C library's calls for the socket a device is read from, mapped directly. */
final class SocketCalls {
    static {
        Native.register(SocketCalls.class, "c");
    }

    private SocketCalls() {}

    static native int poll(Pointer descriptors, long count, int millis);

    static native long send(int fd, Pointer bytes, long length, int flags);

    static native int setsockopt(int fd, int level, int option, Pointer value, int length);
}
