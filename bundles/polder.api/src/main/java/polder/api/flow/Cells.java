// SPDX-License-Identifier: Apache-2.0
package polder.api.flow;

/** Where in the row of a {@link FlowBatch} its values lie. */
final class Cells {
    static final int SOURCE_HIGH = 0;
    static final int SOURCE_LOW = 1;
    static final int TARGET_HIGH = 2;
    static final int TARGET_LOW = 3;
    static final int PACKETS = 4;
    static final int BYTES = 5;
    static final int START = 6;
    static final int END = 7;
    static final int PORTS = 8;
    static final int TRAITS = 9;
    static final int SAMPLING_RATE = 10;
    static final int PACKET_AND_AHEAD = 11;
    static final int WIDTH = 12;

    /** Of the traits, above protocol and TCP flags. */
    static final int FRAGMENT = 1 << 16;

    static final int LEFT_OUT = 1 << 17;
    static final int NOT_NEW = 1 << 18;
    static final int DROPPED = 1 << 19;

    /** Of what lies ahead, above the milliseconds. */
    static final int EARLY = 1 << 30;

    private Cells() {}
}
