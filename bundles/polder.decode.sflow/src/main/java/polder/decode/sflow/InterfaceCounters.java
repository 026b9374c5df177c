// SPDX-License-Identifier: Apache-2.0
package polder.decode.sflow;

import java.nio.ByteBuffer;

/** Reads generic interface counters. */
final class InterfaceCounters {
    static final int LENGTH = 88;

    private InterfaceCounters() {}

    /**
     * sFlow 5, struct if_counters; RFC 3176, struct if_counters.
     *
     * <pre>
     * +---------------------------------------------------------------+
     * |                            ifIndex                            |  0
     * |                            ifType                             |  4
     * |                          ifSpeed (8)                          |  8
     * |                    ifDirection, ifStatus                      | 16
     * |                        ifInOctets (8)                         | 24
     * |   packets in: unicast, multicast, broadcast, discarded,       | 32
     * |               in error, of unknown protocol                   |
     * |                        ifOutOctets (8)                        | 56
     * |   packets out: unicast, multicast, broadcast, discarded,      | 64
     * |               in error; promiscuous mode                      |
     * +---------------------------------------------------------------+
     * </pre>
     *
     * A counter the agent does not have is all ones.
     *
     * @return the index
     */
    static int read(ByteBuffer in, int at, Counters.Said said) {
        said.speed = Math.max(0, in.getLong(at + 8));
        said.in = in.getLong(at + 24);
        said.out = in.getLong(at + 56);
        return in.getInt(at);
    }
}
