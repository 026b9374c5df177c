// SPDX-License-Identifier: Apache-2.0
package polder.capture.pcap;

import java.io.Closeable;
import java.io.IOException;

/** Where the bytes of a stream come from. Opened, read and closed by one thread. */
interface ByteSource extends Closeable {
    /** Answer of {@link #read}: the stream has ended. */
    int END = -1;

    /**
     * Puts the bytes that are there into the buffer the source was opened with, from its position to its limit, which are not the
     * same. Allocates nothing.
     *
     * @param millis how long to wait when there are none
     * @return how many, zero when none came, or {@link #END}
     * @throws IOException when the stream broke, with a message for the operator
     */
    int read(int millis) throws IOException;

    /**
     * Makes ready for another stream.
     *
     * @param broken whether the last one was given up, and its sender is to notice
     * @return false when the source has to be closed and opened anew for that
     */
    boolean next(boolean broken) throws IOException;

    /** Why a stream has ended, as far as that is known, or empty. */
    default String ending() {
        return "";
    }

    /** Senders sent away because there was one. */
    default long refused() {
        return 0;
    }
}
