// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import polder.api.capture.PacketBatch;
import polder.api.flow.FlowBatch;
import polder.api.flow.FlowDetails;
import polder.wire.Address;

/**
 * Writes a flow as FastNetMon shows it to {@code process_sflow}: as the {@code SFSample} of the sFlow reader it was built on, laid out
 * for 64-bit Linux, 1448 bytes. Numbers are in the order of the machine, IPv4 addresses in that of the network. What Polder does not
 * keep is zero.
 */
final class SflowSample {
    private static final int SENDER = 0;
    private static final int AGENT = 20;
    private static final int VERSION = 88;
    private static final int PACKET_SIZE = 208;
    private static final int RATE = 216;
    private static final int HEADER_PROTOCOL = 232;
    private static final int HEADER = 240;
    private static final int HEADER_LENGTH = 248;
    private static final int IS_V4 = 256;
    private static final int IS_V6 = 268;
    private static final int SOURCE = 284;
    private static final int TARGET = 304;
    private static final int PROTOCOL = 324;
    private static final int TOS = 328;
    private static final int TTL = 332;
    private static final int SOURCE_PORT = 336;
    private static final int TARGET_PORT = 340;
    private static final int FLAGS = 344;
    private static final int FRAGMENT = 348;
    private static final int INPUT = 364;
    private static final int OUTPUT = 368;
    private static final int SOURCE_MAC = 380;
    private static final int TARGET_MAC = 388;
    private static final int VLAN = 396;
    private static final int NEXT_HOP = 428;
    private static final int SOURCE_AS = 480;
    private static final int TARGET_AS = 508;

    private SflowSample() {}

    static void write(FlowBatch flows, int row, Memory memory) {
        PacketBatch packets = flows.source();
        int packet = flows.packet(row);
        put(memory, SENDER, packets.senderHigh(packet), packets.senderLow(packet));
        put(memory, AGENT, packets.senderHigh(packet), packets.senderLow(packet));
        put(memory, VERSION, 5);
        put(memory, PACKET_SIZE, (int) (flows.packets(row) == 0 ? 0 : flows.bytes(row) / flows.packets(row)));
        put(memory, RATE, flows.samplingRate(row));
        boolean v4 = Address.isV4(flows.sourceHigh(row), flows.sourceLow(row));
        put(memory, IS_V4, v4 ? 1 : 0);
        put(memory, IS_V6, v4 ? 0 : 1);
        put(memory, SOURCE, flows.sourceHigh(row), flows.sourceLow(row));
        put(memory, TARGET, flows.targetHigh(row), flows.targetLow(row));
        put(memory, PROTOCOL, flows.protocol(row));
        put(memory, SOURCE_PORT, flows.sourcePort(row));
        put(memory, TARGET_PORT, flows.targetPort(row));
        put(memory, FLAGS, flows.tcpFlags(row));
        put(memory, FRAGMENT, flows.isFragment(row) ? 1 : 0);
        if (flows.isDetailed()) {
            details(flows, row, memory);
        }
    }

    private static void details(FlowBatch flows, int row, Memory memory) {
        FlowDetails details = flows.details();
        put(memory, TOS, details.tos(row));
        put(memory, TTL, details.ttl(row));
        put(memory, INPUT, details.input(row));
        put(memory, OUTPUT, details.output(row));
        memory.putWireLong(Memory.FLOW + SOURCE_MAC, details.sourceMac(row) << 16);
        memory.putWireLong(Memory.FLOW + TARGET_MAC, details.targetMac(row) << 16);
        put(memory, VLAN, details.vlan(row));
        put(memory, NEXT_HOP, details.nextHopHigh(row), details.nextHopLow(row));
        put(memory, SOURCE_AS, details.sourceAs(row));
        put(memory, TARGET_AS, details.targetAs(row));
        int length = Math.min(Memory.LONGEST_HEADER, details.frameLength(row));
        put(memory, HEADER_PROTOCOL, length > 0 ? details.frameLinkType(row) : 0);
        put(memory, HEADER_LENGTH, length);
        memory.putLong(Memory.FLOW + HEADER, length > 0 ? Memory.HEADER : 0);
        if (length > 0) {
            memory.put(Memory.HEADER, flows.source().bytes(), details.frameOffset(row), length);
        }
    }

    private static void put(Memory memory, int field, int value) {
        memory.putInt(Memory.FLOW + field, value);
    }

    /** A type (1 for IPv4, 2 for IPv6, 0 for none) and the address. */
    private static void put(Memory memory, int field, long high, long low) {
        int at = Memory.FLOW + field;
        boolean v4 = Address.isV4(high, low);
        memory.putInt(at, v4 ? 1 : (high | low) == 0 ? 0 : 2);
        if (v4) {
            memory.putWireInt(at + 4, (int) low);
        } else {
            memory.putWireLong(at + 4, high);
            memory.putWireLong(at + 12, low);
        }
    }
}
