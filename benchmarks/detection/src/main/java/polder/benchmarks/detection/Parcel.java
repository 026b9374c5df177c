// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import org.jspecify.annotations.Nullable;

/** Some packets of one flow, all alike, one soon after the other. Used again and again by who makes them. */
final class Parcel {
    long fromHigh;
    long fromLow;
    long toHigh;
    long toLow;
    int fromPort;
    int toPort;
    int protocol;
    int tcpFlags;
    boolean fragment;
    /** Bytes of each packet from its IP header on. */
    int length;

    int count;
    /** When the first is sent, nanoseconds since 1970, and how much later each of the others. */
    long nanos;

    long gap;
    /** The event it belongs to; null for what is always there. */
    @Nullable
    Event event;

    long last() {
        return nanos + (count - 1) * gap;
    }
}
