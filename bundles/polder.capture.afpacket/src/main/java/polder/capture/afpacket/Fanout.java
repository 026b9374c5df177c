// SPDX-License-Identifier: Apache-2.0
package polder.capture.afpacket;

/** How the kernel chooses the lane of a frame (packet(7), PACKET_FANOUT). */
enum Fanout {
    /** By addresses and ports: a flow, in both directions, stays on one lane. */
    HASH(0),
    /** One after another. */
    LB(1),
    /** The lane of the processor that received it. */
    CPU(2),
    /** The first lane until its ring is full, then the next. */
    ROLLOVER(3),
    /** By the card's receive queue. */
    QM(5);

    /** What the kernel calls it: PACKET_FANOUT_HASH and so on. */
    final int number;

    Fanout(int number) {
        this.number = number;
    }
}
