// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

import polder.api.capture.PacketBatch;

/** Where what a source sends arrives. */
interface Sink {
    /** Packets, good during the call only. */
    void feed(PacketBatch packets);

    /** A beat is over; nanoseconds since 1970. */
    void beat(long nanos);
}
