// SPDX-License-Identifier: Apache-2.0
package polder.benchmarks.detection;

/** Stands at the edge of the network and sees every packet. */
interface Observer {
    /** Some packets; the parcel is good during the call only. */
    void packets(Parcel parcel);

    /** Everything up to this moment has been seen; nanoseconds since 1970. */
    void until(long nanos);
}
