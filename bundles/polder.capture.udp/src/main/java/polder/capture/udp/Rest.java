// SPDX-License-Identifier: Apache-2.0
package polder.capture.udp;

import java.util.concurrent.locks.LockSupport;

/**
 * At a moderate rate the kernel would wake the lane for every single datagram, which costs several times the datagram itself.
 * After a small batch a lane therefore rests for a moment; what comes meanwhile lies in the socket's buffer and is taken at
 * once. docs/adr/0006 has the figures.
 */
final class Rest {
    /** Smaller buffers could overflow meanwhile: a million datagrams a second need 2.5 MB for a millisecond. */
    private static final int NEEDS_BUFFER = 4 << 20;

    private static final long NANOS = 1_000_000;

    private Rest() {}

    /** Whether a socket's buffer is large enough to rest. */
    static boolean fits(int receiveBuffer) {
        return receiveBuffer >= NEEDS_BUFFER;
    }

    static void take() {
        LockSupport.parkNanos(NANOS);
    }
}
