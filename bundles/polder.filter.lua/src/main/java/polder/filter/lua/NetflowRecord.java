// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.wire.Address;

/** Writes a flow as FastNetMon shows it to {@code process_netflow}: as the record of a NetFlow 5 datagram. */
final class NetflowRecord {
    private static final long MOST_SHORT = 0xffff;
    private static final long MOST_INT = 0xffff_ffffL;
    /** Stands for systems whose number has more than 16 bits: RFC 6793, section 9. */
    private static final int AS_TRANS = 23456;

    private NetflowRecord() {}

    /**
     * Cisco, NetFlow Export Datagram Format, version 5 flow record, 48 bytes:
     *
     * <pre>
     *  0 source  4 target  8 next hop  12 input  14 output  16 packets  20 octets  24 first  28 last
     * 32 source port  34 target port  36 -  37 flags  38 protocol  39 tos  40 source AS  42 target AS  44 masks  46 -
     * </pre>
     *
     * <p>Packets, octets and interfaces are in the order of the machine and everything else in that of the network, as FastNetMon has
     * converted those four when it calls the hook. IPv6 addresses have no room and are zero.
     */
    static void write(FlowBatch flows, int row, Memory memory) {
        int at = Memory.FLOW;
        FlowDetails details = flows.details();
        memory.putWireInt(at, v4(flows.sourceHigh(row), flows.sourceLow(row)));
        memory.putWireInt(at + 4, v4(flows.targetHigh(row), flows.targetLow(row)));
        boolean detailed = flows.isDetailed();
        memory.putWireInt(at + 8, detailed ? v4(details.nextHopHigh(row), details.nextHopLow(row)) : 0);
        memory.putShort(at + 12, detailed ? shortOf(details.input(row)) : 0);
        memory.putShort(at + 14, detailed ? shortOf(details.output(row)) : 0);
        memory.putInt(at + 16, (int) Math.min(MOST_INT, flows.packets(row)));
        memory.putInt(at + 20, (int) Math.min(MOST_INT, flows.bytes(row)));
        memory.putWireInt(at + 24, (int) (flows.startNanos(row) / 1_000_000));
        memory.putWireInt(at + 28, (int) (flows.endNanos(row) / 1_000_000));
        memory.putWireShort(at + 32, flows.sourcePort(row));
        memory.putWireShort(at + 34, flows.targetPort(row));
        memory.putByte(at + 37, flows.tcpFlags(row));
        memory.putByte(at + 38, flows.protocol(row));
        memory.putByte(at + 39, detailed ? details.tos(row) : 0);
        memory.putWireShort(at + 40, detailed ? system(details.sourceAs(row)) : 0);
        memory.putWireShort(at + 42, detailed ? system(details.targetAs(row)) : 0);
    }

    private static int v4(long high, long low) {
        return Address.isV4(high, low) ? (int) low : 0;
    }

    private static int shortOf(int value) {
        return (int) Math.min(MOST_SHORT, Integer.toUnsignedLong(value));
    }

    private static int system(int number) {
        return Integer.toUnsignedLong(number) > MOST_SHORT ? AS_TRANS : number;
    }
}
