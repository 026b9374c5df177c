// SPDX-License-Identifier: Apache-2.0
package polder.api.capture;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import polder.api.flow.Reject;

/** One stream of packets, opened, polled and closed by one thread. */
@ConsumerType
public interface CaptureLane extends Closeable {
    /**
     * Answer of {@link #poll} when no packet will follow: a file has been read. The lane stays open and is asked again now and
     * then, in case it wants to be opened anew.
     */
    int END = -1;

    /** Answer of {@link #poll} when the capture has new settings and wants to be opened anew. */
    int REOPEN = -2;

    /**
     * Adds the packets that are ready, waiting at most 100 ms when there are none. The batch arrives empty. Allocates nothing.
     *
     * @return how many were added, zero when idle, {@link #END} or {@link #REOPEN}
     * @throws IOException when the source failed; the lane is closed and opened again after a pause
     */
    int poll(PacketBatch batch) throws IOException;

    /** Packets the kernel or the card has dropped since the lane was opened. Called on the lane's thread, about once a second. */
    default long dropped() {
        return 0;
    }

    /**
     * What was refused before it became a packet, by reason, since the lane was opened: a connection that is not allowed or does
     * not speak the protocol. Called on the lane's thread, about once a second.
     */
    default long rejects(Reject reason) {
        return 0;
    }

    /**
     * Why nothing comes at the moment although the lane is open, in an operator's words, such as an interface that is down; or empty.
     * Called on the lane's thread, about once a second.
     */
    default String problem() {
        return "";
    }

    /**
     * Whether a successor may be open on the same source while this lane is (SO_REUSEPORT). Then the successor is opened first,
     * {@link #retire} is called, and what has already arrived is still polled: nothing is lost. Otherwise this lane is closed
     * before its successor is opened.
     */
    default boolean overlaps() {
        return false;
    }

    /** Takes no new packets from now on; what has arrived is still polled until a poll finds nothing. */
    default void retire() {}
}
